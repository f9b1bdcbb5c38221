// What stands above every page: the choice of a language. The page's language is told to the browser, too.

import { make } from "./surface.js";

/** Keeps the choice for the next visit; `ui/language.py` reads it. */
const LANGUAGE_COOKIE = "shallownet_language";
const YEAR_SECONDS = 31536000;

const bars = new WeakMap();

/**
 * Draws the bar, or brings it up to date.
 *
 * @param {HTMLElement} parent where.
 * @param {{language: string, languages: Object<string, string>, labels: Object<string, string>}} site the language of the
 *     page, all there are by their own names, what the bar says.
 * @param {function} setTriggerValue tells the server of a choice.
 */
export function showSite(parent, site, setTriggerValue) {
  document.documentElement.lang = site.language;
  keepLanguage(site.language);
  if (bars.has(parent)) bars.get(parent).remove();
  const bar = make("div", { className: "shallownet-site" }, languageChoice(site, setTriggerValue));
  bars.set(parent, bar);
  parent.append(bar);
}

function languageChoice(site, setTriggerValue) {
  const select = make("select", { className: "site-language", "aria-label": site.labels.choose });
  for (const [code, name] of Object.entries(site.languages)) select.append(make("option", { value: code, text: name, lang: code }));
  select.value = site.language;
  select.addEventListener("change", () => setTriggerValue("language", select.value));
  return select;
}

/** Only what the browser would not ask for by itself is kept. */
function keepLanguage(code) {
  const isKept = document.cookie.split("; ").some((text) => text.startsWith(`${LANGUAGE_COOKIE}=`));
  if (!isKept && navigator.language.split("-")[0].toLowerCase() === code) return;
  document.cookie = `${LANGUAGE_COOKIE}=${code}; path=/; max-age=${YEAR_SECONDS}; SameSite=Lax`;
}
