// Points drawn with the keyboard: a cross-hair that the arrow keys move over the map.

import { fillLabel, make, setText } from "./surface.js";

/** Steps across the plane, and with Shift. */
const FINE_STEPS = 64;
const COARSE_STEPS = 8;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** Where the cross-hair is, is told after so long without another step. */
const TOLD_AFTER_MS = 400;

export class CrossHair {
  constructor(map, drawing) {
    this.map = map;
    this.drawing = drawing;
    /** Its place, in shares of the plane's half width from the middle. */
    this.across = 0;
    this.up = 0;
    this.timer = 0;
    this.element = make("div", { className: "stage-crosshair", "aria-hidden": "true" });
    this.told = make("div", { className: "stage-spoken", role: "status", "aria-live": "polite" });
    map.element.append(this.element);
    map.element.addEventListener("keydown", (event) => this.press(event));
    map.element.addEventListener("focus", () => this.show());
  }

  /** On while points are drawn: then the map is a place to go to, and takes keys. */
  turn(isOn, labels) {
    const { element } = this.map;
    element.setAttribute("role", isOn ? "application" : "img");
    element.setAttribute("aria-label", isOn ? `${labels.map_picture}. ${labels.draw_keys}` : labels.map_picture);
    element.dataset.keys = labels.draw_keys;
    this.labels = labels;
    if (isOn) {
      element.tabIndex = 0;
      return;
    }
    element.removeAttribute("tabindex");
    clearTimeout(this.timer);
    setText(this.told, "");
  }

  show() {
    const { side, left, room } = this.map;
    const x = left + ((1 + this.across) / 2) * side;
    const y = room.top + ((1 - this.up) / 2) * side;
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.drawing.mode === "off") return;
    const move = MOVES[event.key];
    if (move) this.step(move, event.shiftKey ? COARSE_STEPS : FINE_STEPS);
    else if (event.key === "Enter" || event.key === " ") this.drawing.act(this.place());
    else if (event.key === "Delete" || event.key === "Backspace") this.drawing.erase(this.place());
    else return;
    event.preventDefault();
    this.tellSoon();
  }

  step([dx, dy], steps) {
    const within = (share) => Math.max(-1, Math.min(1, share));
    this.across = within(this.across + (2 * dx) / steps);
    this.up = within(this.up + (2 * dy) / steps);
    this.show();
  }

  /** As the drawing has it from the pointer. */
  place() {
    return this.drawing.onGrid(this.across, this.up, this.map.side);
  }

  tellSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), TOLD_AFTER_MS);
  }

  /** Where it is, and which point is there. */
  tell() {
    const place = this.place();
    const points = this.drawing.listed();
    const found = this.drawing.nearest(points, place);
    const { numbers } = this.map;
    const at = { x1: numbers.tick(place.x1), x2: numbers.tick(place.x2), count: numbers.epoch(points.length) };
    const name = found < 0 ? "draw_at_nothing" : points[found][2] > 0 ? "draw_at_one" : "draw_at_zero";
    setText(this.told, fillLabel(this.labels[name], at));
  }
}
