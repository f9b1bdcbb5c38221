// What is played: the run on stage, the epoch on screen, the queue ahead of it, and the asks that keep it filled.

import { Asking } from "./asking.js";
import { Entries } from "./entries.js";
import { STEP_FRAMES } from "./history.js";
import { FIRST_FRAMES, takeBlock } from "./intake.js";
import { Journey } from "./journey.js";
import { Pace } from "./pace.js";

/** Speeds in epochs per frame; below 1 an epoch stays on screen for several frames. */
export const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 20, 50, 100];
const DEFAULT_SPEED = 5;
/**
 * More is asked for when fewer frames than these lie ahead, a second and a half, for the answer to come; or earlier, by up
 * to as many again, so that a class that has begun at one moment does not ask at one moment ever after.
 */
const LOW_FRAMES = 90;
/** Undisturbed, each ask is twice as large as the last one, up to three seconds: few large answers cost a server less. */
const LARGEST_ASK = 180;
const KEPT_AT_NEW_SPEED = 12;
const GO_ON_EPOCHS = 100000;
/** So many jumps lead along the whole timeline. */
const JUMPS = 20;
const IDLE_MS = 15 * 60 * 1000;

export class Player {
  constructor(stage) {
    this.stage = stage;
    this.recipe = null;
    this.runId = null;
    this.run = null;
    this.runText = "";
    /** The points that are learnt: one set, or several where the networks of a comparison learn different ones. */
    this.sets = null;
    this.owner = null;
    /** The view that last showed this player. */
    this.view = null;
    this.history = null;
    this.asking = new Asking();
    this.pace = new Pace();
    this.options = { hard: false, test: true, lines: false };
    this.speed = DEFAULT_SPEED;
    /** Who asks for less motion sees the network as it begins, and starts it. */
    this.isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.playing = !this.isCalm;
    this.idle = false;
    this.lastInput = 0;
    /** Frames painted so far. */
    this.frames = 0;
    /** How many frames the next ask for more is for. */
    this.batch = FIRST_FRAMES;
    this.low = LOW_FRAMES;
    this.pendingId = null;
    this.entries = new Entries();
    /** Whether the epoch on screen stays while a visitor changes something in it. */
    this.held = false;
    this.limit = 0;
    /** Recipe and epoch that the server was last told the playback rests at. */
    this.restedAt = "";
    /** The run of which the server has been told while it was playing. */
    this.toldRun = null;
    /** The server's session that the run was last trained in, and the recipe as the query of a link. */
    this.session = null;
    this.query = null;
    /** A later session that has been asked to go on with the run. */
    this.offeredTo = null;
    this.journeyId = null;
    /** What the visitor is to be told of something just done. */
    this.notice = "";
    this.clear();
  }

  /** The points of the one network, or of the first. */
  get points() {
    return this.sets?.[0] ?? null;
  }

  /** A mounted stage takes the player over; what was asked through an earlier mount is forgotten. */
  connect(send, now) {
    this.asking.connect(send);
    this.pendingId = null;
    this.entries.clear();
    this.held = false;
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
    this.batch = FIRST_FRAMES;
    this.stopped = false;
    this.wantedStep = -1;
    this.journey = null;
    this.entries.clear();
    this.held = false;
    this.pace.restart();
  }

  /** Takes a block from the server. Safe to call again with one it has had. */
  receive(block, now) {
    takeBlock(this, block, now);
  }

  /** Drops the frames after `epoch` and all that was known about what came after it. */
  cut(epoch) {
    if (!this.history) return;
    this.history.cut(epoch);
    if (this.history.last < this.endAfter) this.end = null;
    if (this.shown > this.history.last) this.show(this.history.last);
    this.farthest = Math.min(this.farthest, Math.max(epoch, this.shown));
    this.cuts = this.cuts.filter((at) => at < epoch);
    this.batch = FIRST_FRAMES;
    this.wantedStep = -1;
    this.journey = null;
  }

  /** Forgets the run's frames; plays the next ones if these were playing or had come to their end. */
  reset() {
    const resume = this.playing || this.stopped || this.idle;
    this.idle = false;
    this.history = null;
    this.clear();
    this.playing = resume;
  }

  ask(request, now) {
    this.asking.ask(
      {
        stage: this.stage,
        recipe: this.recipe,
        from: this.history ? this.history.last : -1,
        stride: this.stride,
        frames: FIRST_FRAMES,
        limit: this.limit,
        pending: null,
        have_run: this.runId,
        locale: this.run?.labels.locale ?? null,
        action: null,
        session: this.session,
        query: this.query,
        entry: null,
        ...request,
      },
      now,
    );
  }

  /** Epochs between two frames: at the slow speeds one epoch is shown for several frames. */
  get stride() {
    return Math.max(1, this.speed);
  }

  show(epoch) {
    this.shown = epoch;
    this.position = epoch;
    if (epoch > this.farthest) this.farthest = epoch;
  }

  /** One animation frame: takes the next frame if it is time, and asks for more when the queue runs low. */
  tick(now) {
    this.asking.repeat(now);
    if (!this.history) return;
    const due = this.pace.due(now);
    if (this.playing && now - this.lastInput > IDLE_MS) this.rest();
    if (this.playing && due && this.pendingId === null && !this.held) this.advance(now);
    if (!this.entries.isEmpty) this.askForEntry(now);
    else if (this.wantedStep >= 0 && !this.end && this.asking.free(now)) this.askForStep(now);
    else if (this.journey) this.journey.go(now);
    else if (this.playing || this.history.count === 0) this.refill(now);
  }

  /** Sets out for an epoch, to rest there. */
  travelTo(epoch) {
    this.pause();
    this.idle = false;
    this.journey = new Journey(this, epoch);
  }

  /** What the visitor looks at is another frame than the newest. */
  lookAway() {
    if (this.journey) this.journey.isWatched = false;
  }

  endJourney() {
    this.journey = null;
    this.asking.settle();
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
    const queued = (this.history.last - this.shown) / this.stride;
    // At the slow speeds a frame lasts.
    if (queued >= this.low * Math.min(1, this.speed)) return;
    this.low = LOW_FRAMES * (1 + Math.random());
    this.ask({ frames: this.batch }, now);
    this.batch = Math.min(2 * this.batch, LARGEST_ASK);
  }

  /** Whether there is a server behind it, to train other weights or more epochs. */
  get isLive() {
    return true;
  }

  /** Whether weights may be edited in the drawing. */
  get isEditable() {
    return this.isLive && this.run?.editable !== false;
  }

  /** Whether the stage may draw other initial weights. */
  get canReseed() {
    return this.isLive && this.run?.reseeds !== false;
  }

  /** Whether anything comes after the epoch on screen. */
  get canStep() {
    return !(this.end && this.history && this.shown >= this.history.last);
  }

  get canPlay() {
    return this.canStep;
  }

  play() {
    if (!this.canPlay) return;
    this.lookAway();
    this.playing = true;
    this.isCalm = false;
    this.idle = this.stopped = false;
    this.forgetStep();
    this.position = Math.max(0, this.shown);
    this.pace.restart();
  }

  pause() {
    this.playing = false;
    this.isCalm = false;
    this.stopped = false;
    this.pace.restart();
  }

  step(now) {
    this.lookAway();
    this.pause();
    this.idle = false;
    if (!this.history || this.shown < 0 || !this.canStep || this.pendingId !== null) return;
    const isWaiting = this.wantedStep > this.shown;
    // Steps that come while one waits for the server are counted: its answer brings them all.
    const target = isWaiting ? Math.min(this.wantedStep + 1, this.shown + STEP_FRAMES) : this.shown + 1;
    if (this.history.holds(target)) this.show(target);
    else {
      this.wantedStep = target;
      // An action under way must not be superseded; the step is asked for when it has been answered.
      if (!isWaiting && !this.asking.outstanding?.action) this.askForStep(now);
    }
  }

  askForStep(now) {
    this.ask({ from: this.shown, stride: 1, frames: STEP_FRAMES }, now);
  }

  /** Sets a weight or bias at the epoch on screen, which stays until the server has heard. */
  setEntry(field, value, now) {
    this.forgetStep();
    this.held = true;
    this.entries.add(field, value);
    const { outstanding } = this.asking;
    // An ask for frames may be superseded: what it would bring is dropped.
    if (outstanding && !outstanding.action && !outstanding.entry && this.pendingId === null) this.asking.settle();
    this.askForEntry(now);
  }

  askForEntry(now) {
    // What is under way first: another one, a knob's edit, or new random weights.
    if (this.asking.outstanding || this.pendingId !== null) return;
    this.ask({ from: this.shown, frames: FIRST_FRAMES, entry: this.entries.next }, now);
  }

  /** Lets the playback go on after `held`. */
  letGo() {
    if (!this.held) return;
    this.held = false;
    this.pace.restart();
  }

  forgetStep() {
    if (this.wantedStep >= 0 && !this.asking.outstanding?.action) this.asking.settle();
    this.wantedStep = -1;
  }

  stepBack() {
    this.seek(this.shown - 1);
  }

  rewind() {
    this.seek(0);
  }

  /** Shows the newest frame held at or before `epoch`, and pauses there. */
  seek(epoch) {
    this.lookAway();
    this.pause();
    this.idle = false;
    this.forgetStep();
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

  /** A larger step along the timeline, on (1) or back (-1). */
  jump(direction) {
    const goal = this.shown + direction * Math.max(1, this.farthest / JUMPS);
    this.seekNear(Math.max(0, Math.min(goal, this.farthest)));
  }

  /** Faster (1) or slower (-1) by one of the speeds. */
  shiftSpeed(notches, now) {
    const at = SPEEDS.filter((speed) => speed <= this.speed).length - 1 + notches;
    if (at in SPEEDS) this.setSpeed(SPEEDS[at], now);
  }

  setSpeed(speed, now) {
    this.speed = speed;
    this.pace.restart();
    if (!this.history || this.shown < 0 || this.pendingId !== null) return;
    // Frames recorded for a faster pace would be too coarse for a slower one.
    this.trim(this.shown + KEPT_AT_NEW_SPEED * this.stride);
    if (!this.asking.outstanding?.action) this.asking.settle();
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
    if (this.notice) return this.notice;
    if (this.entries.refusal) return "refused";
    if (this.idle) return "idle";
    if (this.journey) return "journey";
    if (this.end && !this.canStep) return this.end.kind;
    if (this.playing && this.asking.overdue && !(this.pace.slow && this.pace.rate > 0)) return "waiting";
    if (this.playing && this.pace.slow) return "slow";
    if (this.isCalm && this.shown === 0) return "calm";
    return this.history?.wasUnstable(this.history.indexBefore(this.shown)) ? "unstable" : "";
  }

  /** Offset of the frame on screen in `history.values`; -1 for none. */
  get offset() {
    if (!this.history || this.shown < 0) return -1;
    return this.history.offset(this.history.indexBefore(this.shown));
  }
}
