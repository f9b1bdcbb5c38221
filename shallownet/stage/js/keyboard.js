// Keys that work anywhere on the page, for the stage last used: Space plays and pauses, the arrows step.

const CONTROLS = [
  "input",
  "select",
  "textarea",
  "summary",
  "audio",
  "video",
  "iframe",
  "[contenteditable]:not([contenteditable=false])",
  ...["slider", "combobox", "spinbutton", "textbox", "searchbox", "listbox", "option", "menu", "menuitem", "radio"].map(
    (role) => `[role=${role}]`,
  ),
  ...["checkbox", "switch", "tab", "tree", "grid", "dialog"].map((role) => `[role=${role}]`),
].join(",");
const PRESSABLE = "button, a[href], [role=button], [role=link]";
const LISTENED = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/** Stages on the page, in the order of their coming; each offers press(action) and noteInput(). */
const keyboardStages = new Set();
let lastUsedStage = null;
let focusByPointer = false;

/** Registers a stage; the returned function takes it off again. */
export function joinKeyboard(stage) {
  if (keyboardStages.size === 0) {
    for (const name of LISTENED) window.addEventListener(name, noteInput, { capture: true, passive: true });
    window.addEventListener("keydown", pressKey);
  }
  keyboardStages.add(stage);
  return () => {
    keyboardStages.delete(stage);
    if (lastUsedStage === stage) lastUsedStage = null;
    if (keyboardStages.size) return;
    for (const name of LISTENED) window.removeEventListener(name, noteInput, { capture: true });
    window.removeEventListener("keydown", pressKey);
  };
}

/** The stage that keys go to from now on. */
export function useStage(stage) {
  lastUsedStage = stage;
}

function noteInput(event) {
  if (event.type === "pointerdown") focusByPointer = true;
  else if (event.type === "keydown" && event.key === "Tab") focusByPointer = false;
  for (const stage of keyboardStages) stage.noteInput();
}

/** True when the key belongs to what has the focus: form controls always, buttons and links once tabbed to. */
function keyIsTaken(target) {
  let element = target;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!(element instanceof Element)) return false;
  if (element.closest(CONTROLS) || element.isContentEditable) return true;
  return !focusByPointer && element.closest(PRESSABLE) !== null;
}

function pressKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const action = { " ": "toggle", ArrowRight: "step", ArrowLeft: "step_back", Escape: "release" }[event.key];
  if (!action || keyIsTaken(document.activeElement) || keyIsTaken(event.target)) return;
  const stage = lastUsedStage ?? keyboardStages.values().next().value;
  if (!stage) return;
  if (action !== "release") event.preventDefault();
  if (action === "toggle" && event.repeat) return;
  stage.press(action);
}
