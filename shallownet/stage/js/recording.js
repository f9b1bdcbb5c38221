// A whole run that has come in one block: it is played as it is, and there is nobody to ask for more.

import { Player, SPEEDS } from "./player.js";

/**
 * The block's header says `recorded`: the epoch to open at, and the epochs at which the run was edited. The frames it
 * holds are all there will ever be: a step goes to the next of them, and the timeline reaches to the last.
 */
export class Recording extends Player {
  receive(block, now) {
    const isNew = block.header.recipe !== this.recipe;
    super.receive(block, now);
    if (isNew) this.open(block.header.recorded);
  }

  open({ epoch, cuts }) {
    this.cuts = cuts;
    this.speed = this.pleasantSpeed;
    this.seek(epoch);
    this.farthest = this.history.last;
  }

  /** The fastest speed that passes over no frame. */
  get pleasantSpeed() {
    const { count, last } = this.history;
    const gap = Math.max(1, Math.round(last / Math.max(1, count - 1)));
    return SPEEDS.filter((speed) => speed <= gap).at(-1);
  }

  get isLive() {
    return false;
  }

  /** However far apart its frames are, there are no closer ones to wait for. */
  get stride() {
    return Infinity;
  }

  /** From its end it plays from the beginning. */
  get canPlay() {
    return true;
  }

  play() {
    const anew = !this.canStep;
    if (anew) this.show(this.history.epochs[0]);
    super.play();
    // So that the first frame too is seen.
    if (anew) this.position -= this.speed;
  }

  step() {
    this.pause();
    if (this.canStep) this.show(this.history.epochs[this.history.indexBefore(this.shown) + 1]);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.pace.restart();
  }

  /** Left alone it plays on: no server is spared by a rest. */
  rest() {}
}
