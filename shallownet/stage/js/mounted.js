// What every mounted stage does: its place on the page, its loop of animation frames, theme, controls and state.

import { applyTheme, readTheme } from "./theme.js";
import { NumberStyle, make, placeWithin } from "./surface.js";
import { Transport } from "./transport.js";
import { Address, copyText, linkTo } from "./address.js";
import { Leaving } from "./leaving.js";
import { MessageLine } from "./readout.js";
import { Miniature } from "./miniature.js";
import { Resting } from "./resting.js";
import { joinKeyboard, useStage } from "./keyboard.js";
import { Spoken } from "./spoken.js";
import { isPresenting, magnification, watchPresenting } from "./presenting.js";
import { watchTaking } from "./taking.js";

/** Room kept in teacher's mode between what is to be in sight and the window's lower edge. */
const BELOW_SIGHT = 8;

/**
 * A stage's panels and loop. A view says what is in it: `build()` makes its panels and returns their layout,
 * `takeRun(run, anew)` labels them, `measure()` fits them to the width and sets `measured`, `drawFrame(history,
 * offset, fresh, changed, halted)` draws what has become out of date, since the frame is another one, the history has
 * changed or the playback has stopped, and returns whether something is still in motion, `tell(now)` writes the numbers,
 * `maps` are its maps and `networks()` returns what spoken.js puts into words, one for each.
 */
export class Mounted {
  constructor(player) {
    this.parent = null;
    this.player = player;
    this.theme = null;
    this.request = 0;
    this.seen = { run: null, sets: null, runId: null, shown: -1, history: null, version: -1, revision: 0, playing: false };
    this.stale = false;
    this.moving = false;
    this.measured = "";
    this.closed = true;
    this.resized = false;
    this.trigger = null;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    const act = (name, value) => this.act(name, value);
    this.address = new Address((query) => this.trigger("address", { query }));
    this.leaving = new Leaving();
    this.resting = new Resting(this);
    this.miniature = new Miniature(() => this.comeIntoSight());
    this.transport = new Transport(act);
    this.message = new MessageLine(act);
    this.root = make("div", { className: "shallownet-stage", role: "region", "data-testid": "stage" });
    this.layout = this.build();
    this.root.prepend(this.layout);
    this.spoken = new Spoken();
    this.root.append(this.spoken.element);
    for (const name of ["pointerenter", "pointerdown", "focusin"]) {
      this.root.addEventListener(name, () => useStage(this));
    }
    // Measured in the next frame: a size changed within the observer's own call would be reported as a loop.
    this.measureSoon = () => {
      this.resized = true;
      this.wake();
    };
    this.observer = new ResizeObserver(this.measureSoon);
    this.frame = (now) => this.tick(now);
  }

  /** Puts the stage on the page, for the first time or again: the same element with the same canvases. */
  attach(parent) {
    if (!this.closed) this.close();
    this.closed = false;
    this.parent = parent;
    parent.append(this.root);
    const isTaken = () => this.resting.restNow();
    this.endings = [joinKeyboard(this), watchPresenting(this.measureSoon), watchTaking(isTaken)];
    window.addEventListener("resize", this.measureSoon);
    this.miniature.attach(this.root, parent, () => this.wake());
    this.leaving.open();
    this.observer.observe(this.root);
  }

  /** Dragging along plots scrubs, as the timeline does. */
  scrubAlong(plots) {
    const { element } = plots;
    const epochUnder = (event) => plots.epochAt(...placeWithin(element, event));
    const scrub = (event) => {
      const epoch = epochUnder(event);
      if (epoch !== null) this.act("seek", Math.min(epoch, this.player.farthest));
    };
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || epochUnder(event) === null) return;
      element.setPointerCapture(event.pointerId);
      scrub(event);
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) scrub(event);
    });
  }

  /** A call from Streamlit: another block, or the last one again. */
  receive(block, setTriggerValue) {
    const now = performance.now();
    const { player } = this;
    const trigger = (name, value) => this.leaving.say(() => setTriggerValue(name, value));
    this.trigger = trigger;
    this.send = (request) => trigger("ask", request);
    if (player.owner !== this) this.own(now);
    player.asking.send = this.send;
    player.receive(block, now);
    this.refresh();
  }

  own(now) {
    this.player.owner = this;
    this.player.connect(this.send, now);
  }

  /** Follows a new run, language, theme or size. */
  refresh() {
    const { player } = this;
    if (!player.run) return;
    const theme = readTheme(this.root, player.run.palette, this.theme);
    if (theme !== this.theme) {
      this.theme = theme;
      applyTheme(this.root, theme);
      this.stale = true;
    }
    if (this.seen.run !== player.run || this.seen.sets !== player.sets) this.adoptRun(player.run);
    if (this.isStyled()) {
      this.measure();
      this.leaveRoom();
    }
    this.publish(player.offset);
    if (player.run.address) {
      this.address.open(player);
      this.address.follow();
    }
    this.wake();
  }

  /**
   * In teacher's mode, the height that there is for the stage, in its own pixels, if all of it is to be in sight at
   * once; otherwise null: then it is as high as it likes.
   */
  get heightInSight() {
    if (!isPresenting()) return null;
    const scrolled = this.root.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const above = this.root.getBoundingClientRect().top + scrolled;
    return Math.floor((window.innerHeight - above) / magnification()) - BELOW_SIGHT;
  }

  /** What is magnified takes no more room on the page than before, so that is made here. */
  leaveRoom() {
    const beyond = (magnification() - 1) * this.root.offsetHeight;
    this.root.style.marginBottom = beyond ? `${beyond}px` : "";
  }

  /** Whether the style sheet is there: it may still be loading, and until then no size means anything. */
  isStyled() {
    return getComputedStyle(this.layout).display === "grid";
  }

  adoptRun(run) {
    const { player } = this;
    const anew = this.seen.runId !== player.runId;
    this.seen.runId = player.runId;
    this.seen.run = run;
    this.seen.sets = player.sets;
    this.labels = run.labels;
    this.numbers = new NumberStyle(run.labels.locale);
    this.root.setAttribute("aria-label", run.labels.region);
    this.takeRun(run, anew);
    this.transport.label(run.labels, player, this.numbers);
    this.miniature.label(run.labels);
    this.stale = true;
  }

  wake() {
    if (!this.request && !this.closed) this.request = requestAnimationFrame(this.frame);
  }

  tick(now) {
    this.request = 0;
    const { player } = this;
    if (this.resized) {
      this.resized = false;
      this.refresh();
    }
    // The other view of the player that Streamlit showed for a moment has left.
    if (!player.owner) this.own(now);
    player.tick(now);
    const moving = this.paint(now);
    const settling = player.run?.followed && this.resting.follow(now);
    const speaking = this.measured && this.spoken.follow(this, now);
    const waiting = moving || settling || speaking;
    if (player.playing || player.journey || player.notice || player.asking.outstanding || waiting) this.wake();
  }

  /** Paints what differs from what is on screen; true while something is still in motion. */
  paint(now) {
    const { player, seen } = this;
    const { offset, history } = player;
    if (!this.measured || !this.layout.clientWidth) return false;
    if (offset >= 0) {
      const replaced = history.revision !== seen.revision;
      const fresh = player.shown !== seen.shown || history !== seen.history || replaced;
      const changed = history.version !== seen.version;
      // What is drawn less often than the map while playing is caught up with when the playback stops.
      const halted = seen.playing && !player.playing;
      if (fresh || this.stale) player.frames++;
      this.moving = this.drawFrame(history, offset, fresh, changed, halted);
      seen.shown = player.shown;
      seen.history = history;
      seen.version = history.version;
      seen.revision = history.revision;
      seen.playing = player.playing;
      this.stale = false;
      this.miniature.follow(this.maps, () => this.networks(), this.numbers, player.shown);
    }
    this.transport.update(player, now);
    this.tell(now);
    this.message.update(player, this.labels, this.numbers, now);
    this.publish(offset);
    return offset >= 0 && this.moving;
  }

  /** Scrolls to the picture, and takes the keyboard's focus along. */
  comeIntoSight() {
    this.root.scrollIntoView({ block: "start", behavior: this.calm.matches ? "auto" : "smooth" });
    this.transport.buttons.play.focus({ preventScroll: true });
  }

  /** Asks for the same frame to be drawn again: something other than the epoch has changed. */
  redraw() {
    this.stale = true;
    this.wake();
  }

  /** The state of the playback as plain attributes, for tests and tools. */
  publish(offset) {
    const { player } = this;
    const loss = offset < 0 ? NaN : player.history.values[offset];
    this.set("epoch", player.shown);
    this.set("frames", player.frames);
    this.set("loss", Number.isFinite(loss) ? loss : "");
    this.set("playing", player.playing);
    this.set("problem", player.run?.problem ?? "");
    this.set("recipe", player.recipe);
  }

  set(name, value) {
    const { dataset } = this.root;
    const text = String(value);
    if (dataset[name] !== text) dataset[name] = text;
  }

  act(name, value) {
    const { player } = this;
    const now = performance.now();
    this.noteInput();
    player.notice = "";
    if (name === "toggle") player.playing ? player.pause() : player.play();
    else if (name === "step") player.step(now);
    else if (name === "step_back") player.stepBack();
    else if (name === "rewind") player.rewind();
    else if (name === "reseed") player.reseed(now);
    else if (name === "goOn") player.goOn();
    else if (name === "endJourney") player.endJourney();
    else if (name === "copy") this.copyLink();
    else if (name === "seek") player.seekNear(value);
    else if (name === "jump") player.jump(1);
    else if (name === "jump_back") player.jump(-1);
    else if (name === "speed") player.setSpeed(value, now);
    else if (name === "faster" || name === "slower") {
      player.shiftSpeed(name === "faster" ? 1 : -1, now);
      this.transport.showSpeed(player.speed);
    }
    else if (name === "option") {
      player.options[value[0]] = value[1];
      this.stale = true;
    }
    this.wake();
  }

  async copyLink() {
    const { player } = this;
    if (player.shown < 0) return;
    const link = linkTo(player);
    const isTooLong = link.length > player.run.address.longest;
    player.notice = isTooLong ? "too_long" : (await copyText(link)) ? "copied" : "not_copied";
    this.message.link = link;
    this.wake();
  }

  /** From the keyboard. */
  press(action) {
    if (action === "release") this.release();
    else if (action !== "reseed" || this.player.canReseed) this.act(action);
  }

  /** Escape: lets go of what the visitor has picked out, where something can be. */
  release() {}

  noteInput() {
    this.player.lastInput = performance.now();
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.observer.disconnect();
    for (const end of this.endings) end();
    window.removeEventListener("resize", this.measureSoon);
    this.miniature.close();
    this.leaving.close();
    this.address.close();
    if (this.player.owner === this) {
      this.player.owner = null;
      this.player.asking.disconnect();
    }
    this.root.remove();
  }
}
