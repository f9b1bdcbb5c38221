// The editor of one weight or bias: which one, and its value to type or drag. While it is changed the picture shows the
// network as it would train on; what it settles at goes to the server.

import { FEATURES } from "./features.js";
import { fillLabel, make, setText } from "./surface.js";

/** A dragged value, or one stepped with the keys, counts as settled after so long. */
const SETTLED_MS = 250;
const REFRESH_MS = 100;
/** The slider reaches at least this far to both sides, and twice as far as the value it begins with. */
const LEAST_REACH = 4;
/** As far as the server takes a weight. */
const MOST_REACH = 1e6;
const SLIDER_STEPS = 100;
const LONGEST_TEXT = 40;
const MARGIN = 6;

const SVG = "http://www.w3.org/2000/svg";
const PENCIL = "M4 20v-4.2L15.6 4.2a1.7 1.7 0 0 1 2.4 0l1.8 1.8a1.7 1.7 0 0 1 0 2.4L8.2 20zM14 7.4l2.6 2.6";

/** What was typed as a number; NaN if it is none. A comma or a typographic minus will do. */
function readNumber(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

function writeNumber(value) {
  return String(+value.toPrecision(5));
}

/** Half the slider's span: 4, 5, 10, 20, 50, … */
function reachFor(value) {
  const wanted = Math.min(MOST_REACH, Math.max(LEAST_REACH, 2 * Math.abs(value)));
  if (wanted <= LEAST_REACH) return LEAST_REACH;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((lead) => lead * power >= wanted * 0.9999);
}

function pencil() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PENCIL);
  svg.append(path);
  return svg;
}

export class Editing {
  /** `changed` is called when what is shown must be drawn anew. */
  constructor(player, root, pointing, changed) {
    this.player = player;
    this.root = root;
    this.pointing = pointing;
    this.changed = changed;
    /** Place among the parameters of what is edited; -1 while the editor is closed. */
    this.index = -1;
    /** What the picture shows in place of the frame's own number; null for nothing. */
    this.draft = null;
    /** Grows whenever the draft changes. */
    this.version = 0;
    this.unsent = false;
    this.sent = false;
    this.closesWhenHeard = false;
    this.timer = 0;
    this.shownAt = -Infinity;
    this.buffer = new Float32Array(0);
    this.names = [];
    this.build();
  }

  build() {
    this.opener = make("button", { type: "button", className: "stage-change", "aria-haspopup": "dialog" }, pencil());
    this.choice = make("select", { className: "stage-entry" });
    this.closer = make("button", { type: "button", className: "stage-close" }, "×");
    this.about = make("div", { className: "stage-about" });
    this.slider = make("input", { type: "range", className: "stage-drag" });
    this.text = make("input", {
      type: "text",
      className: "stage-value",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: LONGEST_TEXT,
    });
    const head = make("div", { className: "stage-editor-head" }, this.choice, this.text, this.closer);
    this.element = make("div", { className: "stage-editor", role: "dialog", tabindex: -1 }, head, this.slider, this.about);
    this.element.hidden = true;
    this.root.append(this.element);
    this.opener.addEventListener("click", (event) => this.openFromButton(event));
    this.closer.addEventListener("click", () => this.close(true));
    this.choice.addEventListener("change", () => this.turnTo(this.choice.selectedIndex));
    this.slider.addEventListener("input", () => {
      const value = Number(this.slider.value);
      this.text.value = writeNumber(value);
      this.tryOut(value);
    });
    this.slider.addEventListener("change", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), SETTLED_MS);
    });
    this.text.addEventListener("input", () => this.tryOut(readNumber(this.text.value)));
    this.text.addEventListener("change", () => this.send());
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.element.contains(relatedTarget)) this.leave();
    });
    this.outside = ({ target }) => {
      if (!this.element.contains(target)) this.leave();
    };
  }

  label(labels, run) {
    this.labels = labels;
    this.run = run;
    this.opener.setAttribute("aria-label", labels.edit_entries);
    this.opener.title = labels.edit_entries;
    this.choice.setAttribute("aria-label", labels.edit_entry);
    this.closer.setAttribute("aria-label", labels.edit_close);
    this.name();
  }

  /** Lists the weights and biases of another network. */
  list(run) {
    this.forget();
    const { features, hidden_units: units } = run;
    const each = (count, name) => Array.from({ length: count }, (_, k) => name(k));
    const inputs = features.length;
    this.entries = [
      ...each(units * inputs, (i) => ({ kind: "W1", unit: Math.floor(i / inputs) + 1, input: (i % inputs) + 1 })),
      ...each(units, (j) => ({ kind: "b1", unit: j + 1 })),
      ...each(units, (j) => ({ kind: "W2", unit: j + 1 })),
      { kind: "b2" },
    ];
    const written = { W1: ({ unit, input }) => `[${unit},${input}]`, b1: ({ unit }) => `[${unit}]`, W2: ({ unit }) => `[1,${unit}]` };
    this.names = this.entries.map((entry) => entry.kind + (written[entry.kind]?.(entry) ?? ""));
    this.choice.replaceChildren(...this.names.map((text) => make("option", { text })));
  }

  /** Names everything after what is edited. */
  name() {
    if (this.index < 0) return;
    const { labels, run } = this;
    const name = this.names[this.index];
    const { kind, unit, input } = this.entries[this.index];
    this.element.setAttribute("aria-label", fillLabel(labels.edit_title, { name }));
    this.text.setAttribute("aria-label", fillLabel(labels.edit_value, { name }));
    this.slider.setAttribute("aria-label", fillLabel(labels.edit_drag, { name }));
    const symbol = FEATURES[run.features[input - 1]]?.symbol;
    setText(this.about, fillLabel(labels[`entry_${kind}`], { unit, input: symbol }));
  }

  /** A link or bias was clicked or tapped. */
  open(index, event) {
    if (!this.begin(index)) return;
    const box = this.root.getBoundingClientRect();
    this.place(event.clientX - box.left, event.clientY - box.top);
    // On a screen that is touched the focus would bring up its keyboard, over the picture.
    if (event.pointerType === "touch") this.element.focus({ preventScroll: true });
    else {
      this.text.focus({ preventScroll: true });
      this.text.select();
    }
  }

  openFromButton(event) {
    if (!this.begin(0)) return;
    const box = this.root.getBoundingClientRect();
    const button = this.opener.getBoundingClientRect();
    this.place(button.right - box.left, button.bottom - box.top);
    const isTouched = event.pointerType === "touch";
    (isTouched ? this.element : this.choice).focus({ preventScroll: true });
  }

  begin(index) {
    if (this.player.offset < 0) return false;
    this.leave();
    this.element.hidden = false;
    document.addEventListener("pointerdown", this.outside, true);
    this.turnTo(index);
    return true;
  }

  /** Edits this one; the playback waits, so that the value stays what is read. */
  turnTo(index) {
    this.send();
    this.index = this.pointing.edited = index;
    this.choice.selectedIndex = index;
    this.player.held = true;
    this.player.refusal = "";
    this.shownAt = -Infinity;
    this.fitted = false;
    this.name();
    this.changed();
  }

  /** Beside a point of the stage, over the network alone: the map beside it is what the visitor wants to watch. */
  place(x, y) {
    const box = this.root.getBoundingClientRect();
    const panel = this.pointing.diagram.element.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const least = panel.left - box.left + MARGIN;
    const left = Math.max(least, Math.min(x - width / 2, panel.right - box.left - width - MARGIN));
    const isRoomBelow = y + 16 + height <= panel.bottom - box.top;
    const top = isRoomBelow ? y + 16 : Math.max(0, y - 16 - height);
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  press(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.forget();
      this.opener.focus({ preventScroll: true });
    } else if (event.key === "Enter" && event.target === this.text) {
      event.preventDefault();
      this.send();
      if (this.sent) this.closesWhenHeard = true;
      else this.close(true);
    } else return;
    event.stopPropagation();
  }

  /** Shows the network with this value; NaN, where what was typed is no number yet, shows it as it is. */
  tryOut(value) {
    clearTimeout(this.timer);
    this.player.held = true;
    this.unsent = true;
    this.draft = Number.isFinite(value) ? { index: this.index, value } : null;
    if (this.draft && document.activeElement !== this.slider) this.slider.value = value;
    this.version++;
    this.changed();
  }

  send() {
    clearTimeout(this.timer);
    if (!this.unsent) return;
    this.unsent = false;
    this.sent = true;
    const typed = this.text.value.slice(0, LONGEST_TEXT);
    const value = this.draft ? this.draft.value : typed;
    this.player.setEntry({ field: this.names[this.index], value }, performance.now());
    this.changed();
  }

  /** Sends what has not been sent, and closes. */
  leave() {
    this.send();
    this.close(false);
  }

  /** Closes; what has not been sent is dropped. */
  forget() {
    clearTimeout(this.timer);
    this.unsent = false;
    if (!this.sent) this.drop();
    this.close(false);
  }

  close(refocus) {
    if (this.index < 0) return;
    this.send();
    this.index = this.pointing.edited = -1;
    this.closesWhenHeard = false;
    this.element.hidden = true;
    document.removeEventListener("pointerdown", this.outside, true);
    if (!this.sent) this.player.letGo();
    if (refocus) this.opener.focus({ preventScroll: true });
    this.changed();
  }

  drop() {
    if (this.draft) this.version++;
    this.draft = null;
  }

  /** Follows the player before a frame is drawn: has the server heard, and what is the value now? */
  follow(values, offset, now) {
    const { player } = this;
    if (this.sent && player.wantedEntry === null) {
      this.sent = false;
      if (!this.unsent) {
        this.drop();
        player.letGo();
      }
      if (this.closesWhenHeard && !player.refusal) this.close(true);
      this.closesWhenHeard = false;
      this.shownAt = -Infinity;
    }
    if (this.index < 0) return;
    this.text.setAttribute("aria-invalid", String(player.refusal !== ""));
    const isTyping = document.activeElement === this.text && player.playing && !player.held;
    const isChanged = this.unsent || this.sent || player.refusal !== "" || isTyping;
    if (isChanged || now - this.shownAt < REFRESH_MS) return;
    this.shownAt = now;
    this.write(values[offset + this.index]);
  }

  /** Writes the value on the controls. */
  write(value) {
    const text = writeNumber(value);
    if (!this.fitted) {
      this.fitted = true;
      const reach = reachFor(value);
      Object.assign(this.slider, { min: -reach, max: reach, step: reach / SLIDER_STEPS });
      this.text.value = text;
      if (document.activeElement === this.text) this.text.select();
    }
    if (this.text.value !== text) this.text.value = text;
    this.slider.value = value;
    this.slider.setAttribute("aria-valuetext", text);
  }

  /** The parameters to draw, and where they begin: those of the frame, or a copy with the draft in its place. */
  drafted(values, offset) {
    if (!this.draft) return { values, at: offset };
    const count = this.names.length;
    if (this.buffer.length !== count) this.buffer = new Float32Array(count);
    this.buffer.set(values.subarray(offset, offset + count));
    this.buffer[this.draft.index] = this.draft.value;
    return { values: this.buffer, at: 0 };
  }
}
