// The little form in which one weight or bias is edited: which one, its value as a number and on a slider.

import { FEATURES } from "./features.js";
import { drawIcon } from "./icons.js";
import { fillLabel, make, placeWithin, setText } from "./surface.js";

/** The slider reaches at least this far to both sides, and twice as far as the value it begins with. */
const LEAST_REACH = 4;
/** As far as the server takes a weight. */
const MOST_REACH = 1e6;
const SLIDER_STEPS = 100;
const LONGEST_TEXT = 40;
/** Room between the form and the edge of the drawing, and between it and what it is about. */
const EDITOR_MARGIN = 6;
const EDITOR_DISTANCE = 16;
const PENCIL = "M4 20v-4.2L15.6 4.2a1.7 1.7 0 0 1 2.4 0l1.8 1.8a1.7 1.7 0 0 1 0 2.4L8.2 20zM14 7.4l2.6 2.6";

/** What was typed as a number; NaN if it is none. A comma or a typographic minus will do. */
export function readNumber(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

function writeNumber(value) {
  return String(+value.toPrecision(5));
}

/** Half the slider's span: 4, 5, 10, 20, 50, … */
function reachFor(value) {
  const wanted = Math.min(MOST_REACH, 2 * Math.abs(value));
  if (wanted <= LEAST_REACH) return LEAST_REACH;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((lead) => lead * power >= wanted * 0.9999);
}

/** All weights and biases of a network, in the order in which a frame holds them. */
function listEntries({ features, hidden_units: units }) {
  const entries = [];
  for (let unit = 1; unit <= units; unit++) {
    for (let input = 1; input <= features.length; input++) {
      entries.push({ kind: "W1", name: `W1[${unit},${input}]`, unit, input: FEATURES[features[input - 1]].symbol });
    }
  }
  for (let unit = 1; unit <= units; unit++) entries.push({ kind: "b1", name: `b1[${unit}]`, unit });
  for (let unit = 1; unit <= units; unit++) entries.push({ kind: "W2", name: `W2[1,${unit}]`, unit });
  entries.push({ kind: "b2", name: "b2" });
  return entries;
}

export class Editor {
  constructor(root, diagram) {
    this.root = root;
    this.diagram = diagram;
    this.entries = [];
    this.fitted = false;
    this.opener = make("button", { type: "button", className: "stage-change", "aria-haspopup": "dialog" }, drawIcon(PENCIL));
    this.choice = make("select", { className: "stage-entry" });
    this.closer = make("button", { type: "button", className: "stage-close" }, "×");
    this.text = make("input", { type: "text", className: "stage-value", autocomplete: "off", spellcheck: "false" });
    this.text.maxLength = LONGEST_TEXT;
    this.slider = make("input", { type: "range", className: "stage-drag" });
    this.about = make("span");
    this.cost = make("span", { className: "stage-cost" });
    const foot = make("div", { className: "stage-about" }, this.about, this.cost);
    const head = make("div", { className: "stage-editor-head" }, this.choice, this.text, this.closer);
    const element = { className: "stage-editor", role: "dialog", tabindex: -1 };
    this.element = make("div", element, head, this.slider, foot);
    this.element.hidden = true;
    root.append(this.element);
  }

  label(labels) {
    this.labels = labels;
    this.opener.setAttribute("aria-label", labels.edit_entries);
    this.opener.title = labels.edit_entries;
    this.choice.setAttribute("aria-label", labels.edit_entry);
    this.closer.setAttribute("aria-label", labels.edit_close);
    if (!this.element.hidden) this.turnTo(this.choice.selectedIndex);
  }

  /** Lists the weights and biases of another network. */
  list(run) {
    this.entries = listEntries(run);
    this.choice.replaceChildren(...this.entries.map(({ name }) => make("option", { text: name })));
  }

  /** Names everything after one of them. */
  turnTo(index) {
    const { labels } = this;
    const { kind, name, unit, input } = this.entries[index];
    this.choice.selectedIndex = index;
    this.element.setAttribute("aria-label", fillLabel(labels.edit_title, { name }));
    this.text.setAttribute("aria-label", fillLabel(labels.edit_value, { name }));
    this.slider.setAttribute("aria-label", fillLabel(labels.edit_drag, { name }));
    setText(this.about, fillLabel(labels[`entry_${kind}`], { unit, input }));
    // The slider's span follows the next value, and then stays while that one is dragged.
    this.fitted = false;
  }

  /** Writes a value on the field and the slider. */
  write(value) {
    const { slider, text } = this;
    const written = writeNumber(value);
    const isNew = !this.fitted;
    if (isNew) {
      const reach = reachFor(value);
      Object.assign(slider, { min: -reach, max: reach, step: reach / SLIDER_STEPS });
      this.fitted = true;
    }
    if (text.value !== written) text.value = written;
    if (isNew && this.has(text)) text.select();
    this.slide(value);
  }

  /** Writes what is dragged on the field. */
  follow() {
    const value = Number(this.slider.value);
    this.text.value = writeNumber(value);
    this.slide(value);
    return value;
  }

  slide(value) {
    this.slider.value = value;
    this.slider.setAttribute("aria-valuetext", writeNumber(value));
  }

  /** Tells the cost of the network as it is drawn; null for that of the frame, which stands beside the curve. */
  tellCost(cost, numbers) {
    setText(this.cost, cost === null ? "" : fillLabel(this.labels.edit_cost, { cost: numbers.loss(cost) }));
  }

  has(control) {
    return document.activeElement === control;
  }

  /** Beside a point of the screen, over the network alone: the map is what the visitor wants to watch. */
  place(clientX, clientY) {
    const { element } = this;
    element.hidden = false;
    const panel = this.diagram.element;
    const { left, top } = panel.getBoundingClientRect();
    const [panelLeft, panelTop] = placeWithin(this.root, { clientX: left, clientY: top });
    const [across, down] = placeWithin(panel, { clientX, clientY });
    const most = panel.clientWidth - element.offsetWidth - EDITOR_MARGIN;
    const x = Math.max(EDITOR_MARGIN, Math.min(across - element.offsetWidth / 2, most));
    const below = down + EDITOR_DISTANCE;
    const fits = below + element.offsetHeight <= panel.clientHeight;
    const y = fits ? below : Math.max(0, down - EDITOR_DISTANCE - element.offsetHeight);
    element.style.transform = `translate(${Math.round(panelLeft + x)}px, ${Math.round(panelTop + y)}px)`;
  }
}
