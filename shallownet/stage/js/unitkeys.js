// The hidden units of the drawing for the keyboard: a button on each, one of which is on the way of the Tab key.

import { fillLabel, make } from "./surface.js";

const UNIT_STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export class UnitKeys {
  /** Focus picks a unit out as the pointer does, Enter pins it. The pointer passes through to the drawing below. */
  constructor(pointing) {
    this.pointing = pointing;
    this.buttons = [];
    this.pinned = -1;
    this.element = make("div", { className: "stage-unit-keys", role: "group" });
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("focusin", ({ target }) => this.enter(this.buttons.indexOf(target)));
    this.element.addEventListener("focusout", () => pointing.point(null));
  }

  label(labels, units) {
    this.labels = labels;
    this.element.setAttribute("aria-label", labels.unit_keys);
    while (this.buttons.length > units) this.buttons.pop().remove();
    while (this.buttons.length < units) this.add(this.buttons.length);
    this.buttons.forEach((button, j) => {
      button.setAttribute("aria-label", fillLabel(labels.unit_key, { unit: j + 1 }));
      button.tabIndex = j ? -1 : 0;
    });
  }

  add(j) {
    const button = make("button", { type: "button", className: "stage-unit-key", "aria-pressed": "false" });
    button.addEventListener("click", () => this.pointing.choose({ kind: "unit", unit: j }, {}));
    this.buttons.push(button);
    this.element.append(button);
  }

  /** Puts the buttons where the drawing has its units. */
  place(nodes) {
    this.buttons.forEach((button, j) => {
      const { x, y, size } = nodes[j];
      button.style.cssText = `left:${x - size / 2}px;top:${y - size / 2}px;width:${size}px;height:${size}px`;
    });
  }

  enter(j) {
    if (j < 0) return;
    this.buttons.forEach((button, k) => (button.tabIndex = k === j ? 0 : -1));
    this.pointing.point({ kind: "unit", unit: j });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.buttons.indexOf(event.target);
    const last = this.buttons.length - 1;
    const to = { Home: 0, End: last }[event.key] ?? here + (UNIT_STEPS[event.key] ?? 0);
    if (event.key === "Escape") this.pointing.release();
    else if (event.key in UNIT_STEPS || event.key === "Home" || event.key === "End") {
      this.buttons[Math.max(0, Math.min(last, to))].focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Tells which unit is pinned; -1 for none. */
  tell(pinned) {
    if (pinned === this.pinned) return;
    this.pinned = pinned;
    this.buttons.forEach((button, j) => button.setAttribute("aria-pressed", String(j === pinned)));
  }
}
