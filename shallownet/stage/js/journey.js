// The way to an epoch far ahead, for a link that names one: frames a few steps apart, which can be played meanwhile.

/** A run of any length comes with about so many frames. */
const FRAMES_IN_ALL = 400;
const FRAMES_IN_AN_ASK = 120;

export class Journey {
  constructor(player, epoch) {
    this.player = player;
    this.epoch = epoch;
    /** Whether the newest frame is shown as it comes; not once the visitor has chosen another. */
    this.isWatched = true;
  }

  /** Takes what has come, and asks for more until the epoch is there. */
  go(now) {
    const { player } = this;
    const { history } = player;
    const here = Math.min(history.last, this.epoch);
    if (history.count && here > player.farthest) player.farthest = here;
    if (history.count && this.isWatched && here > player.shown) player.show(here);
    if (here >= this.epoch || player.end) player.journey = null;
    else if (player.pendingId === null && player.asking.free(now)) player.ask(this.request(), now);
  }

  /** What to ask for after the last frame held, so that the epoch itself is among the frames. */
  request() {
    const ahead = this.epoch - Math.max(0, this.player.history.last);
    const stride = Math.min(Math.ceil(this.epoch / FRAMES_IN_ALL), ahead);
    return { stride, frames: Math.min(FRAMES_IN_AN_ASK, Math.max(1, Math.floor(ahead / stride))) };
  }
}
