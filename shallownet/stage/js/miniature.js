// On a phone the knobs stand a screen below the picture: where they are in sight and it is not, a small copy of it stays
// above them, with the numbers that a knob moves. A touch of it leads back to the picture.

import { isPresenting } from "./presenting.js";
import { Surface, keepFocusOff, make, setText } from "./surface.js";

/** Where Streamlit sets columns one below the other. */
const STACKED = "(max-width: 40rem)";
const STAGES = ".st-key-playground, .st-key-lesson_stage";
const KNOBS = ".st-key-knobs";
/** Streamlit's bar at the top; the copy stands below it, and is so high with its margins. */
const BAR_HEIGHT = 60;
const MARGIN = 8;
const COPY_HEIGHT = 96;
/** Below each of several maps stand two lines of words; beside a single one they do. */
const LINES_HEIGHT = 32;
const COPIES_GAP = 8;

export class Miniature {
  /** `goBack()` brings the picture into sight. */
  constructor(goBack) {
    this.element = make("button", { type: "button", className: "shallownet-miniature", "data-testid": "miniature" });
    this.element.addEventListener("click", goBack);
    keepFocusOff(this.element);
    this.element.hidden = true;
    this.name = make("span", { className: "miniature-name" });
    this.stacked = window.matchMedia(STACKED);
    this.copies = [];
  }

  /** Puts it on the page, beside the stage: within, what is fixed would move with it. */
  attach(root, parent, moved) {
    this.isOffered = Boolean(root.closest(STAGES));
    parent.append(this.element);
    // Whatever scrolls: the page has a scrolling part of its own.
    const onScroll = () => this.stacked.matches && this.isOffered && moved();
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    this.close = () => {
      document.removeEventListener("scroll", onScroll, { capture: true });
      this.element.remove();
    };
  }

  label(labels) {
    setText(this.name, labels.to_picture);
    this.words = [labels.epoch, labels.train_loss];
    this.picture = labels.map_picture;
    this.copies = [];
  }

  /** Shows what `maps` show of the networks that `describe()` returns, if it is wanted now. */
  follow(maps, describe, numbers, epoch) {
    const isWanted = this.isWanted(maps);
    if (this.element.hidden === isWanted) this.element.hidden = !isWanted;
    if (!isWanted) return;
    this.hold(maps.length);
    const isAlone = maps.length === 1;
    const wide = this.element.clientWidth - 2 * 2 * MARGIN;
    const share = Math.floor((wide - COPIES_GAP * (maps.length - 1)) / maps.length);
    const side = Math.min(isAlone ? COPY_HEIGHT : COPY_HEIGHT - LINES_HEIGHT, share);
    this.element.style.setProperty("--miniature-side", `${side}px`);
    const networks = describe();
    maps.forEach((map, k) => {
      const { surface, lines } = this.copies[k];
      const { values, measures, name } = networks[k];
      surface.resize(side, side);
      map.copyTo(surface.begin(), side);
      const loss = numbers.loss(values[measures]);
      const [first, second] = isAlone ? [`${this.words[0]} ${numbers.epoch(epoch)}`, `${this.words[1]} ${loss}`] : [name, loss];
      setText(lines[0], first);
      setText(lines[1], second);
    });
  }

  /** Whether the knobs are in sight below the copy, and no map is. */
  isWanted(maps) {
    if (!this.stacked.matches || !this.isOffered || isPresenting()) return false;
    const knobs = document.querySelector(KNOBS)?.getBoundingClientRect();
    if (!knobs) return false;
    const below = BAR_HEIGHT + COPY_HEIGHT + 2 * MARGIN;
    const areKnobsSeen = knobs.top < window.innerHeight && knobs.bottom > below;
    return areKnobsSeen && maps.every((map) => map.element.getBoundingClientRect().bottom < BAR_HEIGHT);
  }

  hold(count) {
    if (this.copies.length === count) return;
    this.copies = Array.from({ length: count }, () => {
      const surface = new Surface("miniature-map");
      surface.canvas.setAttribute("role", "img");
      surface.canvas.setAttribute("aria-label", this.picture);
      const lines = [make("span"), make("span")];
      const element = make("span", { className: "miniature-copy" }, surface.canvas, ...lines);
      return { surface, lines, element };
    });
    this.element.classList.toggle("miniature-alone", count === 1);
    this.element.replaceChildren(this.name, ...this.copies.map(({ element }) => element));
    // Its name is what can be read on it, without what the pictures are called.
    const read = [this.name, ...this.copies.flatMap(({ lines }) => lines)];
    read.forEach((part, i) => (part.id = `miniature-${i}`));
    this.element.setAttribute("aria-labelledby", read.map(({ id }) => id).join(" "));
  }
}
