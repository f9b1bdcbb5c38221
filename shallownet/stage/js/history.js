// The frames the browser holds: epochs, and the numbers of each in typed arrays, bounded by thinning the older ones.

import { epochOf } from "./block.js";

const MOST_FRAMES = 4000;
const MOST_BYTES = 8e6;
/** The newest frames are never thinned: they are what the queue and a short step back need. */
const NEWEST_KEPT = 600;

const LATELY = 60;
/** Frames in an ask for single steps; so many after the one on screen are not thinned. */
export const STEP_FRAMES = 30;

export class History {
  /** `width`: how many numbers a frame has after its epoch. */
  constructor(width) {
    this.width = width;
    this.limit = Math.max(NEWEST_KEPT + 100, Math.min(MOST_FRAMES, Math.floor(MOST_BYTES / 4 / (this.width + 1))));
    this.epochs = new Uint32Array(256);
    this.values = new Float32Array(256 * this.width);
    this.unstable = new Uint8Array(256);
    this.count = 0;
    /** Grows whenever frames are added or taken away, so that drawings know when to start afresh. */
    this.version = 0;
    /** Grows whenever the numbers of a frame that is held are replaced by others. */
    this.revision = 0;
  }

  /** What its arrays take. */
  get bytes() {
    return this.epochs.byteLength + this.values.byteLength + this.unstable.byteLength;
  }

  /** The newest epoch held; -1 for none. */
  get last() {
    return this.count ? this.epochs[this.count - 1] : -1;
  }

  /** Index of the newest frame at or before `epoch`; -1 if there is none. */
  indexBefore(epoch) {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.epochs[middle] <= epoch) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  holds(epoch) {
    const i = this.indexBefore(epoch);
    return i >= 0 && this.epochs[i] === epoch;
  }

  /** Where frame i's numbers start in `values`. */
  offset(i) {
    return i * this.width;
  }

  /** Adds a frame from a block's payload unless its epoch is held; true if it was added. */
  add(floats, words, at) {
    const epoch = epochOf(words[at]);
    const index = this.indexBefore(epoch) + 1;
    if (index > 0 && this.epochs[index - 1] === epoch) return false;
    this.reserve(this.count + 1);
    if (index < this.count) {
      this.epochs.copyWithin(index + 1, index, this.count);
      this.unstable.copyWithin(index + 1, index, this.count);
      this.values.copyWithin((index + 1) * this.width, index * this.width, this.count * this.width);
    }
    this.epochs[index] = epoch;
    this.unstable[index] = words[at] >>> 31;
    this.values.set(floats.subarray(at + 1, at + 1 + this.width), index * this.width);
    this.count++;
    this.version++;
    return true;
  }

  /** Puts a frame from a block's payload in the place of the one held of its epoch, if one is and it differs. */
  replace(floats, words, at) {
    const epoch = epochOf(words[at]);
    if (!this.holds(epoch)) return;
    const index = this.indexBefore(epoch);
    const numbers = floats.subarray(at + 1, at + 1 + this.width);
    const start = this.offset(index);
    if (numbers.every((number, k) => Object.is(number, this.values[start + k]))) return;
    this.values.set(numbers, start);
    this.unstable[index] = words[at] >>> 31;
    this.version++;
    this.revision++;
  }

  reserve(count) {
    if (count <= this.epochs.length) return;
    const capacity = Math.max(count, this.epochs.length * 2);
    const epochs = new Uint32Array(capacity);
    const values = new Float32Array(capacity * this.width);
    const unstable = new Uint8Array(capacity);
    epochs.set(this.epochs);
    values.set(this.values);
    unstable.set(this.unstable);
    this.epochs = epochs;
    this.values = values;
    this.unstable = unstable;
  }

  /** Drops every frame after `epoch`. */
  cut(epoch) {
    const count = this.indexBefore(epoch) + 1;
    if (count === this.count) return;
    this.count = count;
    this.version++;
  }

  /** Whether the run was unstable at frame i or just before it, so that what is said of it does not blink. */
  wasUnstable(i) {
    for (let k = Math.max(0, i - LATELY); k <= i; k++) if (this.unstable[k]) return true;
    return false;
  }

  /**
   * Brings the number of frames under the limit: older ones end up evenly spaced; epoch 0, `shown` and the steps
   * that may have been asked for from there stay.
   */
  thin(shown) {
    if (this.count <= this.limit) return;
    const older = this.count - NEWEST_KEPT;
    const first = this.epochs[0];
    const spacing = (this.epochs[older] - first) / ((this.limit - NEWEST_KEPT) * 0.6);
    let kept = 0;
    let next = first;
    for (let i = 0; i < this.count; i++) {
      const epoch = this.epochs[i];
      const near = epoch >= shown && epoch <= shown + STEP_FRAMES;
      if (i < older && epoch < next && !near) continue;
      if (epoch >= next) next = Math.max(next + spacing, epoch + spacing / 2);
      if (kept !== i) {
        this.epochs[kept] = epoch;
        this.unstable[kept] = this.unstable[i];
        this.values.copyWithin(kept * this.width, i * this.width, (i + 1) * this.width);
      }
      kept++;
    }
    this.count = kept;
    this.version++;
  }
}
