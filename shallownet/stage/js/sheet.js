// The sheet of keys: what each key does, over the page. What it lists is the table that the keyboard acts on.

import { KEYS, keyCap } from "./keys.js";
import { charactersAreKeys, useCharacters } from "./keyboard.js";
import { make } from "./surface.js";

const HEADING = "shallownet-keys";

export class KeySheet {
  /**
   * @param {Object<string, string>} labels what it says.
   * @param {{isOffered: function(): boolean, begin: function(): void}} introduction can be shown again from here, where
   *     there is something to show.
   */
  constructor(labels, introduction) {
    this.introduction = introduction;
    const closer = make("button", { type: "button", className: "sheet-close", "aria-label": labels.close }, "×");
    const heading = make("h2", { id: HEADING, text: labels.title });
    const groups = [...new Set(KEYS.map(({ group }) => group))].map((group) => listKeys(group, labels));
    this.again = make("button", { type: "button", className: "sheet-again", text: labels.introduction });
    this.element = make(
      "dialog",
      { className: "shallownet-sheet", "aria-labelledby": HEADING },
      make("div", { className: "sheet-head" }, heading, closer),
      make("div", { className: "sheet-groups" }, ...groups),
      make("div", { className: "sheet-foot" }, characterChoice(labels), this.again),
    );
    closer.addEventListener("click", () => this.element.close());
    this.again.addEventListener("click", () => this.introduce());
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "?") return;
      event.preventDefault();
      this.element.close();
    });
    // A click beside it closes it: its own box is full of other elements.
    this.element.addEventListener("click", ({ target }) => target === this.element && this.element.close());
  }

  open() {
    this.again.hidden = !this.introduction.isOffered();
    this.element.showModal();
  }

  introduce() {
    this.element.close();
    this.introduction.begin();
  }
}

function listKeys(group, labels) {
  const rows = KEYS.filter((row) => row.group === group).map(({ action, keys }) => {
    const caps = keys.map((key) => make("kbd", { text: keyCap(key, labels) }));
    return make("div", {}, make("dt", {}, ...caps), make("dd", { text: labels[action] }));
  });
  return make("section", {}, make("h3", { text: labels[`group_${group}`] }), make("dl", {}, ...rows));
}

function characterChoice(labels) {
  const choice = make("input", { type: "checkbox" });
  choice.checked = charactersAreKeys();
  choice.addEventListener("change", () => useCharacters(choice.checked));
  return make("label", { className: "sheet-characters" }, choice, make("span", { text: labels.characters }));
}
