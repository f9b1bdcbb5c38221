// What the pointer points at in the network drawing: hovered, pinned by a click or tap, and the tooltip's text.

import { make, placeWithin, setText } from "./surface.js";

/** How much farther than a mouse a finger reaches. */
const FINGER = 2;
/** Room kept for the tooltip at the stage's right edge. */
const TIP_WIDTH = 160;

export class Pointing {
  /** `changed` is called when what is shown must be drawn anew, `chosen` when a link or bias is clicked. */
  constructor(diagram, root, changed, chosen) {
    this.diagram = diagram;
    this.root = root;
    this.changed = changed;
    this.chosen = chosen;
    /** Place among the parameters of the link or bias that is being edited; -1 for none. */
    this.edited = -1;
    this.hovered = null;
    this.pinned = null;
    this.tip = make("div", { className: "stage-tip", role: "tooltip" });
    this.tip.hidden = true;
    root.append(this.tip);
    const { element } = diagram;
    element.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.hover(this.under(event), event);
    });
    element.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.hover(null, event);
    });
    element.addEventListener("click", (event) => this.choose(this.under(event), event));
  }

  under(event) {
    const wider = event.pointerType === "touch" ? FINGER : 1;
    return this.diagram.pick(...placeWithin(this.diagram.element, event), wider);
  }

  /** What the drawing marks. */
  get marked() {
    return this.hovered ?? this.diagram.entry(this.edited) ?? this.pinned;
  }

  /** The unit that the big map shows; -1 for the output. */
  get unit() {
    if (this.hovered?.kind === "unit") return this.hovered.unit;
    return this.pinned && this.hovered?.kind !== "output" ? this.pinned.unit : -1;
  }

  clear() {
    this.hovered = this.pinned = null;
    this.tip.hidden = true;
  }

  hover(found, event) {
    const before = this.hovered;
    if (found?.kind !== before?.kind || found?.unit !== before?.unit || found?.index !== before?.index) {
      this.hovered = found;
      this.diagram.element.classList.toggle("stage-pointing", found !== null);
      this.changed();
    }
    if (found) this.place(event);
  }

  /** A click or tap: a unit stays enlarged until it, or anything else, is chosen; a link or bias is to be edited. */
  choose(found, event) {
    if (found?.index !== undefined) {
      this.chosen(found.index, event);
      return;
    }
    const again = this.pinned !== null && found?.kind === "unit" && found.unit === this.pinned.unit;
    this.pinned = found?.kind === "unit" && !again ? { ...found, pinned: true } : null;
    if (event.pointerType === "touch") this.hovered = found?.kind === "output" ? found : null;
    this.changed();
  }

  release() {
    this.clear();
    this.changed();
  }

  /** Writes the name and value of the link or bias pointed at; `values` at `offset` are the parameters on screen. */
  describe(values, offset, numbers) {
    const found = this.hovered;
    // What is being edited has its name and value in the editor.
    const hidden = found?.index === undefined || found.index === this.edited;
    if (hidden !== this.tip.hidden) this.tip.hidden = hidden;
    if (!hidden) setText(this.tip, `${found.name} = ${numbers.parameter(values[offset + found.index])}`);
  }

  place(event) {
    const [across, down] = placeWithin(this.root, event);
    const x = Math.max(0, Math.min(across + 14, this.root.clientWidth - TIP_WIDTH));
    this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(down + 16)}px)`;
  }
}
