// The stage of one network: its drawing, the map of its output, its curves and numbers.

import { MEASURES } from "./block.js";
import { Mounted } from "./mounted.js";
import { PlaneEvaluator } from "./network.js";
import { magnification } from "./presenting.js";
import { spareHeight } from "./spare.js";
import { fillLabel, make, setText } from "./surface.js";
import { PlaneMap } from "./map.js";
import { Diagram } from "./diagram.js";
import { Curve } from "./curve.js";
import { Editing } from "./editing.js";
import { Drawing } from "./drawing.js";
import { Readout } from "./readout.js";
import { Pointing } from "./pointing.js";
import { UnitKeys } from "./unitkeys.js";

/** Height of the map; where there is some to spare, this share of it goes to the map and the rest to the curves. */
const TALLEST = 412;
const SPARE_SHARE = 0.8;
const NETWORK_NARROW = 300;
const NETWORK_NARROW_MANY = 400;
const CURVE_HEIGHT = 152;
/** The same widths as in the style sheet; the second is that of teacher's mode, with the numbers beside the map. */
const WIDE = 640;
const ALL_BESIDE = 860;
/** What stands above and below the map there: its heading, the playback, a line of words, the page's row of knobs. */
const AROUND_MAP = 22 + 46 + 24 + 78;
const LOWEST = 180;
/** What stands beside it: the network, which takes what is left and needs so much; the numbers; the gaps. */
const BESIDE_MAP = 280 + 216 + 2 * 20;
const READOUT_GAP = 10;

export class StageView extends Mounted {
  build() {
    this.evaluator = null;
    this.map = new PlaneMap();
    this.diagram = new Diagram();
    this.curve = new Curve();
    this.drawing = new Drawing(this.map, this);
    this.transport.options.append(this.drawing.element);
    this.readout = new Readout();
    this.heading = make("div", { className: "stage-heading" });
    this.subject = make("div", { className: "stage-heading" });
    const redraw = () => this.redraw();
    this.pointing = new Pointing(this.diagram, this.root, redraw, (index, event) => this.editing.choose(index, event));
    this.unitKeys = new UnitKeys(this.pointing);
    this.editing = new Editing(this.player, this.root, this.pointing, redraw);
    this.draftSeen = 0;
    this.scrubAlong(this.curve);
    const panel = (name, ...children) => make("div", { className: `stage-panel stage-${name}-panel` }, ...children);
    return make(
      "div",
      { className: "stage-layout stage-single" },
      panel("network", this.heading, this.editing.editor.opener, this.diagram.element, this.unitKeys.element),
      panel("map", this.subject, this.map.element),
      this.message.element,
      this.transport.options,
      this.transport.element,
      this.readout.element,
      panel("curve", this.curve.element),
    );
  }

  takeRun(run, anew) {
    if (anew) {
      this.evaluator = new PlaneEvaluator(run);
      this.pointing.clear();
      this.editing.takeRun(run);
    }
    const { labels, numbers } = this;
    this.diagram.element.setAttribute("aria-label", labels.network_picture);
    this.map.element.setAttribute("aria-label", labels.map_picture);
    this.curve.element.setAttribute("aria-label", labels.curve_picture);
    this.unitKeys.label(labels, run.hidden_units);
    this.spoken.takeMaps(this.maps.map(({ element }) => element));
    this.readout.label(labels, run, numbers);
    this.editing.editor.label(labels);
    this.drawing.takeRun(run);
    const shape = { inputs: run.features.length, units: run.hidden_units };
    setText(this.heading, fillLabel(labels.network, shape));
  }

  receive(block, trigger) {
    super.receive(block, trigger);
    this.drawing.confirm(block.header.drawn);
  }

  /** Fits the panels to their columns. */
  measure() {
    const width = this.layout.clientWidth;
    if (!width || !this.evaluator) return;
    const inSight = width >= ALL_BESIDE ? this.heightInSight : null;
    const spare = Math.round(spareHeight() * SPARE_SHARE);
    const tallest = inSight === null ? TALLEST + spare : Math.max(LOWEST, inSight - AROUND_MAP);
    const across = Math.min(width - BESIDE_MAP, PlaneMap.widthFor(tallest));
    this.layout.style.setProperty("--stage-map", `${across}px`);
    const mapWidth = this.map.element.clientWidth;
    const wide = width >= WIDE;
    const height = PlaneMap.heightFor(mapWidth, tallest);
    const curveWidth = this.curve.element.clientWidth;
    const pixels = window.devicePixelRatio * magnification();
    const beside = inSight === null ? -1 : this.readout.element.offsetHeight;
    const key = `${width} ${mapWidth} ${curveWidth} ${tallest} ${pixels} ${beside} ${this.seen.runId}`;
    if (key === this.measured) return;
    this.measured = key;
    this.map.resize(mapWidth, tallest);
    const tall = wide ? height : this.evaluator.units > 12 ? NETWORK_NARROW_MANY : NETWORK_NARROW;
    this.diagram.resize(this.diagram.element.clientWidth, tall, this.evaluator);
    this.unitKeys.place(this.diagram.layout.hiddenNodes);
    const { problem } = this.evaluator.run;
    const two = problem === "classification" && inSight === null;
    const left = height + this.subject.offsetHeight - beside - READOUT_GAP;
    const usual = CURVE_HEIGHT + (wide ? spareHeight() - spare : 0);
    this.curve.resize(curveWidth, inSight === null ? Curve.heightFor(curveWidth, problem, usual) : left, two);
    this.stale = true;
  }

  drawFrame(history, offset, fresh, changed, halted) {
    const { player, evaluator, theme, editing } = this;
    editing.follow(history.values, offset + MEASURES, performance.now());
    const drawn = editing.drafted(history.values, offset + MEASURES);
    const { values, at } = drawn;
    if (fresh || editing.version !== this.draftSeen) evaluator.evaluate(values, at);
    if (editing.version !== this.draftSeen) editing.weigh(evaluator.run, player.points.train, drawn, this.numbers);
    this.draftSeen = editing.version;
    if (fresh || this.stale) {
      this.unitKeys.tell(this.pointing.pinned?.unit ?? -1);
      this.drawMap(values, at);
      this.pointing.describe(values, at, this.numbers);
    }
    const many = this.diagram.crowded && player.playing && player.frames % 2 === 1;
    if (this.stale || halted || (fresh && !many)) this.diagram.draw(values, at, this.pointing.marked, theme);
    if (!(fresh || changed || halted || this.stale || this.moving)) return false;
    return this.curve.draw(player, this.labels, theme, this.calm.matches);
  }

  drawMap(values, at) {
    const { player, evaluator } = this;
    const { unit } = this.pointing;
    this.map.draw(evaluator, values, at, unit, player.options, this.drawing.points, this.theme);
    setText(this.subject, this.subjectOf(unit, evaluator.run));
  }

  /** The big map's heading. */
  subjectOf(unit, run) {
    const { labels } = this;
    if (unit < 0) return run.problem === "classification" ? labels.map_probability : labels.map_value;
    return fillLabel(labels.map_unit, { unit: unit + 1, activation: labels[`activation_${run.activation}`] });
  }

  tell(now) {
    this.readout.update(this.player, now);
  }

  get maps() {
    return [this.map];
  }

  networks() {
    const { evaluator, player } = this;
    const { history, offset, points } = player;
    const { run } = evaluator;
    return [{ run, name: "", evaluator, points, values: history.values, measures: offset, parameters: offset + MEASURES }];
  }

  act(name, value) {
    this.editing.leave();
    super.act(name, value);
  }

  close() {
    this.editing.forget();
    super.close();
  }

  release() {
    this.pointing.release();
  }
}
