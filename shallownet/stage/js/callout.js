// A word beside something on the page: a small box near it, a ring round it, and nothing else is in the way.

import { make } from "./surface.js";

const RING_ROOM = 5;
const CALLOUT_GAP = 14;
const CALLOUT_MARGIN = 10;

/** Area that two boxes share. */
function shared(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, wide) * Math.max(0, high);
}

export class Callout {
  /** `...content` is what the box says. */
  constructor(...content) {
    this.box = make("div", { className: "site-callout", role: "dialog", "aria-modal": "false" }, ...content);
    this.ring = make("div", { className: "site-ring", "aria-hidden": "true" });
    this.target = null;
    this.follow = () => this.place();
  }

  /**
   * Points at an element.
   *
   * @param {Element} target at what.
   * @param {string[]} sides where the box may stand, the best place first.
   * @param {Element[]} spared what it should not cover either.
   */
  point(target, sides, spared) {
    if (!this.target) this.open();
    Object.assign(this, { target, sides, spared: [target, ...spared] });
    const { top, bottom } = target.getBoundingClientRect();
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isInSight = top >= this.headroom && bottom <= window.innerHeight;
    if (!isInSight) target.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
    this.place();
  }

  open() {
    document.body.append(this.ring);
    window.addEventListener("scroll", this.follow, { capture: true, passive: true });
    window.addEventListener("resize", this.follow);
  }

  close() {
    window.removeEventListener("scroll", this.follow, { capture: true });
    window.removeEventListener("resize", this.follow);
    this.box.remove();
    this.ring.remove();
    this.target = null;
  }

  /** The element in the place of the one pointed at, and wherever it has moved. */
  aim(target) {
    this.target = target;
    this.spared[0] = target;
    this.place();
  }

  /** Height of the page's bar, over which nothing may stand. */
  get headroom() {
    return document.querySelector("[data-testid=stHeader]")?.getBoundingClientRect().bottom ?? 0;
  }

  place() {
    const { box, ring, target } = this;
    const around = target.getBoundingClientRect();
    // Far away from what it is about it would only be in the way.
    const isThere = around.width > 0 && around.bottom > this.headroom && around.top < window.innerHeight;
    box.hidden = ring.hidden = !isThere;
    if (!isThere) return;
    const style = getComputedStyle(box);
    ring.style.setProperty("--site-ring", style.getPropertyValue("--st-primary-color"));
    Object.assign(ring.style, {
      left: `${around.left - RING_ROOM}px`,
      top: `${around.top - RING_ROOM}px`,
      width: `${around.width + 2 * RING_ROOM}px`,
      height: `${around.height + 2 * RING_ROOM}px`,
    });
    const { left, top, side, covered } = this.choosePlace(around);
    // Where there is no room beside it, no arrow either.
    box.dataset.side = covered > 0 ? "apart" : side;
    box.style.left = `${Math.round(left)}px`;
    box.style.top = `${Math.round(top)}px`;
    // Where the arrow points, along the box's edge.
    const isBeside = side === "left" || side === "right";
    const along = isBeside ? middle(around.top, around.bottom) - top : middle(around.left, around.right) - left;
    box.style.setProperty("--site-arrow", `${Math.round(along)}px`);
  }

  /** The place that covers least of what is to be spared; the earlier one where two are equal. */
  choosePlace(around) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const spared = this.spared.map((element) => element.getBoundingClientRect());
    const right = window.innerWidth - width - CALLOUT_MARGIN;
    const bottom = window.innerHeight - height - CALLOUT_MARGIN;
    const away = RING_ROOM + CALLOUT_GAP;
    const across = middle(around.left, around.right) - width / 2;
    const down = middle(around.top, around.bottom) - height / 2;
    const places = {
      left: [around.left - away - width, down],
      right: [around.right + away, down],
      above: [across, around.top - away - height],
      below: [across, around.bottom + away],
      // On a small screen: at its lower edge.
      apart: [(window.innerWidth - width) / 2, bottom],
    };
    let best = null;
    for (const side of [...this.sides, "apart"]) {
      const left = Math.max(CALLOUT_MARGIN, Math.min(places[side][0], right));
      const top = Math.max(this.headroom + CALLOUT_MARGIN, Math.min(places[side][1], bottom));
      const taken = { left, top, right: left + width, bottom: top + height };
      const covered = spared.reduce((sum, one) => sum + shared(one, taken), 0);
      if (!best || covered < best.covered) best = { left, top, side, covered };
    }
    return best;
  }
}

function middle(low, high) {
  return (low + high) / 2;
}
