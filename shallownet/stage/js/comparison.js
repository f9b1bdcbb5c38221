// The stage of several networks: a card for each, one timeline for all, and their lines in shared plots.

import { frameParts } from "./block.js";
import { CARD_ROOM, NetworkCard, ROW_HEIGHT } from "./card.js";
import { Charts, networkStyle } from "./charts.js";
import { Mounted } from "./mounted.js";
import { gridSize } from "./network.js";
import { SMALLEST_PLOT } from "./plots.js";
import { make, setText } from "./surface.js";
import { UnitTiles } from "./units.js";

/** Narrower than this there are two cards in a row, and plots stand below each other. */
const NARROW = 560;
const FOUR_ABREAST = 780;
/** Largest map by the number of networks. */
const LARGEST_SIDES = [0, 380, 330, 230, 230, 230, 230];
const SMALLEST_SIDE = 150;
/** What the whole stage should fit into where it can. */
const STAGE_HEIGHT = 800;
const CONTROLS_HEIGHT = 108;
const CHART_HEIGHT = 150;
const TITLE_HEIGHT = 24;
/** A map's axis, and the room below a card. */
const AXIS_HEIGHT = 31;
const PART_GAP = 6;
const HISTOGRAM_HEIGHT = 86;
const TALL_HISTOGRAM = 150;
const CARD_GAP = 16;
/** Least width for numbers beside a map, and of a cell that has them there though the cards stand in one row. */
const NUMBERS_WIDTH = 104;
const WIDEST_NUMBERS = 140;
const WIDE_CELL = 420;
const WIDEST_ASIDE = 380;
const ASIDE_GAP = 24;
/** Numbers are rewritten this often while playing: faster than that nobody can read them. */
const TELL_MS = 100;

/** Cards in a row: the rows should be equally long. */
function cardColumns(count, width) {
  if (count === 1) return 1;
  if (width < NARROW || count === 2) return 2;
  if (count === 4) return width >= FOUR_ABREAST ? 4 : 2;
  return 3;
}

/** Grid points a side of a map: fewer the more units there are in all, always 3k + 1. */
function mapSize(networks) {
  if (networks.length === 1) return gridSize(networks[0].hidden_units);
  const units = networks.reduce((sum, network) => sum + network.hidden_units, 0);
  if (units <= 16 && networks.length === 2) return 73;
  if (units <= 20) return 61;
  if (units <= 48) return 49;
  return units <= 120 ? 37 : 31;
}

export class ComparisonView extends Mounted {
  build() {
    this.cards = [];
    this.charts = new Charts();
    this.scrubAlong(this.charts);
    this.grid = make("div", { className: "stage-cards" });
    this.epochTerm = make("dt");
    this.epochValue = make("dd");
    this.epoch = make("dl", { className: "stage-now" }, make("div", {}, this.epochTerm, this.epochValue));
    this.losses = [];
    this.toldAt = -Infinity;
    return make(
      "div",
      { className: "stage-layout stage-comparison" },
      this.grid,
      this.epoch,
      this.message.element,
      this.transport.options,
      this.transport.element,
      make("div", { className: "stage-panel stage-curve-panel" }, this.charts.element),
    );
  }

  takeRun(run) {
    const { labels, player } = this;
    this.run = run;
    this.parts = frameParts(run);
    while (this.cards.length > run.networks.length) this.cards.pop().element.remove();
    while (this.cards.length < run.networks.length) {
      const card = new NetworkCard();
      this.cards.push(card);
      this.grid.append(card.element);
    }
    const size = mapSize(run.networks);
    this.cards.forEach((card, k) => {
      const style = networkStyle(k, run.networks.length);
      card.take(run, k, this.parts[k], style, size, player.sets[run.networks[k].set], labels);
    });
    this.spoken.takeMaps(this.cards.map((card) => card.map.element));
    this.charts.take(run, this.parts);
    this.charts.element.setAttribute("aria-label", labels.curves_picture);
    this.charts.element.hidden = !run.plots.length;
    this.transport.options.hidden = run.problem !== "classification" && !run.test;
    setText(this.epochTerm, labels.epoch);
    this.losses.length = run.networks.length;
    this.dirty = true;
    this.measured = "";
    this.toldAt = -Infinity;
  }

  /** Chooses columns and the size of the maps so that cards, controls and plots fit in one view. */
  measure() {
    const width = this.layout.clientWidth;
    if (!width || !this.run) return;
    const key = `${width} ${window.devicePixelRatio}`;
    if (key === this.measured) return;
    this.measured = key;
    const { cards, run } = this;
    const narrow = width < NARROW;
    const columns = cardColumns(cards.length, width);
    const gap = narrow ? 12 : CARD_GAP;
    const cell = Math.floor((width - gap * (columns - 1)) / columns);
    const charts = this.chartColumns(width);
    const chartRows = run.plots.length ? Math.ceil(run.plots.length / charts) : 0;
    const style = (name, value) => this.grid.style.setProperty(`--stage-${name}`, value);
    const aside = this.asideFor(cell, columns, narrow);
    const histogram = aside === "all" ? TALL_HISTOGRAM : HISTOGRAM_HEIGHT;
    const most = Math.max(...run.networks.map((network) => network.hidden_units));
    const units = (inner) => (run.show.lines ? UnitTiles.heightFor(most, inner) : 0);
    let side = Math.min(LARGEST_SIDES[cards.length], cell - CARD_ROOM - (aside === "numbers" ? NUMBERS_WIDTH : 0));
    if (!narrow && aside !== "all") {
      const rows = Math.ceil(cards.length / columns);
      const room = STAGE_HEIGHT - CONTROLS_HEIGHT - chartRows * CHART_HEIGHT;
      const below = units(side) + (run.show.histogram ? histogram + PART_GAP : 0) + (run.show.lines ? PART_GAP : 0);
      const list = aside ? 0 : cards[0].rows.length * ROW_HEIGHT + PART_GAP;
      const fitting = Math.floor(room / rows - TITLE_HEIGHT - AXIS_HEIGHT - below - list);
      side = Math.min(side, Math.max(SMALLEST_SIDE, fitting));
    }
    const inner = aside === "all" ? Math.min(WIDEST_ASIDE, cell - side - CARD_ROOM - ASIDE_GAP) : side;
    for (const card of cards) card.fit(side, inner, units(inner), histogram);
    this.grid.dataset.aside = aside;
    style("columns", columns);
    style("side", `${side}px`);
    style("inner", `${inner}px`);
    style("numbers", `${Math.min(WIDEST_NUMBERS, cell - side - CARD_ROOM)}px`);
    style("gap", `${gap}px`);
    style("title", "0px");
    style("title", `${this.titleHeight()}px`);
    if (run.plots.length) this.charts.arrange(width, chartRows * CHART_HEIGHT, charts);
    this.dirty = this.stale = true;
  }

  /** What stands beside a map: everything at a single large one, the numbers where there is more width than height. */
  asideFor(cell, columns, narrow) {
    const count = this.cards.length;
    if (narrow) return "";
    if (count === 1) return "all";
    const isRoomy = cell > SMALLEST_SIDE + CARD_ROOM + NUMBERS_WIDTH;
    return isRoomy && (count > columns || cell >= WIDE_CELL) ? "numbers" : "";
  }

  /** Height of the highest title, of one line or two. */
  titleHeight() {
    return Math.max(TITLE_HEIGHT, ...this.cards.map((card) => card.title.offsetHeight));
  }

  chartColumns(width) {
    const count = Math.max(1, this.run.plots.length);
    return width >= count * SMALLEST_PLOT ? count : 1;
  }

  drawFrame(history, offset, fresh, changed, halted) {
    const { cards, player, theme } = this;
    const { values } = history;
    const all = this.stale || halted;
    const turn = player.frames % 2;
    for (const card of cards) {
      if (this.stale) card.paintSwatch(theme);
      if (fresh || this.dirty) card.evaluate(values, offset);
      if (fresh || this.stale) card.drawMap(values, offset, player, theme);
      // Tiles and histograms take turns while playing: nobody sees that they follow a frame later.
      if (all || (fresh && (!player.playing || turn === 0))) card.drawUnits(theme);
      if (all || (fresh && (!player.playing || turn === 1))) {
        card.drawHistogram(values, offset, theme);
        card.drawDiagram(values, offset, theme);
      }
    }
    this.dirty = false;
    if (!(fresh || changed || halted || this.stale || this.moving) || !this.run.plots.length) return false;
    return this.charts.draw(player, this.labels, theme, this.calm.matches);
  }

  tell(now) {
    const { player, numbers } = this;
    setText(this.epochValue, numbers.epoch(player.shown < 0 ? NaN : player.shown));
    if (player.playing && now - this.toldAt < TELL_MS) return;
    this.toldAt = now;
    const { offset, history } = player;
    const values = offset < 0 ? null : history.values;
    for (const card of this.cards) card.tell(values, offset, numbers, this.labels, this.theme);
  }

  networks() {
    const { offset, history } = this.player;
    return this.cards.map((card) => card.described(history.values, offset));
  }

  publish(offset) {
    super.publish(offset);
    if (!this.parts) return;
    const { history } = this.player;
    for (let k = 0; k < this.losses.length; k++) {
      this.losses[k] = offset < 0 ? null : history.values[offset + this.parts[k].at];
    }
    this.set("losses", JSON.stringify(this.losses));
  }
}
