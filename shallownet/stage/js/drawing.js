// Own points drawn on the map: a click adds one of the class chosen, a stroke adds some along it, a drag moves one, the
// eraser takes one away.

import { CrossHair } from "./crosshair.js";
import { fillLabel, make, setText } from "./surface.js";

/** A point this near the pointer, in CSS pixels, is the one that is meant. */
const NEAR = 9;
/** A stroke leaves a point every so many CSS pixels. */
const STROKE_STEP = 18;
/** What is drawn is told again if no run on it has come after so long. */
const AGAIN_MS = 4000;
/** After a run on it has come the page beside the stage is still being drawn: so long nothing is asked or told. */
const SETTLING_MS = 400;
const MODES = ["off", "zero", "one", "erase"];
const NOTHING = { x1: [], x2: [], y: [], count: 0 };

/**
 * What the visitor draws is a draft until the server plays it: the whole set of points, with a number that the server
 * says back. So what comes late, twice or never loses no point.
 */
export class Drawing {
  constructor(map, view) {
    this.map = map;
    this.view = view;
    /** The points as drawn, or null while they are those of the run. */
    this.draft = null;
    this.number = Math.floor(Math.random() * 2 ** 40);
    /** The number of what the server has been told and has not yet answered; 0 for none. */
    this.told = 0;
    this.held = -1;
    /** Where the stroke that is being drawn left its last point; null when none is. */
    this.stroke = null;
    /** Whether the playback stands because there are too few points. */
    this.isHalted = false;
    this.limits = null;
    this.timer = 0;
    this.choice = make("select", { className: "stage-draw-choice" });
    this.options = MODES.map((value) => make("option", { value }));
    this.choice.append(...this.options);
    this.choice.addEventListener("change", () => this.choose());
    this.caption = make("span");
    this.clearing = make("button", { type: "button", className: "stage-draw-clear" });
    this.clearing.addEventListener("click", () => this.change([]));
    this.missing = make("output");
    const label = make("label", { className: "stage-option" }, this.caption, this.choice);
    this.hair = new CrossHair(map, this);
    this.element = make("div", { className: "stage-drawing" }, label, this.clearing, this.missing, this.hair.told);
    const { element } = map;
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => this.drop());
  }

  get mode() {
    return this.limits ? this.choice.value : "off";
  }

  /** What the map shows. */
  get points() {
    return this.draft ? { train: this.draft, test: NOTHING } : this.view.player.points;
  }

  /** A run, and the words of its language; on a run without limits for it nothing can be drawn. */
  takeRun(run) {
    const { labels } = run;
    this.limits = run.drawing ?? null;
    this.element.hidden = !this.limits;
    setText(this.caption, labels.draw);
    setText(this.clearing, labels.draw_clear);
    this.options.forEach((option, at) => setText(option, labels[`draw_${MODES[at]}`]));
    this.labels = labels;
    this.choose();
  }

  choose() {
    const isOff = this.mode === "off";
    this.map.element.classList.toggle("stage-draws", !isOff);
    this.hair.turn(!isOff, this.labels);
    this.clearing.hidden = isOff;
    // Too few points to learn from are kept while drawing goes on.
    if (isOff && this.draft && this.lacking > 0) {
      this.forget();
      this.goOn();
    }
    this.tellLacking();
  }

  /** How many points are missing until a network can learn from them. */
  get lacking() {
    return this.draft && this.limits ? this.limits.least - this.draft.count : 0;
  }

  tellLacking() {
    setText(this.missing, this.lacking > 0 ? fillLabel(this.labels.draw_more, { count: this.lacking }) : "");
  }

  /** The points as a list of [x1, x2, y]. */
  listed() {
    const { train, test } = this.points;
    return [train, test].flatMap((set) => Array.from({ length: set.count }, (_, i) => [set.x1[i], set.x2[i], set.y[i]]));
  }

  /** From the pointer to the plane, on the points' grid; null outside the plane. */
  place(event) {
    const box = this.map.plane.canvas.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    if (Math.min(across, down) < 0 || Math.max(across, down) > 1) return null;
    return this.onGrid(2 * across - 1, 1 - 2 * down, box.width);
  }

  /** A place given from the plane's middle in shares of its half width; the plane is `width` wide on the screen. */
  onGrid(across, up, width) {
    const { extent } = this.view.player.run;
    const { grid, reach } = this.limits;
    const near = (share) => Math.max(-reach, Math.min(reach, Math.round(share * extent * grid) / grid));
    return { x1: near(across), x2: near(up), pixel: width / (2 * extent) };
  }

  nearest(points, { x1, x2, pixel }) {
    let found = -1;
    let least = NEAR;
    points.forEach((point, i) => {
      const distance = Math.hypot(point[0] - x1, point[1] - x2) * pixel;
      if (distance <= least) {
        found = i;
        least = distance;
      }
    });
    return found;
  }

  press(event) {
    if (this.mode === "off" || event.button !== 0) return;
    const place = this.place(event);
    if (!place) return;
    event.preventDefault();
    if (this.mode === "erase") {
      this.erase(place);
      return;
    }
    const points = this.listed();
    const found = this.nearest(points, place);
    if (found < 0 && points.length >= this.limits.most) return;
    this.held = found < 0 ? points.length : found;
    this.stroke = found < 0 ? place : null;
    if (found < 0) points.push(this.made(place));
    this.moved = found < 0;
    this.map.element.setPointerCapture(event.pointerId);
    this.draw(points);
  }

  drag(event) {
    const place = this.held >= 0 && this.place(event);
    if (!place) return;
    const points = this.listed();
    if (this.stroke) {
      const distance = Math.hypot(place.x1 - this.stroke.x1, place.x2 - this.stroke.x2) * place.pixel;
      if (distance < STROKE_STEP || points.length >= this.limits.most) return;
      this.stroke = place;
      points.push(this.made(place));
    } else {
      points[this.held] = [place.x1, place.x2, points[this.held][2]];
    }
    this.moved = true;
    this.draw(points);
  }

  drop() {
    if (this.held < 0) return;
    this.held = -1;
    if (this.moved) this.tell();
    else this.forget();
  }

  /** A point of the class chosen. */
  made({ x1, x2 }) {
    return [x1, x2, this.mode === "one" ? 1 : 0];
  }

  /** From the keyboard: does what is chosen at a place. */
  act(place) {
    if (this.mode === "erase") this.erase(place);
    else if (this.mode !== "off") this.add(place);
  }

  add(place) {
    const points = this.listed();
    const isThere = points.some(([x1, x2]) => x1 === place.x1 && x2 === place.x2);
    if (!isThere && points.length < this.limits.most) this.change([...points, this.made(place)]);
  }

  erase(place) {
    const points = this.listed();
    const found = this.nearest(points, place);
    if (found >= 0) this.change(points.filter((_, i) => i !== found));
  }

  change(points) {
    this.draw(points);
    this.tell();
  }

  /** Shows points, under a number of their own. */
  draw(points) {
    const column = (at) => Float32Array.from(points, (point) => point[at]);
    this.draft = { x1: column(0), x2: column(1), y: column(2), count: points.length };
    this.number++;
    this.tellLacking();
    this.halt();
    this.view.redraw();
  }

  /** While there are too few points to learn from, the run on those that are gone does not go on beside them. */
  halt() {
    const { player } = this.view;
    if (this.lacking <= 0 || !player.playing) return;
    player.pause();
    this.isHalted = true;
  }

  goOn() {
    if (this.isHalted) this.view.player.play();
    this.isHalted = false;
  }

  /** Tells the server what is drawn, one draft at a time, until it plays it. */
  tell() {
    if (!this.told) this.transmit();
  }

  transmit() {
    clearTimeout(this.timer);
    this.told = 0;
    if (!this.draft || this.held >= 0 || this.lacking > 0 || !this.view.trigger || this.view.closed) return;
    this.told = this.number;
    this.hush(AGAIN_MS);
    this.view.trigger("draw", { number: this.number, points: this.listed().flat() });
    this.timer = setTimeout(() => this.transmit(), AGAIN_MS);
  }

  /** The server says back what it has been told last. What was drawn since is told once the page has settled. */
  confirm(number) {
    if (!this.told || number !== this.told) return;
    this.told = 0;
    this.hush(SETTLING_MS);
    clearTimeout(this.timer);
    this.goOn();
    if (number === this.number) this.forget();
    else this.timer = setTimeout(() => this.tell(), SETTLING_MS);
  }

  /** An ask that meets the page while it is drawn for a new run would bring the old values of its knobs. */
  hush(milliseconds) {
    const { asking } = this.view.player;
    if (!asking.outstanding?.action) asking.settle();
    asking.notBefore = performance.now() + milliseconds;
  }

  forget() {
    clearTimeout(this.timer);
    this.draft = null;
    this.tellLacking();
    this.view.redraw();
  }
}
