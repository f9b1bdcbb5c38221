// Every key that does something, in one table: the keyboard acts on it and the sheet lists it, so neither knows more.

/**
 * A row is something that keys do: its `action`, which is its label's name too; the `keys`, as keyboard events name
 * them; the `group` it stands in on the sheet. It may `repeat` while a key is held, or count `presenting` alone: in
 * teacher's mode, where the little remote controls for slides send Page Down and Page Up, which otherwise scroll.
 * R and C are not to be had: they are Streamlit's own.
 */
export const KEYS = [
  { group: "playback", action: "toggle", keys: [" "] },
  { group: "playback", action: "step", keys: ["ArrowRight"], repeat: true },
  { group: "playback", action: "step_back", keys: ["ArrowLeft"], repeat: true },
  { group: "playback", action: "jump", keys: ["]"], repeat: true },
  { group: "playback", action: "jump_back", keys: ["["], repeat: true },
  { group: "playback", action: "rewind", keys: ["Home"] },
  { group: "playback", action: "faster", keys: ["+", "="], repeat: true },
  { group: "playback", action: "slower", keys: ["-"], repeat: true },
  { group: "playback", action: "reseed", keys: ["n"] },
  { group: "lesson", action: "next_scene", keys: ["."] },
  { group: "lesson", action: "previous_scene", keys: [","] },
  { group: "presenting", action: "next_scene", keys: ["PageDown"], presenting: true },
  { group: "presenting", action: "previous_scene", keys: ["PageUp"], presenting: true },
  { group: "page", action: "present", keys: ["p"] },
  { group: "page", action: "sheet", keys: ["?"] },
  { group: "page", action: "release", keys: ["Escape"] },
];
const CAPS = { " ": "space", ArrowRight: "→", ArrowLeft: "←", "-": "−" };

/** Whether a key writes a character: whoever speaks to the browser may type such keys without meaning to. */
export function isCharacter(key) {
  return key.length === 1 && key !== " ";
}

/** What stands on a key, with the words that the language has for some. */
export function keyCap(key, labels) {
  const cap = CAPS[key] ?? key;
  return labels[`key_${cap}`] ?? cap.toUpperCase();
}

/** The letter under a key while the keyboard writes another script: the key of n is ㅜ to who writes Korean. */
function plainKey({ key, code }) {
  const letter = /^Key([A-Z])$/.exec(code);
  return (letter && key.length === 1 && key > "~" ? letter[1] : key).toLowerCase();
}

/** The row that a key stands for, if it is pressed for us and not for the browser. */
export function keyRow(event, isPresenting) {
  // AltGr, which some keyboards need for a bracket, counts as Control and Alt together.
  const isModified = event.ctrlKey || event.altKey;
  if (event.metaKey || (isModified && !event.getModifierState?.("AltGraph"))) return undefined;
  if (event.shiftKey && !isCharacter(event.key)) return undefined;
  const plain = plainKey(event);
  return KEYS.find(({ keys, presenting }) => {
    return keys.some((key) => key.toLowerCase() === plain) && (isPresenting || !presenting);
  });
}
