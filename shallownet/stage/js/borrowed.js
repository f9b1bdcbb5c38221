// Streamlit's own words, which are English only, in the page's language: what its buttons are called, what it says of a
// file or of an address. They are put in their place as Streamlit writes them, and taken out again for another language.

const NAMES = ["aria-label", "placeholder", "title"];
/** Written up to sixty times a second, and in the page's language already. */
const OWN = ".shallownet-stage, .shallownet-site";

/** By element or text node: what Streamlit wrote and what stands there instead, by attribute ("" for a text). */
const replaced = new WeakMap();
let said = "";
let names = null;
let texts = null;
let observer = null;

/**
 * Speaks for Streamlit from now on.
 *
 * @param {{names: Array<Array<string>>, texts: Array<Array<string>>}} words Streamlit's own and the page's, of what is
 *     heard and of what is read; {braces} stand for any text, which is kept. Both empty in Streamlit's own language.
 */
export function speakForStreamlit(words) {
  if (JSON.stringify(words) === said) return;
  said = JSON.stringify(words);
  observer?.disconnect();
  observer = null;
  forEachPart(document.body, giveBack);
  names = new Phrases(words.names);
  texts = new Phrases(words.texts);
  if (names.isEmpty && texts.isEmpty) return;
  forEachPart(document.body, replace);
  observer = new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach((node) => forEachPart(node, replace));
      else replace(target, attributeName ?? "");
    }
  });
  const changing = { childList: true, characterData: true, attributes: true, attributeFilter: NAMES };
  observer.observe(document.body, { subtree: true, ...changing });
}

/** Sentences with their translations, some with a place for any text. */
class Phrases {
  constructor(pairs) {
    this.isEmpty = !pairs.length;
    this.whole = new Map(pairs);
    this.open = pairs.filter(([own]) => own.includes("{")).map(([own, translated]) => {
      const fixed = own.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return [new RegExp(`^${fixed.join("(.+)")}$`), own.match(/\{\w+\}/g), translated];
    });
  }

  translate(text) {
    const whole = this.whole.get(text);
    if (whole !== undefined) return whole;
    for (const [pattern, places, translated] of this.open) {
      const found = pattern.exec(text);
      if (found) return places.reduce((line, place, i) => line.replace(place, () => found[i + 1]), translated);
    }
    return null;
  }
}

/** Calls `act(node, attribute)` for each text and each name in a part of the page, the attribute "" for a text. */
function forEachPart(root, act) {
  const parts = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = root; node; node = parts.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) act(node, "");
    else if (node.nodeType === Node.ELEMENT_NODE) for (const name of NAMES) act(node, name);
  }
}

function replace(node, attribute) {
  const text = read(node, attribute);
  if (!text) return;
  const translated = (attribute ? names : texts).translate(text);
  const element = attribute ? node : node.parentElement;
  if (translated === null || element?.closest(OWN)) return;
  if (!replaced.has(node)) replaced.set(node, {});
  replaced.get(node)[attribute] = [text, translated];
  write(node, attribute, translated);
}

/** Unless Streamlit has written something else since. */
function giveBack(node, attribute) {
  const [text, translated] = replaced.get(node)?.[attribute] ?? [];
  if (text !== undefined && read(node, attribute) === translated) write(node, attribute, text);
}

function read(node, attribute) {
  return attribute ? node.getAttribute(attribute) : node.data;
}

function write(node, attribute, text) {
  if (attribute) node.setAttribute(attribute, text);
  else node.data = text;
}
