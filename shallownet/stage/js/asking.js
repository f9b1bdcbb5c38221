// One ask to the server at a time: what is outstanding, when to repeat it, when it counts as answered.

/**
 * An answer is awaited this long, and a second longer after each try, before the ask is repeated; longer where answers
 * have taken long, as a busy server would do the work of a repeated ask twice.
 */
const PATIENCE_MS = 2000;
const PATIENCE_FACTOR = 3;
/** How much of a long answer is remembered at the next. */
const MEMORY = 0.8;
const MORE_PATIENCE_MS = 1000;
/** Pause before asking again when a block brought nothing, so that a busy server is not pressed. */
const EMPTY_ANSWER_PAUSE_MS = 60;

export class Asking {
  constructor() {
    this.send = null;
    this.outstanding = null;
    this.tries = 0;
    this.askedAt = 0;
    this.firstAskedAt = 0;
    /** How long answers take, in ms: the longest of late. */
    this.latency = 0;
    this.notBefore = 0;
    this.timer = 0;
  }

  /** Connects the sender of a mounted stage. What was under way when the last one left has lost its answer. */
  connect(send) {
    this.send = send;
    this.settle();
  }

  disconnect() {
    this.send = null;
    this.settle();
  }

  /** Sends an ask; one that is under way is superseded by it. */
  ask(request, now) {
    this.outstanding = request;
    this.tries = 0;
    this.firstAskedAt = now;
    this.transmit(now);
  }

  transmit(now) {
    if (!this.send || !this.outstanding) return;
    this.askedAt = now;
    this.tries++;
    clearTimeout(this.timer);
    // A pending edit must get through even in a hidden tab, where no animation frame comes to repeat it.
    if (this.outstanding.pending !== null) {
      this.timer = setTimeout(() => this.repeat(performance.now()), this.patience() + 20);
    }
    this.send(this.outstanding);
  }

  patience() {
    return Math.max(PATIENCE_MS, PATIENCE_FACTOR * this.latency) + MORE_PATIENCE_MS * (this.tries - 1);
  }

  /** Asks again if the answer is overdue. */
  repeat(now) {
    if (this.outstanding && now - this.askedAt >= this.patience()) this.transmit(now);
  }

  /** The answer to the ask under way has come. */
  answered(now) {
    this.latency = Math.max(now - this.firstAskedAt, MEMORY * this.latency);
    this.settle();
  }

  settle() {
    this.outstanding = null;
    this.tries = 0;
    clearTimeout(this.timer);
  }

  /** Another server answers now: how long the last one took, or was away, says nothing of it. */
  meetAnother() {
    this.latency = 0;
  }

  /** A block has come that brought nothing new: wait a little before the next ask. */
  rest(now) {
    this.notBefore = now + EMPTY_ANSWER_PAUSE_MS;
  }

  free(now) {
    return this.outstanding === null && now >= this.notBefore;
  }

  get overdue() {
    return this.outstanding !== null && this.tries > 1;
  }
}
