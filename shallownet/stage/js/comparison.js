// The stage of several networks: a card for each, one timeline for all, and their lines in shared plots.

import { CHART_HEIGHT, TITLE_HEIGHT, arrangeCards } from "./arrangement.js";
import { frameParts } from "./block.js";
import { NetworkCard } from "./card.js";
import { Charts, networkStyle } from "./charts.js";
import { Mounted } from "./mounted.js";
import { gridSize } from "./network.js";
import { magnification } from "./presenting.js";
import { spareHeight } from "./spare.js";
import { make, setText } from "./surface.js";

/** Numbers are rewritten this often while playing: faster than that nobody can read them. */
const TELL_MS = 100;
/** So often the cards are laid out anew, so as to fill the height that there is and no more. */
const MOST_TIMES_AGAIN = 3;

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
    this.spoken.takeMaps(this.maps.map(({ element }) => element));
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
    const inSight = this.heightInSight;
    const key = `${width} ${window.devicePixelRatio * magnification()} ${inSight ?? spareHeight()}`;
    if (key === this.measured) return;
    this.measured = key;
    this.arrange(width, inSight);
    if (inSight === null) return;
    // What the cards' words take is known once they stand: titles and messages of several lines, numbers that break.
    let height = inSight;
    for (let again = 0; again < MOST_TIMES_AGAIN; again++) {
      const { offsetTop, offsetHeight } = this.transport.element;
      const excess = offsetTop + offsetHeight - inSight;
      if (excess === 0 || (excess < 0 && again > 0)) return;
      height -= excess;
      this.arrange(width, height);
    }
  }

  arrange(width, inSight) {
    const { cards, run } = this;
    const found = arrangeCards(run, width, cards[0].rows.length, inSight);
    const style = (name, value) => this.grid.style.setProperty(`--stage-${name}`, value);
    for (const card of cards) card.fit(found);
    this.grid.dataset.aside = found.aside;
    style("columns", found.columns);
    for (const name of ["side", "inner", "numbers", "gap"]) style(name, `${found[name]}px`);
    style("title", "0px");
    style("title", `${this.titleHeight()}px`);
    if (run.plots.length) this.charts.arrange(width, found.chartRows * CHART_HEIGHT, found.charts);
    this.dirty = this.stale = true;
  }

  /** Height of the highest title, of one line or two. */
  titleHeight() {
    return Math.max(TITLE_HEIGHT, ...this.cards.map((card) => card.title.offsetHeight));
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

  get maps() {
    return this.cards.map(({ map }) => map);
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
