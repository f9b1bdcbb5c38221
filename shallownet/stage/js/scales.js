// The upright axes of the plots: what they span, how they grow, and the numbers on them.

import { niceStep, powerOfTen } from "./surface.js";

/** Axis ends that may be: each is at most half as much again as the one before, so that growth is calm. */
const ENDS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
/** Share of the way that an axis goes towards its new end in one frame. */
const EASE = 0.25;
const TICK_HEIGHT = 21;
/** Height in pixels that a logarithmic axis may keep at its lower edge for zero. */
const ZERO_BAND = 26;
/** Below that a distance is as good as zero in 64 bits; a smaller number is drawn at the end. */
const LOWEST_POWER = -30;

export function niceEnd(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ENDS.find((end) => end * power >= value * 0.99999);
}

/** One step of an end towards where it belongs. */
export function approach(value, target, span = target) {
  return Math.abs(target - value) < 0.004 * span ? target : value + (target - value) * EASE;
}

/** Ends for a loss: from zero to just above the largest. */
export function upwards(scale) {
  scale.aim(0, niceEnd(Math.max(1e-6, scale.most)));
}

/** Ends for numbers of any sign: zero is always among them. */
export function bothWays(scale) {
  const low = scale.least < 0 ? -niceEnd(Math.max(1e-6, -scale.least)) : 0;
  scale.aim(low, scale.most > 0 || low === 0 ? niceEnd(Math.max(1e-6, scale.most)) : 0);
}

/** Ends for counts. */
export function counted(scale) {
  scale.aim(0, Math.max(1, Math.ceil(niceEnd(Math.max(1, scale.most)))));
}

/** Ends for an accuracy: up to 1, from the fifth below the smallest. */
export function accuracies(scale) {
  const { least } = scale;
  scale.aim(Math.floor(least * 5 + 1e-6) / 5 - (least >= 1 ? 0.2 : 0), 1);
}

/** Ends for shares. */
export function shares(scale) {
  scale.aim(0, 1);
}

export class LinearScale {
  /** `ends(scale)` says by `scale.aim` where the axis should end; `write` makes the text of a number on it. */
  constructor(ends, write, { calm = true, whole = false } = {}) {
    Object.assign(this, { ends, write, calm, whole, low: 0, high: 0 });
    this.reset();
  }

  /** Forgets the numbers seen. */
  reset() {
    this.least = Infinity;
    this.most = -Infinity;
  }

  note(value) {
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
  }

  aim(low, high) {
    this.lowEnd = low;
    this.highEnd = high;
  }

  /** Moves the ends towards where they belong, at once if `jump`; true while there is some way left. */
  follow(jump) {
    if (this.least > this.most) this.aim(0, 1);
    else this.ends(this);
    const straight = jump || !this.calm || this.low === this.high;
    const span = this.highEnd - this.lowEnd;
    this.low = straight ? this.lowEnd : approach(this.low, this.lowEnd, span);
    this.high = straight ? this.highEnd : approach(this.high, this.highEnd, span);
    return this.low !== this.lowEnd || this.high !== this.highEnd;
  }

  /** Height of a value as a share of the axis. */
  share(value) {
    const { low, high } = this;
    return (Math.max(low, Math.min(high, value)) - low) / (high - low);
  }

  /** Calls visit(share, text) for every number on an axis of that height. */
  eachTick(height, visit) {
    const { low, high } = this;
    const fair = niceStep(high - low, Math.max(2, height / TICK_HEIGHT));
    const step = this.whole ? Math.max(1, fair) : fair;
    for (let tick = Math.ceil(low / step - 1e-6) * step; tick <= high + (high - low) * 1e-4; tick += step) {
      const value = Math.abs(tick) < step * 1e-6 ? 0 : tick;
      visit((value - low) / (high - low), this.write(value));
    }
  }
}

/** An axis of powers of ten; on demand with a band below them, so that exactly zero can be seen as such. */
export class LogScale {
  /** `powers` are the two that it spans before it has seen any number. */
  constructor(powers, { zero = false } = {}) {
    this.powers = powers;
    this.zero = zero;
    this.low = this.high = 0;
    this.band = 0;
    this.reset();
  }

  reset() {
    [this.least, this.most] = this.powers;
  }

  note(value) {
    if (!(value > 0)) return;
    const power = Math.log10(value);
    if (power < this.least) this.least = Math.max(LOWEST_POWER, Math.floor(power));
    if (power > this.most) this.most = Math.ceil(power);
  }

  follow(jump) {
    const straight = jump || this.low === this.high;
    const span = this.most - this.least;
    this.low = straight ? this.least : approach(this.low, this.least, span);
    this.high = straight ? this.most : approach(this.high, this.most, span);
    return this.low !== this.least || this.high !== this.most;
  }

  /** Told of the axis' height, before anything is drawn along it. */
  stand(height) {
    this.band = this.zero ? ZERO_BAND / height : 0;
  }

  share(value) {
    if (!(value > 0)) return this.band / 2;
    const power = Math.max(this.low, Math.min(this.high, Math.log10(value)));
    return this.band + ((1 - this.band) * (power - this.low)) / (this.high - this.low);
  }

  eachTick(height, visit) {
    if (this.zero) visit(this.band / 2, "0");
    const room = (height * (1 - this.band)) / TICK_HEIGHT;
    const step = Math.max(1, Math.ceil((this.high - this.low) / Math.max(2, room)));
    for (let power = Math.ceil(this.low - 1e-6); power <= this.high + 1e-6; power++) {
      if (power % step === 0) visit(this.share(10 ** power), power ? powerOfTen(power) : "1");
    }
  }
}
