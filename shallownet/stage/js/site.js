// What stands above every page: teacher's mode, the sheet of keys, the choice of a language; and what keys do to the
// page as a whole. The page's language is told to the browser, too.

import { speakForStreamlit } from "./borrowed.js";
import { drawIcon } from "./icons.js";
import { Introduction } from "./introduction.js";
import { offerActions } from "./keyboard.js";
import { isPresenting, present, resumePresenting, watchPresenting } from "./presenting.js";
import { turnScene } from "./scenes.js";
import { KeySheet } from "./sheet.js";
import { closeSidebarAfterUse } from "./sidebar.js";
import { keepFocusOff, make } from "./surface.js";

/** Keeps the choice for the next visit; `ui/language.py` reads it. */
const LANGUAGE_COOKIE = "shallownet_language";
const YEAR_SECONDS = 31536000;
/** A screen on its stand. */
const SCREEN = "M2 3h20v2h-1v11h-8v2l4 3-1.2 1.6L12 20l-3.8 2.6L7 21l4-3v-2H3V5H2zM5 5v9h14V5z";

/** The bar that stands in each place, the newest last. */
const bars = new Map();
/** The one whose language the page is in. */
let followed = null;
let introduction = null;

/**
 * Draws the bar, or brings it up to date.
 *
 * @param {HTMLElement} parent where.
 * @param {{language: string, languages: Object<string, string>, labels: Object<string, Object<string, string>>,
 *     streamlit: Object}} site the language of the page; all there are, by their own names; what the bar, the sheet and
 *     the introduction say; Streamlit's words, see `speakForStreamlit`.
 * @param {function} setTriggerValue tells the server of a choice.
 */
export function showSite(parent, site, setTriggerValue) {
  const said = JSON.stringify(site);
  const shown = bars.get(parent);
  if (shown) shown.tell = setTriggerValue;
  if (shown?.said === said) return;
  resumePresenting();
  introduction ??= new Introduction();
  closeSidebarAfterUse();
  shown?.remove();
  const bar = { said, site, tell: setTriggerValue };
  bars.delete(parent);
  bars.set(parent, bar);
  drawBar(bar, parent);
  follow(bar);
  introduction.awaitFirstVisit();
}

/**
 * A bar has left with its element. What Streamlit shows anew it may show in a second place first, as it was before, for
 * a moment: the page follows the bar that stays.
 */
export function leaveSite(parent) {
  const left = bars.get(parent);
  if (!left) return;
  left.remove();
  bars.delete(parent);
  const standing = [...bars].findLast(([place]) => place.isConnected);
  if (left === followed && standing) follow(standing[1]);
}

function follow(bar) {
  const { language, labels, streamlit } = bar.site;
  followed = bar;
  document.documentElement.lang = language;
  speakForStreamlit(streamlit);
  keepLanguage(language);
  introduction.speak(labels.introduction, bar.element);
  offerActions(bar.actions);
}

function drawBar(bar, parent) {
  const { language, languages, labels } = bar.site;
  const { site, keys } = labels;
  const sheet = new KeySheet(keys, introduction);
  const presenting = presentingButton(site);
  const opener = keepFocusOff(make("button", { type: "button", className: "site-button", text: "?" }));
  opener.setAttribute("aria-label", keys.title);
  opener.title = `${keys.title} (?)`;
  opener.addEventListener("click", () => sheet.open());
  const choice = languageChoice(language, languages, site.choose, (code) => bar.tell("language", code));
  bar.element = make("div", { className: "shallownet-site" }, presenting.button, opener, choice, sheet.element);
  parent.append(bar.element);
  bar.remove = () => {
    presenting.forget();
    bar.element.remove();
  };
  const done = (action) => () => {
    action();
    return true;
  };
  bar.actions = {
    present: done(() => present(!isPresenting())),
    sheet: done(() => sheet.open()),
    release: () => introduction.skip(),
    next_scene: () => turnScene(1),
    previous_scene: () => turnScene(-1),
  };
}

/** A button for teacher's mode; while that is on, it says so in words, with the key and the cross that leave it. */
function presentingButton(labels) {
  const button = keepFocusOff(make("button", { type: "button", className: "site-button" }));
  const name = make("span", { className: "site-mode", text: labels.presenting });
  const ways = [make("kbd", { text: "P" }), make("span", { text: "×" })];
  const leaving = make("span", { className: "site-leave", "aria-hidden": "true" }, ...ways);
  button.append(drawIcon(SCREEN), name, leaving);
  button.addEventListener("click", () => present(!isPresenting()));
  const show = () => {
    const isOn = isPresenting();
    button.setAttribute("aria-pressed", String(isOn));
    button.title = isOn ? labels.leave_presenting : `${labels.presenting} (P)`;
  };
  show();
  return { button, forget: watchPresenting(show) };
}

function languageChoice(language, languages, label, choose) {
  const select = make("select", { className: "site-language", "aria-label": label });
  const option = ([code, text]) => make("option", { value: code, text, lang: code });
  select.append(...Object.entries(languages).map(option));
  select.value = language;
  select.addEventListener("change", () => {
    // Kept at once: what is told while the server is away is lost, and the next one reads it.
    keepLanguage(select.value);
    choose(select.value);
  });
  return select;
}

/** Only what the browser would not ask for by itself is kept. */
function keepLanguage(code) {
  const isKept = document.cookie.split("; ").some((text) => text.startsWith(`${LANGUAGE_COOKIE}=`));
  if (!isKept && navigator.language.split("-")[0].toLowerCase() === code) return;
  document.cookie = `${LANGUAGE_COOKIE}=${code}; path=/; max-age=${YEAR_SECONDS}; SameSite=Lax`;
}
