// The clock of the playback: sixty steps a second at most, and the epochs per second really shown.

const STEP_MS = 1000 / 60;
/** A slow server answers in bursts, so the rate is an average over this long. */
const WINDOW_MS = 2000;
const SAMPLES = 192;
/** What the note says is averaged over longer still: it is read, not watched. */
const STEADY_MS = 4000;
/** How long that average must stay low before the stage says that the server cannot hold the speed. */
const SLOW_FOR_MS = 1000;
const SLOW_SHARE = 0.8;

export class Pace {
  constructor() {
    this.credit = 0;
    this.lastTick = 0;
    this.times = new Float64Array(SAMPLES);
    this.epochs = new Float64Array(SAMPLES);
    this.restart();
  }

  /** Forgets what was measured: after a pause, a jump, another speed. */
  restart() {
    this.samples = 0;
    this.rate = NaN;
    this.steadyRate = NaN;
    this.starvedAt = -Infinity;
    this.slowSince = NaN;
    this.slow = false;
    this.startedAt = NaN;
    this.startedFrom = 0;
  }

  /** True when this animation frame may take a step: all of them at 60 Hz, every other one at 120 Hz. */
  due(now) {
    const elapsed = now - this.lastTick;
    this.lastTick = now;
    this.credit = Math.min(this.credit + elapsed / STEP_MS, 1.25);
    if (this.credit < 0.75) return false;
    this.credit -= 1;
    return true;
  }

  /** Notes the epoch reached at `now`, and whether the step had to wait for the server. */
  measure(now, epoch, wanted, starved) {
    const newest = this.samples % SAMPLES;
    this.times[newest] = now;
    this.epochs[newest] = epoch;
    this.samples++;
    if (Number.isNaN(this.startedAt) || now - this.startedAt >= STEADY_MS) {
      // NaN the first time: there is nothing yet to average over.
      this.steadyRate = ((epoch - this.startedFrom) * 1000) / (now - this.startedAt);
      this.startedAt = now;
      this.startedFrom = epoch;
    }
    let back = Math.min(this.samples, SAMPLES) - 1;
    while (back > 1 && now - this.times[(this.samples - 1 - back) % SAMPLES] > WINDOW_MS) back--;
    const then = (this.samples - 1 - back) % SAMPLES;
    const span = now - this.times[then];
    if (span < WINDOW_MS / 8) return;
    this.rate = ((epoch - this.epochs[then]) * 1000) / span;
    if (starved) this.starvedAt = now;
    const waiting = now - this.starvedAt < WINDOW_MS;
    if (!(waiting && this.rate < SLOW_SHARE * wanted)) {
      this.slowSince = NaN;
      // Said once, it stays until the rate has plainly recovered: a note that blinks is worse than none.
      if (this.rate > 0.9 * wanted) this.slow = false;
    } else if (Number.isNaN(this.slowSince)) this.slowSince = now;
    else if (now - this.slowSince >= SLOW_FOR_MS) this.slow = true;
  }
}
