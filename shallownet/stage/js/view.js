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

const TALLEST = 412;
const NETWORK_NARROW = 300;
const NETWORK_NARROW_MANY = 400;
const CURVE_HEIGHT = 152;
/** The same width as in the style sheet. */
const WIDE = 640;

export class StageView {
  constructor(parent, player) {
    this.parent = parent;
    this.player = player;
    this.evaluator = null;
    this.theme = null;
    this.hovered = null;
    this.pinned = null;
    this.request = 0;
    this.seen = { run: null, runId: null, shown: -1, history: null, version: -1 };
    this.stale = false;
    this.moving = false;
    this.measured = "";
    this.closed = false;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.build();
    this.leaveKeyboard = joinKeyboard(this);
    this.observer = new ResizeObserver(() => this.refresh());
    this.observer.observe(this.root);
    this.frame = (now) => this.tick(now);
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
    this.tip = make("div", { className: "stage-tip", role: "tooltip" });
    this.tip.hidden = true;
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
    this.root = make("div", { className: "shallownet-stage", role: "region", "data-testid": "stage" }, this.layout, this.tip);
    this.parent.append(this.root);
    this.listen();
  }

  listen() {
    const { element } = this.diagram;
    const place = (event, of) => {
      const box = of.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    element.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.hover(this.diagram.pick(...place(event, element)), event);
    });
    element.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.hover(null);
    });
    element.addEventListener("click", (event) => this.choose(this.diagram.pick(...place(event, element)), event));
    const curve = this.curve.element;
    const scrub = (event) => {
      const epoch = this.curve.epochAt(...place(event, curve));
      if (epoch !== null) this.act("seek", Math.min(epoch, this.player.farthest));
    };
    curve.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.curve.epochAt(...place(event, curve)) === null) return;
      curve.setPointerCapture(event.pointerId);
      scrub(event);
    });
    curve.addEventListener("pointermove", (event) => {
      if (curve.hasPointerCapture(event.pointerId)) scrub(event);
    });
    for (const name of ["pointerenter", "pointerdown", "focusin"]) this.root.addEventListener(name, () => useStage(this));
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
    const theme = readTheme(this.root, player.run.palette);
    if (theme.key !== this.theme?.key) {
      this.theme = theme;
      applyTheme(this.root, theme);
      this.stale = true;
    }
    if (this.seen.run !== player.run) this.takeRun(player.run);
    this.measure();
    this.wake();
  }

  takeRun(run) {
    const { player } = this;
    if (this.seen.runId !== player.runId) {
      this.seen.runId = player.runId;
      this.evaluator = new PlaneEvaluator(run);
      this.hovered = this.pinned = null;
      this.hideTip();
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
    setText(this.heading, fillLabel(labels.network, { inputs: run.features.length, units: run.hidden_units }));
    this.subjectKey = null;
    this.stale = true;
  }

  /** Fits the panels to their columns. */
  measure() {
    const width = this.layout.clientWidth;
    if (!width || !this.evaluator) return;
    const mapWidth = this.map.element.clientWidth;
    const wide = width >= WIDE;
    const height = PlaneMap.heightFor(mapWidth, TALLEST);
    const key = `${width} ${mapWidth} ${this.curve.element.clientWidth} ${window.devicePixelRatio} ${this.seen.runId}`;
    if (key === this.measured) return;
    this.measured = key;
    this.map.resize(mapWidth, TALLEST);
    const tall = wide ? height : Math.min(TALLEST, Math.max(NETWORK_NARROW, this.evaluator.units > 12 ? NETWORK_NARROW_MANY : 0));
    this.diagram.resize(this.diagram.element.clientWidth, tall, this.evaluator);
    const { problem } = this.evaluator.run;
    const curveWidth = this.curve.element.clientWidth;
    this.curve.resize(curveWidth, Curve.heightFor(curveWidth, problem, CURVE_HEIGHT), problem);
    this.stale = true;
  }

  wake() {
    if (!this.request && !this.closed) this.request = requestAnimationFrame(this.frame);
  }

  tick(now) {
    this.request = 0;
    const { player } = this;
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
      const version = history.version !== this.seen.version;
      if (fresh) evaluator.evaluate(history.values, offset + 4);
      if (fresh || this.stale) {
        this.drawNetwork(history.values, offset + 4, theme);
        player.frames++;
        if (this.hovered) this.fillTip();
      }
      if (fresh || this.stale || version || this.moving) moving = this.curve.draw(player, this.labels, theme, this.calm.matches);
      Object.assign(this.seen, { shown: player.shown, history, version: history.version });
      this.moving = moving;
      this.stale = false;
    }
    this.transport.update(player, now);
    this.readout.update(player, now);
    this.message.update(player, this.labels, this.numbers, now);
    this.publish(offset);
    return moving;
  }

  drawNetwork(values, at, theme) {
    const { player, evaluator } = this;
    const selected = this.hovered ?? this.pinned;
    const unit = selected?.kind === "unit" ? selected.unit : this.pinned && selected?.kind !== "output" ? this.pinned.unit : -1;
    this.map.draw(evaluator, values, at, unit, player.options, player.points, theme);
    this.diagram.draw(values, at, selected, theme);
    if (unit !== this.subjectKey) {
      this.subjectKey = unit;
      const { labels } = this;
      const classes = evaluator.run.problem === "classification";
      const activation = labels[`activation_${evaluator.run.activation}`] ?? evaluator.run.activation;
      setText(this.subject, unit < 0 ? labels[classes ? "map_probability" : "map_value"] : fillLabel(labels.map_unit, { unit: unit + 1, activation }));
    }
  }

  /** The state of the playback as plain attributes, for tests and tools. */
  publish(offset) {
    const { player, root } = this;
    const loss = offset < 0 ? NaN : player.history.values[offset];
    root.dataset.epoch = player.shown;
    root.dataset.frames = player.frames;
    root.dataset.loss = Number.isFinite(loss) ? loss : "";
    root.dataset.playing = player.playing;
    root.dataset.recipe = player.recipe;
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
    if (action === "release") this.choose(null);
    else this.act(action);
  }

  noteInput() {
    this.player.lastInput = performance.now();
  }

  hover(found, event) {
    const same = found?.kind === this.hovered?.kind && found?.unit === this.hovered?.unit && found?.index === this.hovered?.index;
    if (!same) {
      this.hovered = found;
      this.stale = true;
      this.diagram.element.classList.toggle("stage-pointing", found !== null);
      this.fillTip();
      this.wake();
    }
    if (found && event) this.moveTip(event);
  }

  /** A click or tap: a unit stays enlarged until it, or anything else, is chosen again. */
  choose(found, event) {
    const again = this.pinned && found?.kind === "unit" && found.unit === this.pinned.unit;
    this.pinned = found?.kind === "unit" && !again ? { ...found, pinned: true } : null;
    if (!event || event.pointerType === "touch") this.hovered = null;
    if (event?.pointerType === "touch" && found && found.kind !== "unit") this.hovered = found;
    this.fillTip();
    if (event && this.hovered) this.moveTip(event);
    this.stale = true;
    this.wake();
  }

  /** Writes the name and value of the hovered link or bias. */
  fillTip() {
    const { hovered, player } = this;
    const index = hovered?.index;
    if (index === undefined || player.offset < 0) return this.hideTip();
    const value = player.history.values[player.offset + 4 + index];
    setText(this.tip, `${hovered.name} = ${this.numbers.parameter(value)}`);
    this.tip.hidden = false;
  }

  hideTip() {
    this.tip.hidden = true;
  }

  moveTip(event) {
    const box = this.root.getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 14, box.width - 150);
    const y = event.clientY - box.top + 16;
    this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.request);
    this.observer.disconnect();
    this.leaveKeyboard();
    if (this.player.owner === this) {
      this.player.owner = null;
      this.player.asking.disconnect();
    }
    this.root.remove();
  }
}
