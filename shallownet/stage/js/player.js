// What is played: the run on stage, the epoch on screen, the queue ahead of it, and the asks that keep it filled.

import { framesStart, parameterCount, readPoints } from "./block.js";
import { History } from "./history.js";
import { Asking } from "./asking.js";
import { Pace } from "./pace.js";

/** Speeds in epochs per frame; below 1 an epoch stays on screen for several frames. */
export const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 20, 50, 100];
const DEFAULT_SPEED = 5;
const QUEUE_FRAMES = 60;
const FIRST_FRAMES = 30;
const STEP_FRAMES = 30;
const KEPT_AT_NEW_SPEED = 12;
const GO_ON_EPOCHS = 100000;
const IDLE_MS = 15 * 60 * 1000;

export class Player {
  constructor(stage) {
    this.stage = stage;
    this.recipe = null;
    this.runId = null;
    this.run = null;
    this.points = null;
    this.history = null;
    this.asking = new Asking();
    this.pace = new Pace();
    this.options = { hard: false, test: true, lines: false };
    this.speed = DEFAULT_SPEED;
    this.playing = true;
    this.idle = false;
    this.lastInput = 0;
    /** Painted frames and loaded runs, counted so that drawings can tell what is new to them. */
    this.frames = 0;
    this.runVersion = 0;
    this.pendingId = null;
    this.limit = 0;
    this.clear();
  }

  /** A mounted stage takes the player over; what was asked through an earlier mount is forgotten. */
  connect(send, now) {
    this.asking.connect(send);
    this.pendingId = null;
    this.wantedStep = -1;
    this.lastInput = now;
    this.pace.restart();
  }

  clear() {
    this.shown = -1;
    this.position = 0;
    this.farthest = 0;
    this.cuts = [];
    this.end = null;
    this.endAfter = -1;
    this.stopped = false;
    this.unstable = false;
    this.wantedStep = -1;
    this.pace.restart();
  }

  /** Takes a block from the server. Safe to call again with one it has had. */
  receive(block, now) {
    const { header, floats, words } = block;
    if (header.run) this.loadRun(header, block);
    if (header.run_id !== this.runId) {
      if (this.asking.outstanding?.have_run !== null || this.asking.outstanding?.recipe !== header.recipe) {
        this.recipe = header.recipe;
        this.limit = header.limit;
        this.history = null;
        this.clear();
        this.ask({ from: -1, frames: FIRST_FRAMES, have_run: null }, now);
      }
      return;
    }
    const renewed = header.recipe !== this.recipe;
    if (renewed) this.adopt(header);
    if (!this.history) this.history = new History(parameterCount(this.run));
    const open = header.pending === null;
    const brought = open || this.history.count === 0 ? this.take(header, floats, words) : 0;
    if (open) this.noteEnd(header, words);
    this.settle(header, renewed, brought, now);
    if (this.shown < 0 && this.history.count) this.show(this.history.epochs[0]);
    this.heedPending(header, now);
    if (renewed && this.history.count === 0 && header.from > -1) this.ask({ from: -1, frames: FIRST_FRAMES }, now);
  }

  loadRun(header, block) {
    this.run = header.run;
    this.runVersion++;
    if (header.run_id === this.runId) return;
    this.runId = header.run_id;
    this.points = readPoints(header.run, block.floats);
  }

  /** Another recipe: an edit of ours goes on from the cut, anything else starts at epoch 0. */
  adopt(header) {
    const edited = this.recipe !== null && header.base === this.recipe && header.cut !== null && this.history;
    if (edited) {
      this.cut(header.cut);
      this.cuts.push(header.cut);
      this.end = null;
      if (this.stopped) this.playing = true;
      this.stopped = false;
      this.pace.restart();
    } else {
      const resume = this.playing || this.stopped;
      this.history = null;
      this.clear();
      this.playing = resume;
    }
    this.recipe = header.recipe;
    this.limit = edited ? Math.max(this.limit, header.limit) : header.limit;
    this.pendingId = null;
  }

  /** Drops the frames after `epoch` and all that was known about what came after it. */
  cut(epoch) {
    if (!this.history) return;
    this.history.cut(epoch);
    if (this.history.last < this.endAfter) this.end = null;
    if (this.shown > this.history.last) this.show(this.history.last);
    this.farthest = Math.min(this.farthest, Math.max(epoch, this.shown));
    this.cuts = this.cuts.filter((at) => at < epoch);
    this.wantedStep = -1;
  }

  take(header, floats, words) {
    const { history } = this;
    const width = history.width + 1;
    let at = framesStart(header);
    const last = history.last;
    if (header.from > last || this.tooCoarse(header, words, at, width)) return 0;
    let brought = 0;
    for (let k = 0; k < header.count; k++, at += width) {
      const epoch = words[at];
      // Frames between held ones are taken only for a step that asked for them: thinned ones must not creep back.
      if ((epoch > last || header.from + 1 === this.wantedStep) && history.add(floats, words, at)) brought++;
    }
    if (brought) history.thin(this.shown);
    return brought;
  }

  /** An answer recorded for a faster speed than the one chosen since. */
  tooCoarse(header, words, at, width) {
    const request = this.asking.outstanding;
    return header.count > 1 && request && this.asking.tries < 2 && words[at + width] - words[at] > request.stride;
  }

  /** What a block says of its end holds only if it reaches as far as the frames held. */
  noteEnd(header, words) {
    const newest = header.count ? words[framesStart(header) + (header.count - 1) * (this.history.width + 1)] : header.from;
    if (newest < 0 || newest !== this.history.last) return;
    this.unstable = header.unstable;
    if (!header.end || (header.end.kind === "finished" && header.end.epoch < this.limit)) return;
    this.end = header.end;
    this.endAfter = newest;
    this.wantedStep = -1;
  }

  /** Decides whether the block answers the ask under way. */
  settle(header, renewed, brought, now) {
    const request = this.asking.outstanding;
    if (header.pending === null && this.pendingId !== null) {
      this.pendingId = null;
      this.asking.settle();
    } else if (request && request.pending === null && (renewed || this.answers(header, request, brought))) {
      this.asking.settle();
      if (!renewed && !brought && !this.end) this.asking.rest(now);
    }
    if (this.wantedStep >= 0 && this.history.holds(this.wantedStep)) {
      this.show(this.wantedStep);
      this.wantedStep = -1;
    }
  }

  answers(header, request, brought) {
    if (request.action || header.from !== request.from) return false;
    return brought > 0 || header.count === 0 || this.asking.tries > 1;
  }

  /** A knob was moved: what is queued is no longer true, and the server needs the epoch on screen. */
  heedPending(header, now) {
    if (header.pending === null || header.pending.id === this.pendingId) return;
    this.pendingId = header.pending.id;
    this.cut(this.shown);
    this.ask({ from: this.shown, frames: FIRST_FRAMES, pending: this.pendingId }, now);
  }

  ask(request, now) {
    this.asking.ask(
      {
        stage: this.stage,
        recipe: this.recipe,
        from: this.history ? this.history.last : -1,
        stride: Math.max(1, this.speed),
        frames: QUEUE_FRAMES,
        limit: this.limit,
        pending: null,
        have_run: this.runId,
        action: null,
        ...request,
      },
      now,
    );
  }

  show(epoch) {
    this.shown = epoch;
    this.position = epoch;
    if (epoch > this.farthest) this.farthest = epoch;
  }

  /** One animation frame: takes the next frame if it is time, and asks for more when the queue runs low. */
  tick(now) {
    if (!this.history) return;
    this.asking.repeat(now);
    const due = this.pace.due(now);
    if (this.playing && now - this.lastInput > IDLE_MS) this.rest();
    if (this.playing && due && this.pendingId === null) this.advance(now);
    if (this.playing || this.history.count === 0) this.refill(now);
  }

  rest() {
    this.pause();
    this.idle = true;
  }

  advance(now) {
    const { history } = this;
    const wanted = this.position + this.speed;
    const held = this.shown < 0 ? -1 : history.indexBefore(this.shown);
    const next = history.indexBefore(wanted + 1e-6);
    let starved = false;
    if (next > held) {
      this.shown = history.epochs[next];
      // Where frames lie farther apart than the pace, position runs on between them; it never overtakes the last.
      this.position = Math.min(wanted, Math.max(this.shown, history.last));
      if (this.shown > this.farthest) this.farthest = this.shown;
    } else if (held < history.count - 1) this.position = wanted;
    else starved = true;
    if (held === history.count - 1 && this.end) {
      this.playing = false;
      this.stopped = true;
      return;
    }
    this.pace.measure(now, this.shown, this.speed * 60, starved);
  }

  refill(now) {
    if (this.end || this.pendingId !== null || !this.asking.free(now)) return;
    const queued = (this.history.last - this.shown) / Math.max(1, this.speed);
    if (queued < (this.speed < 1 ? FIRST_FRAMES : QUEUE_FRAMES)) {
      this.ask({ frames: this.history.count ? QUEUE_FRAMES : FIRST_FRAMES }, now);
    }
  }

  get canPlay() {
    return !(this.end && this.history && this.shown >= this.history.last);
  }

  play() {
    if (!this.canPlay) return;
    this.playing = true;
    this.idle = this.stopped = false;
    this.wantedStep = -1;
    this.position = Math.max(0, this.shown);
    this.pace.restart();
  }

  pause() {
    this.playing = false;
    this.stopped = false;
    this.pace.restart();
  }

  step(now) {
    this.pause();
    this.idle = false;
    if (!this.history || this.shown < 0 || !this.canPlay || this.pendingId !== null) return;
    const target = this.shown + 1;
    if (this.history.holds(target)) this.show(target);
    else if (this.wantedStep !== target) {
      this.wantedStep = target;
      this.ask({ from: this.shown, stride: 1, frames: STEP_FRAMES }, now);
    }
  }

  stepBack() {
    this.seek(this.shown - 1);
  }

  rewind() {
    this.seek(0);
  }

  /** Shows the newest frame held at or before `epoch`, and pauses there. */
  seek(epoch) {
    this.pause();
    this.idle = false;
    this.wantedStep = -1;
    if (!this.history?.count) return;
    this.show(this.history.epochs[Math.max(0, this.history.indexBefore(epoch))]);
  }

  /** For the timeline: the nearest frame seen, but always at least one frame on in the direction asked for. */
  seekNear(epoch) {
    if (!this.history?.count) return;
    const { epochs } = this.history;
    const most = this.history.indexBefore(this.farthest);
    const here = this.history.indexBefore(this.shown);
    let i = Math.max(0, this.history.indexBefore(epoch));
    if (i < most && epochs[i + 1] - epoch < epoch - epochs[i]) i++;
    if (i === here && epoch !== this.shown) i = Math.max(0, Math.min(most, here + Math.sign(epoch - this.shown)));
    this.seek(epochs[i]);
  }

  setSpeed(speed, now) {
    this.speed = speed;
    this.pace.restart();
    if (!this.history || this.shown < 0 || this.pendingId !== null) return;
    // Frames recorded for a faster pace would be too coarse for a slower one.
    const latest = this.shown + KEPT_AT_NEW_SPEED * Math.max(1, speed);
    const before = this.history.last;
    this.trim(latest);
    if (this.history.last !== before || this.asking.outstanding) this.asking.settle();
    if (this.playing) this.refill(now);
  }

  /** Drops the queue after `epoch`, but nothing that was already seen. */
  trim(epoch) {
    this.history.cut(Math.max(epoch, this.farthest));
    if (this.history.last < this.endAfter) this.end = null;
  }

  reseed(now) {
    if (this.recipe === null) return;
    this.idle = false;
    this.ask({ from: -1, frames: FIRST_FRAMES, action: "reseed" }, now);
  }

  /** Lets a finished run go on. */
  goOn() {
    this.limit += GO_ON_EPOCHS;
    this.end = null;
    this.play();
  }

  /** What the message line should say: a kind, or "" for nothing. */
  get message() {
    if (this.idle) return "idle";
    if (this.end && !this.canPlay) return this.end.kind;
    if (this.playing && this.asking.overdue) return "waiting";
    if (this.playing && this.pace.slow) return "slow";
    return this.unstable ? "unstable" : "";
  }

  /** Offset of the frame on screen in `history.values`; -1 for none. */
  get offset() {
    if (!this.history || this.shown < 0) return -1;
    return this.history.offset(this.history.indexBefore(this.shown));
  }
}
