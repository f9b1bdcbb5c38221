// The weights and biases that a visitor has set and the server has not heard of yet, one after the other.

export class Entries {
  constructor() {
    this.lastId = 0;
    this.clear();
  }

  clear() {
    this.waiting = [];
    /** Why the server has refused the last one; "" if it has not. */
    this.refusal = "";
  }

  /** The one to be asked for next: {id, field, value}; undefined if there is none. */
  get next() {
    return this.waiting[0];
  }

  get isEmpty() {
    return this.waiting.length === 0;
  }

  add(field, value) {
    // Never one that the server has heard before, from this page or from one opened earlier.
    this.lastId = Math.max(Date.now(), this.lastId + 1);
    this.waiting.push({ id: this.lastId, field, value });
    this.refusal = "";
  }

  /** What the server says of the one it has heard last; true if that is the one waited for. */
  hear(heard) {
    if (this.isEmpty || heard?.id !== this.next.id) return false;
    this.waiting.shift();
    this.refusal = heard.refused ?? "";
    return true;
  }
}
