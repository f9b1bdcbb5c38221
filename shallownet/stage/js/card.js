// One network of a comparison: its name, its map, its hidden units, its z, and its numbers.

import { categoryColour } from "./categories.js";
import { styleColour } from "./charts.js";
import { Diagram } from "./diagram.js";
import { Histogram } from "./histogram.js";
import { COMPACT_ROOM, PlaneMap } from "./map.js";
import { PlaneEvaluator } from "./network.js";
import { make, setText } from "./surface.js";
import { UnitTiles } from "./units.js";

const VECTOR = "http://www.w3.org/2000/svg";
/**
 * Colours of the verdicts by their code; -1 is the theme's warning, -2 its muted colour. Saturated is no alarm: a
 * network that has learnt its data may well end so.
 */
const VERDICT_COLOURS = [-1, -2, 0, 6, 1];
/** The verdict that stands in place of a cost where there is none any more. */
const DIVERGED = 0;

/** Room that a card takes beside the square of its map. */
export const CARD_ROOM = COMPACT_ROOM.left + COMPACT_ROOM.right;

const DIAGRAM_HEIGHT = 240;
/** Height of a line of a card's numbers. */
export const ROW_HEIGHT = 21;

/** A meter's number as text. */
function writeMeter(format, value, numbers, labels) {
  if (!Number.isFinite(value)) return "–";
  if (format === "share") return numbers.share(value);
  if (format === "count") return numbers.epoch(value);
  if (format === "scientific") return numbers.scientific(value);
  if (format === "verdict") return labels[`verdict_${value}`] ?? "–";
  return numbers.parameter(value);
}

/** A cost as text; `values` is null before there is a frame. */
function writeLoss(values, value, numbers, labels) {
  return values && !Number.isFinite(value) ? labels[`verdict_${DIVERGED}`] : numbers.loss(value);
}

export class NetworkCard {
  constructor() {
    this.swatch = document.createElementNS(VECTOR, "line");
    for (const [name, value] of [["x1", 0], ["y1", 5], ["x2", 24], ["y2", 5], ["stroke-width", 2.5]]) {
      this.swatch.setAttribute(name, value);
    }
    this.sample = document.createElementNS(VECTOR, "svg");
    for (const [name, value] of [["viewBox", "0 0 24 10"], ["aria-hidden", "true"], ["class", "stage-swatch"]]) {
      this.sample.setAttribute(name, value);
    }
    this.sample.append(this.swatch);
    this.name = make("span", { className: "stage-card-name" });
    this.title = make("div", { className: "stage-card-title" }, this.sample, this.name);
    this.map = new PlaneMap(COMPACT_ROOM);
    this.units = new UnitTiles();
    this.histogram = new Histogram();
    this.list = make("dl", { className: "stage-card-numbers" });
    this.diagram = new Diagram();
    const pictures = [this.map.element, this.units.element, this.histogram.element];
    const parts = [this.title, ...pictures, this.list, this.diagram.element];
    const card = { className: "stage-card", role: "group", "data-testid": "network-card" };
    this.element = make("div", card, ...parts);
    this.rows = [];
  }

  /** Becomes network k of a run; `part` says where its numbers stand in a frame. */
  take(run, k, part, style, size, points, labels) {
    const network = { ...run, ...run.networks[k] };
    this.run = network;
    this.points = points;
    this.part = part;
    this.style = style;
    this.alone = run.networks.length === 1;
    this.evaluator = new PlaneEvaluator(network, size);
    this.groups = new Int32Array(network.hidden_units);
    this.twins = run.meters.findIndex(({ name }) => name === "twins");
    this.element.dataset.name = network.name;
    this.element.setAttribute("aria-label", network.label || labels.region);
    this.title.hidden = !network.label;
    this.sample.style.display = this.alone ? "none" : "";
    setText(this.name, network.label);
    this.title.title = network.label;
    this.units.element.hidden = !run.show.lines;
    this.histogram.element.hidden = !run.show.histogram;
    // Where there is room and nothing else to show, the network itself.
    this.drawn = this.alone && !run.show.lines && !run.show.histogram;
    this.diagram.element.hidden = !this.drawn;
    this.diagram.element.setAttribute("aria-label", labels.network_picture);
    if (run.show.histogram) this.histogram.take(network, points);
    this.map.element.setAttribute("aria-label", labels.map_picture);
    this.units.element.setAttribute("aria-label", labels.units_picture);
    this.histogram.element.setAttribute("aria-label", labels.histogram_picture);
    this.histogram.element.title = labels.histogram_picture;
    this.makeRows(run, part, labels);
  }

  makeRows(run, part, labels) {
    const classes = this.run.problem === "classification";
    const rows = [{ label: labels.train_loss, format: "loss", at: part.at, width: 1 }];
    if (classes) {
      const label = this.run.test ? labels.train_accuracy : labels.accuracy;
      rows.push({ label, format: "share", at: part.at + 1, width: 1 });
    }
    const { widths, most } = this.run;
    run.meters.forEach(({ label, format }, m) => {
      if (format !== "hidden") rows.push({ label, format, at: part.meters[m], width: widths[m], most: most[m] });
    });
    const key = JSON.stringify(rows);
    if (key === this.rowsKey) return;
    this.rowsKey = key;
    this.rows = rows;
    this.list.replaceChildren(
      ...rows.map((row) => {
        row.value = make("span", { className: row.format === "verdict" ? "stage-verdict" : "" });
        return make(
          "div",
          { className: "stage-card-number" },
          make("dt", { text: row.label, title: row.label }),
          make("dd", {}, row.value),
        );
      }),
    );
  }

  /** Fits the map to `side`, and what is drawn beside or below it to `inner`, so high; see arrangement.js. */
  fit({ side, inner, units, histogram, isTight }) {
    this.map.fit(side + CARD_ROOM, side);
    if (this.run.show.lines) this.units.fit(this.evaluator, inner, units, isTight);
    if (this.run.show.histogram) this.histogram.fit(inner, histogram);
    if (this.drawn) this.diagram.resize(inner, Math.max(DIAGRAM_HEIGHT, side - ROW_HEIGHT * this.rows.length), this.evaluator);
  }

  paintSwatch(theme) {
    this.swatch.setAttribute("stroke", styleColour(this.style, theme));
    this.swatch.setAttribute("stroke-dasharray", this.style.dash.join(" "));
  }

  evaluate(values, offset) {
    this.evaluator.evaluate(values, offset + this.part.parameters);
  }

  drawMap(values, offset, player, theme) {
    const { evaluator, part, points, run } = this;
    if (run.show.lines) this.findGroups(values, offset);
    const groups = run.show.lines ? this.groups : null;
    this.map.draw(evaluator, values, offset + part.parameters, -1, player.options, points, theme, groups);
  }

  drawUnits(theme) {
    if (this.run.show.lines) this.units.draw(this.evaluator, this.groups, theme);
  }

  drawHistogram(values, offset, theme) {
    if (this.run.show.histogram) this.histogram.draw(values, offset + this.part.parameters, theme);
  }

  drawDiagram(values, offset, theme) {
    if (this.drawn) this.diagram.draw(values, offset + this.part.parameters, null, theme);
  }

  /** For each unit the smallest number among the units that are equal to it. */
  findGroups(values, offset) {
    const { groups, part, twins } = this;
    for (let j = 0; j < groups.length; j++) {
      const found = twins < 0 ? j : values[offset + part.meters[twins] + j];
      groups[j] = found >= 0 && found < groups.length ? found : j;
    }
  }

  /** Writes the numbers; `values` may be null. */
  tell(values, offset, numbers, labels, theme) {
    for (const row of this.rows) {
      let text = "";
      for (let i = 0; i < row.width; i++) {
        const value = values ? values[offset + row.at + i] : NaN;
        const part =
          row.format === "loss" ? writeLoss(values, value, numbers, labels) : writeMeter(row.format, value, numbers, labels);
        text = i ? `${text}, ${part}` : part;
        if (Number.isFinite(row.most)) text = `${text} / ${numbers.epoch(row.most)}`;
        if (row.format === "verdict") this.paintVerdict(row, value, theme);
      }
      setText(row.value, text);
    }
  }

  paintVerdict(row, code, theme) {
    const shade = `${code} ${theme.key}`;
    if (row.shade === shade) return;
    row.shade = shade;
    const category = VERDICT_COLOURS[code] ?? -2;
    const colour = category === -1 ? theme.warning : category === -2 ? theme.muted : categoryColour(category, theme);
    row.value.style.setProperty("--stage-verdict", colour);
  }
}
