// The first minute: at a first visit to the playground a word at the picture, the playback and a knob each. Then never
// again.

import { Callout } from "./callout.js";
import { keepText, keptText } from "./kept.js";
import { isPresenting, watchPresenting } from "./presenting.js";
import { fillLabel, keepFocusOff, make, setText } from "./surface.js";

/** Kept for good once the introduction was seen or skipped. */
const INTRODUCED_KEPT = "shallownet_introduced";
const STAGE = ".st-key-playground [data-testid=stage]";
const STEPS = [
  { name: "map", target: `${STAGE} .stage-map-panel`, sides: ["left", "right", "below"] },
  { name: "play", target: `${STAGE} .stage-transport`, sides: ["below", "above"] },
  { name: "knob", target: ".st-key-control_learning_rate", sides: ["below", "left", "above"] },
];
/** It begins once the network has been seen to learn, and the knobs are there. */
const FROM_EPOCH = 60;
const LOOK_MS = 300;
/** What is not there by then is left out. */
const LONGEST_LOOK_MS = 8000;

export class Introduction {
  constructor() {
    // A link that says a run, or hides a knob, is about something else; one that says a language is not.
    const said = [...new URLSearchParams(location.search).keys()].filter((name) => name !== "language");
    this.linkedAt = said.length ? location.pathname : null;
    this.text = make("p", { role: "status" });
    this.count = make("span", { className: "callout-count" });
    this.skipping = make("button", { type: "button", className: "callout-skip" });
    this.going = make("button", { type: "button", className: "callout-next" });
    const buttons = [this.skipping, this.going].map(keepFocusOff);
    this.callout = new Callout(this.text, make("div", { className: "callout-foot" }, this.count, ...buttons));
    this.steps = [];
    this.at = -1;
    this.since = NaN;
    this.skipping.addEventListener("click", () => this.end());
    this.going.addEventListener("click", () => this.turn(this.at + 1));
    this.callout.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.end();
      event.stopPropagation();
    });
    watchPresenting(() => isPresenting() && this.skip());
  }

  /** Speaks these labels, in this place of the page. */
  speak(labels, parent) {
    this.labels = labels;
    this.parent = parent;
    this.callout.box.setAttribute("aria-label", labels.title);
    setText(this.skipping, labels.skip);
    if (this.at < 0) return;
    parent.append(this.callout.box);
    this.tell();
  }

  /** Begins by itself at the first visit, if the browser can keep that there was one. */
  awaitFirstVisit() {
    if (this.timer || keptText("localStorage", INTRODUCED_KEPT) === "yes") return;
    if (keepText("localStorage", INTRODUCED_KEPT, "no")) this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  look() {
    const stage = document.querySelector(STAGE);
    if (!stage || location.pathname === this.linkedAt || isPresenting()) {
      this.since = NaN;
      return;
    }
    this.since ||= performance.now();
    const isLate = performance.now() - this.since > LONGEST_LOOK_MS;
    if (Number(stage.dataset.epoch) < FROM_EPOCH || (this.found.length < STEPS.length && !isLate)) return;
    this.begin();
  }

  get found() {
    return STEPS.filter(({ target }) => document.querySelector(target)?.getClientRects().length);
  }

  /** Whether there is anything to point at. */
  isOffered() {
    return document.querySelector(STAGE) !== null && !isPresenting();
  }

  begin() {
    clearInterval(this.timer);
    this.steps = this.found;
    this.path = location.pathname;
    this.turn(0);
    if (this.at >= 0) this.timer = setInterval(() => this.follow(), LOOK_MS);
  }

  /** The page moves in ways that no event tells of, and its run may become one of another kind. */
  follow() {
    const target = document.querySelector(this.steps[this.at].target);
    if (location.pathname !== this.path) this.end();
    else if (target) {
      this.callout.aim(target);
      this.tell();
    }
  }

  /** Goes to a step; one whose target has gone is left out. */
  turn(at) {
    const step = this.steps[at];
    if (!step) {
      this.end();
      return;
    }
    const target = document.querySelector(step.target);
    if (!target) {
      this.turn(at + 1);
      return;
    }
    if (this.at < 0) this.parent.append(this.callout.box);
    this.at = at;
    this.tell();
    const others = this.steps.filter((one) => one !== step).map((one) => document.querySelector(one.target));
    this.callout.point(target, step.sides, others.filter(Boolean));
  }

  /** Says what is true of the run on screen. */
  tell() {
    const { labels, steps, at } = this;
    const { name } = steps[at];
    const problem = document.querySelector(STAGE)?.dataset.problem;
    setText(this.text, labels[`${name}_${problem}`] ?? labels[name]);
    setText(this.count, fillLabel(labels.count, { step: at + 1, steps: steps.length }));
    const isLast = at + 1 === steps.length;
    this.skipping.hidden = isLast;
    setText(this.going, isLast ? labels.done : labels.next);
  }

  /** Ends it, if it is there; returns whether it was. */
  skip() {
    const isThere = this.at >= 0;
    if (isThere) this.end();
    return isThere;
  }

  end() {
    const hadFocus = this.callout.box.contains(document.activeElement);
    keepText("localStorage", INTRODUCED_KEPT, "yes");
    clearInterval(this.timer);
    this.at = -1;
    this.callout.close();
    // On a phone the knob is far below the picture, which is what it changes.
    const stage = document.querySelector(STAGE);
    if (stage && stage.getBoundingClientRect().bottom < window.innerHeight / 2) stage.scrollIntoView({ block: "start" });
    // Whoever came this far by keyboard goes on from the playback.
    if (hadFocus) document.querySelector(`${STAGE} .stage-main`)?.focus({ preventScroll: true });
  }
}
