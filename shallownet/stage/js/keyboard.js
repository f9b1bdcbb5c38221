// Keys that work anywhere on the page: on the stage last used, or on the page itself. What they are, keys.js says.

import { keepText, keptText } from "./kept.js";
import { isCharacter, keyRow } from "./keys.js";
import { isPresenting } from "./presenting.js";

const byRole = (names) => names.split(" ").map((name) => `[role=${name}]`);
/** What is written in or has keys of its own for everything; the introduction's little dialogue has not. */
const WRITING = [
  "input:not([type=checkbox], [type=radio], [type=range])",
  ...["select", "textarea", "audio", "video", "iframe", "dialog", "[contenteditable]:not([contenteditable=false])"],
  ...byRole("combobox spinbutton textbox searchbox listbox option menu menuitem tree grid"),
  "[role=dialog]:not(.site-callout)",
].join();
const SLIDERS = ["input[type=range]", ...byRole("slider")].join();
const CONTROLS = [SLIDERS, "input", "summary", ...byRole("radio checkbox switch tab")].join();
const PRESSABLE = "button, a[href], [role=button], [role=link]";
const LISTENED = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
/** Keeps that keys of one character are switched off. */
const CHARACTERS_KEPT = "shallownet_characters";

/** Stages on the page, in the order of their coming; each offers press(action) and noteInput(). */
const keyboardStages = new Set();
/** What the page itself does, by action: each returns whether there was anything to do. */
let pageActions = {};
let lastUsedStage = null;
let focusByPointer = false;
let isListening = false;

/** Registers a stage; the returned function takes it off again. */
export function joinKeyboard(stage) {
  keyboardStages.add(stage);
  listen();
  return () => {
    keyboardStages.delete(stage);
    if (lastUsedStage === stage) lastUsedStage = null;
    listen();
  };
}

/** The stage that keys go to from now on. */
export function useStage(stage) {
  lastUsedStage = stage;
}

/** What the page does at a key, from now on. */
export function offerActions(actions) {
  pageActions = actions;
  listen();
}

/** Whether letters and signs are keys. A page must let them be switched off: speech is typed, too. */
export function charactersAreKeys() {
  return keptText("localStorage", CHARACTERS_KEPT) !== "off";
}

export function useCharacters(isOn) {
  keepText("localStorage", CHARACTERS_KEPT, isOn ? null : "off");
}

function listen() {
  const isWanted = keyboardStages.size > 0 || Object.keys(pageActions).length > 0;
  if (isWanted === isListening) return;
  isListening = isWanted;
  const change = isWanted ? "addEventListener" : "removeEventListener";
  for (const name of LISTENED) window[change](name, noteInput, { capture: true, passive: true });
  window[change]("keydown", pressKey);
}

function noteInput(event) {
  if (event.type === "pointerdown") focusByPointer = true;
  else if (event.type === "keydown" && event.key === "Tab") focusByPointer = false;
  for (const stage of keyboardStages) stage.noteInput();
}

/** True when the key belongs to what has the focus. */
function keyIsTaken(target, key) {
  let element = target;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  // What is in a dialogue that was just closed keeps the focus until the next frame.
  if (!(element instanceof Element) || element.closest("dialog:not([open])")) return false;
  if (element.closest(WRITING) || element.isContentEditable) return true;
  // Nothing is written there, but it may be moved.
  if (isCharacter(key)) return false;
  if (element.closest(key.startsWith("Page") ? SLIDERS : CONTROLS)) return true;
  // Buttons and links take theirs once tabbed to.
  return key !== "Escape" && !focusByPointer && element.closest(PRESSABLE) !== null;
}

function pressKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const row = keyRow(event, isPresenting());
  if (!row || (isCharacter(event.key) && !charactersAreKeys())) return;
  if ([document.activeElement, event.target].some((target) => keyIsTaken(target, event.key))) return;
  const isOver = event.repeat && !row.repeat;
  const isDone = isOver || pageActions[row.action]?.() || pressStage(row);
  if (isDone && row.action !== "release") event.preventDefault();
}

/** Hands the key to the stage last used, else to the first; false where there is none, or where it is not a stage's. */
function pressStage({ group, action }) {
  const stage = lastUsedStage ?? keyboardStages.values().next().value;
  if (!stage || (group !== "playback" && action !== "release")) return false;
  stage.press(action);
  return true;
}
