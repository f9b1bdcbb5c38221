// One mounted stage: its panels, its loop of animation frames, and what pointer and keys do to it.

import { PlaneEvaluator } from "./network.js";
import { applyTheme, readTheme } from "./theme.js";
import { NumberStyle, fillLabel, make, setText } from "./surface.js";
import { PlaneMap } from "./map.js";
import { Diagram } from "./diagram.js";
import { Curve } from "./curve.js";
import { Transport } from "./transport.js";
import { MessageLine, Readout } from "./readout.js";
import { joinKeyboard, useStage } from "./keyboard.js";
import { Pointing } from "./pointing.js";

const TALLEST = 412;
const NETWORK_NARROW = 300;
const NETWORK_NARROW_MANY = 400;
const CURVE_HEIGHT = 152;
/** The same width as in the style sheet. */
const WIDE = 640;

export class StageView {
  constructor(player) {
    this.parent = null;
    this.player = player;
    this.evaluator = null;
    this.theme = null;
    this.request = 0;
    this.seen = { run: null, runId: null, shown: -1, history: null, version: -1, playing: false };
    this.stale = false;
    this.moving = false;
    this.measured = "";
    this.closed = true;
    this.resized = false;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.build();
    // Measured in the next frame: a size changed within the observer's own call would be reported as a loop.
    this.observer = new ResizeObserver(() => {
      this.resized = true;
      this.wake();
    });
    this.frame = (now) => this.tick(now);
  }

  /** Puts the stage on the page, for the first time or again: the same element with the same canvases. */
  attach(parent) {
    if (!this.closed) this.close();
    this.closed = false;
    this.parent = parent;
    parent.append(this.root);
    this.leaveKeyboard = joinKeyboard(this);
    this.observer.observe(this.root);
  }

  build() {
    const act = (name, value) => this.act(name, value);
    this.map = new PlaneMap();
    this.diagram = new Diagram();
    this.curve = new Curve();
    this.transport = new Transport(act);
    this.readout = new Readout();
    this.message = new MessageLine(act);
    this.heading = make("div", { className: "stage-heading" });
    this.subject = make("div", { className: "stage-heading" });
    const panel = (name, ...children) => make("div", { className: `stage-panel stage-${name}-panel` }, ...children);
    this.networkPanel = panel("network", this.heading, this.diagram.element);
    this.mapPanel = panel("map", this.subject, this.map.element);
    this.curvePanel = panel("curve", this.curve.element);
    this.layout = make(
      "div",
      { className: "stage-layout" },
      this.networkPanel,
      this.mapPanel,
      this.message.element,
      this.transport.options,
      this.transport.element,
      this.readout.element,
      this.curvePanel,
    );
    this.root = make("div", { className: "shallownet-stage", role: "region", "data-testid": "stage" }, this.layout);
    this.pointing = new Pointing(this.diagram, this.root, () => this.redraw());
    this.listen();
  }

  /** Dragging along the curve scrubs, as the timeline does. */
  listen() {
    const curve = this.curve.element;
    const epochUnder = (event) => {
      const box = curve.getBoundingClientRect();
      return this.curve.epochAt(event.clientX - box.left, event.clientY - box.top);
    };
    const scrub = (event) => {
      const epoch = epochUnder(event);
      if (epoch !== null) this.act("seek", Math.min(epoch, this.player.farthest));
    };
    curve.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || epochUnder(event) === null) return;
      curve.setPointerCapture(event.pointerId);
      scrub(event);
    });
    curve.addEventListener("pointermove", (event) => {
      if (curve.hasPointerCapture(event.pointerId)) scrub(event);
    });
    for (const name of ["pointerenter", "pointerdown", "focusin"]) {
      this.root.addEventListener(name, () => useStage(this));
    }
  }

  /** A call from Streamlit: another block, or the last one again. */
  receive(block, send) {
    const now = performance.now();
    const { player } = this;
    if (player.owner !== this) {
      player.owner = this;
      player.connect(send, now);
    }
    player.asking.send = send;
    player.receive(block, now);
    this.refresh();
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
    if (this.seen.run !== player.run) this.takeRun(player.run);
    this.measure();
    this.publish(player.offset);
    this.wake();
  }

  takeRun(run) {
    const { player } = this;
    if (this.seen.runId !== player.runId) {
      this.seen.runId = player.runId;
      this.evaluator = new PlaneEvaluator(run);
      this.pointing.clear();
    }
    const { labels } = run;
    this.seen.run = run;
    this.labels = labels;
    this.numbers = new NumberStyle(labels.locale);
    this.root.setAttribute("aria-label", labels.region);
    this.diagram.element.setAttribute("aria-label", labels.network_picture);
    this.map.element.setAttribute("aria-label", labels.map_picture);
    this.curve.element.setAttribute("aria-label", labels.curve_picture);
    this.transport.label(labels, player, this.numbers);
    this.readout.label(labels, run, this.numbers);
    const shape = { inputs: run.features.length, units: run.hidden_units };
    setText(this.heading, fillLabel(labels.network, shape));
    this.stale = true;
  }

  /** Fits the panels to their columns. */
  measure() {
    const width = this.layout.clientWidth;
    if (!width || !this.evaluator) return;
    const mapWidth = this.map.element.clientWidth;
    const wide = width >= WIDE;
    const height = PlaneMap.heightFor(mapWidth, TALLEST);
    const curveWidth = this.curve.element.clientWidth;
    const key = `${width} ${mapWidth} ${curveWidth} ${window.devicePixelRatio} ${this.seen.runId}`;
    if (key === this.measured) return;
    this.measured = key;
    this.map.resize(mapWidth, TALLEST);
    const tall = wide ? height : this.evaluator.units > 12 ? NETWORK_NARROW_MANY : NETWORK_NARROW;
    this.diagram.resize(this.diagram.element.clientWidth, tall, this.evaluator);
    const { problem } = this.evaluator.run;
    this.curve.resize(curveWidth, Curve.heightFor(curveWidth, problem, CURVE_HEIGHT), problem);
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
    player.tick(now);
    const moving = this.paint(now);
    if (player.playing || player.asking.outstanding || moving) this.wake();
  }

  /** Paints what differs from what is on screen; true while something is still in motion. */
  paint(now) {
    const { player, evaluator, theme } = this;
    const { offset, history } = player;
    if (!evaluator || !this.measured || !this.layout.clientWidth) return false;
    let moving = false;
    if (offset >= 0) {
      const fresh = player.shown !== this.seen.shown || history !== this.seen.history;
      const changed = history.version !== this.seen.version;
      // What is drawn less often than the map while playing is caught up with when the playback stops.
      const halted = this.seen.playing && !player.playing;
      if (fresh) evaluator.evaluate(history.values, offset + 4);
      if (fresh || this.stale) {
        player.frames++;
        this.drawMap(history.values, offset + 4);
        this.pointing.describe(history.values, offset + 4, this.numbers);
      }
      const many = this.diagram.crowded && player.playing && player.frames % 2 === 1;
      if (this.stale || halted || (fresh && !many)) {
        this.diagram.draw(history.values, offset + 4, this.pointing.marked, theme);
      }
      if (fresh || changed || halted || this.stale || this.moving) {
        moving = this.curve.draw(player, this.labels, theme, this.calm.matches);
      }
      Object.assign(this.seen, { shown: player.shown, history, version: history.version, playing: player.playing });
      this.moving = moving;
      this.stale = false;
    }
    this.transport.update(player, now);
    this.readout.update(player, now);
    this.message.update(player, this.labels, this.numbers, now);
    this.publish(offset);
    return moving;
  }

  drawMap(values, at) {
    const { player, evaluator } = this;
    const { unit } = this.pointing;
    this.map.draw(evaluator, values, at, unit, player.options, player.points, this.theme);
    setText(this.subject, this.subjectOf(unit, evaluator.run));
  }

  /** The big map's heading. */
  subjectOf(unit, run) {
    const { labels } = this;
    if (unit < 0) return run.problem === "classification" ? labels.map_probability : labels.map_value;
    return fillLabel(labels.map_unit, { unit: unit + 1, activation: labels[`activation_${run.activation}`] });
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
    const { dataset } = this.root;
    const set = (name, value) => {
      const text = String(value);
      if (dataset[name] !== text) dataset[name] = text;
    };
    set("epoch", player.shown);
    set("frames", player.frames);
    set("loss", Number.isFinite(loss) ? loss : "");
    set("playing", player.playing);
    set("recipe", player.recipe);
  }

  act(name, value) {
    const { player } = this;
    const now = performance.now();
    this.noteInput();
    if (name === "toggle") player.playing ? player.pause() : player.play();
    else if (name === "step") player.step(now);
    else if (name === "step_back") player.stepBack();
    else if (name === "rewind") player.rewind();
    else if (name === "reseed") player.reseed(now);
    else if (name === "goOn") player.goOn();
    else if (name === "seek") player.seekNear(value);
    else if (name === "speed") player.setSpeed(value, now);
    else if (name === "option") {
      player.options[value[0]] = value[1];
      this.stale = true;
    }
    this.wake();
  }

  /** From the keyboard. */
  press(action) {
    if (action === "release") this.pointing.release();
    else this.act(action);
  }

  noteInput() {
    this.player.lastInput = performance.now();
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.observer.disconnect();
    this.leaveKeyboard();
    if (this.player.owner === this) {
      this.player.owner = null;
      this.player.asking.disconnect();
    }
    this.root.remove();
  }
}
