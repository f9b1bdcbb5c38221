// Editing a weight or bias: while its value is typed or dragged the epoch stays and the picture shows the network as it
// would train on; what the value settles at goes to the server.

import { Editor, readNumber } from "./editor.js";
import { meanCost } from "./network.js";

/** A value that is dragged, or stepped with the keys, has settled after so long. */
const SETTLED_MS = 250;
/** While the network trains the value is rewritten this often. */
const REWRITTEN_MS = 100;
/** A refusal that comes when the editor is closed is told for so long. */
const TOLD_MS = 8000;

export class Editing {
  /** `changed` is called when what is shown must be drawn anew. */
  constructor(player, root, pointing, changed) {
    this.player = player;
    this.pointing = pointing;
    this.changed = changed;
    this.editor = new Editor(root, pointing.diagram);
    /** What the picture shows in place of the frame's own number; null for nothing. */
    this.draft = null;
    /** Grows whenever the draft changes. */
    this.version = 0;
    this.unsent = false;
    this.sent = false;
    this.closesWhenHeard = false;
    this.timer = 0;
    this.writtenAt = -Infinity;
    this.buffer = new Float32Array(0);
    this.drawn = { values: null, at: 0 };
    this.listen();
  }

  listen() {
    const { element, opener, choice, closer, text, slider } = this.editor;
    opener.addEventListener("click", (event) => {
      const { right, bottom } = opener.getBoundingClientRect();
      this.open(0, right, bottom, event.pointerType === "touch" ? element : choice);
    });
    closer.addEventListener("click", () => this.leave(true));
    choice.addEventListener("change", () => this.turnTo(choice.selectedIndex));
    slider.addEventListener("input", () => this.tryOut(this.editor.follow()));
    slider.addEventListener("change", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), SETTLED_MS);
    });
    text.addEventListener("input", () => this.tryOut(readNumber(text.value)));
    text.addEventListener("change", () => this.send());
    element.addEventListener("keydown", (event) => this.press(event));
    element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !element.contains(relatedTarget)) this.leave();
    });
    this.outside = ({ target }) => {
      if (!element.contains(target)) this.leave();
    };
  }

  /** Another network is on stage. */
  takeRun(run) {
    this.forget();
    this.editor.list(run);
    this.editor.opener.hidden = !this.player.isEditable;
  }

  get isOpen() {
    return !this.editor.element.hidden;
  }

  /** A link or bias was clicked or tapped. On a touched screen the field's focus would bring up a keyboard. */
  choose(index, { clientX, clientY, pointerType }) {
    this.open(index, clientX, clientY, pointerType === "touch" ? this.editor.element : this.editor.text);
  }

  open(index, clientX, clientY, focused) {
    if (this.player.offset < 0 || !this.player.isEditable) return;
    this.leave();
    this.editor.place(clientX, clientY);
    document.addEventListener("pointerdown", this.outside, true);
    this.turnTo(index);
    focused.focus({ preventScroll: true });
  }

  /** Edits this one. The playback waits, so that the value stays what it is while it is read. */
  turnTo(index) {
    this.send();
    this.pointing.edited = index;
    this.editor.turnTo(index);
    this.player.held = true;
    this.player.entries.refusal = "";
    this.writtenAt = -Infinity;
    this.changed();
  }

  press(event) {
    if (event.key === "Escape") this.forget(true);
    else if (event.key === "Enter" && event.target === this.editor.text) this.enter();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  enter() {
    this.send();
    // What is refused stays to be mended.
    if (this.sent) this.closesWhenHeard = true;
    else this.close(true);
  }

  /** Shows the network with this value; where what was typed is no number (yet), as it is. */
  tryOut(value) {
    clearTimeout(this.timer);
    this.player.held = true;
    this.unsent = true;
    this.draft = Number.isFinite(value) ? { index: this.pointing.edited, value } : null;
    if (this.draft) this.editor.slide(value);
    this.version++;
    this.changed();
  }

  send() {
    clearTimeout(this.timer);
    if (!this.unsent) return;
    this.unsent = false;
    this.sent = true;
    const field = this.editor.entries[this.pointing.edited].name;
    const value = this.draft ? this.draft.value : this.editor.text.value;
    this.player.setEntry(field, value, performance.now());
    this.changed();
  }

  /** Sends what has not been sent, and closes. */
  leave(refocus = false) {
    this.send();
    this.close(refocus);
  }

  /** Drops what has not been sent, and closes. */
  forget(refocus = false) {
    clearTimeout(this.timer);
    this.unsent = false;
    if (!this.sent) this.drop();
    this.close(refocus);
  }

  close(refocus) {
    if (!this.isOpen) return;
    this.editor.element.hidden = true;
    this.pointing.edited = -1;
    this.closesWhenHeard = false;
    document.removeEventListener("pointerdown", this.outside, true);
    if (!this.sent) {
      this.player.letGo();
      this.player.entries.refusal = "";
    }
    if (refocus) this.editor.opener.focus({ preventScroll: true });
    this.changed();
  }

  drop() {
    if (this.draft) this.version++;
    this.draft = null;
  }

  /** Follows the player before a frame is drawn: has the server heard, and what is the value now? */
  follow(values, offset, now) {
    if (this.sent && this.player.entries.isEmpty) this.conclude();
    if (!this.isOpen) return;
    const { player, editor } = this;
    editor.text.setAttribute("aria-invalid", String(player.entries.refusal !== ""));
    // Nothing is written over what the visitor is writing.
    const isTheirs = this.unsent || this.sent || player.entries.refusal !== "" || (editor.has(editor.text) && !player.held);
    if (isTheirs || now - this.writtenAt < REWRITTEN_MS) return;
    this.writtenAt = now;
    editor.write(values[offset + this.pointing.edited]);
  }

  /** The server has heard of what was sent: its frames show it, or its refusal is told. */
  conclude() {
    this.sent = false;
    if (!this.unsent) {
      this.drop();
      this.player.letGo();
    }
    if (this.closesWhenHeard && !this.player.entries.refusal) this.close(true);
    // Refused after the editor was closed: it is told, and then other messages have their turn.
    if (!this.isOpen && this.player.entries.refusal) this.timer = setTimeout(() => this.silence(), TOLD_MS);
    this.closesWhenHeard = false;
    this.writtenAt = -Infinity;
  }

  silence() {
    this.player.entries.refusal = "";
    this.changed();
  }

  /** Tells what the draft would cost. */
  weigh(run, points, { values, at }, numbers) {
    this.editor.tellCost(this.draft && meanCost(run, points, values, at), numbers);
  }

  /** The parameters to draw, and where they begin: those of the frame, or a copy with the draft in its place. */
  drafted(values, offset) {
    const { drawn } = this;
    drawn.values = values;
    drawn.at = offset;
    if (!this.draft) return drawn;
    const count = this.editor.entries.length;
    if (this.buffer.length !== count) this.buffer = new Float32Array(count);
    this.buffer.set(values.subarray(offset, offset + count));
    this.buffer[this.draft.index] = this.draft.value;
    drawn.values = this.buffer;
    drawn.at = 0;
    return drawn;
  }
}
