// Loss and accuracy against the epoch, each in a plot with axes, and a marker at the epoch on screen.

import { NumberStyle, Surface, make, niceStep } from "./surface.js";

const PLOT_LEFT = 44;
const PLOT_RIGHT = 18;
const PLOT_TOP = 22;
const PLOT_BOTTOM = 32;
const GAP = 26;
const SMALLEST_PLOT = 200;
const NARROWEST_LEGEND = 200;
/** Axis ends that may be: each is at most half as much again as the one before, so that growth is calm. */
const ENDS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
const SHORTEST_AXIS = 50;
/** Share of the way that an axis goes towards its new end in one frame. */
const EASE = 0.25;
/** The line is drawn again every so many frames; the marker in every one. */
const STILL_FRAMES = 4;

function niceEnd(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ENDS.find((end) => end * power >= value * 0.99999);
}

export class Curve {
  constructor() {
    this.still = new Surface("stage-curves");
    this.marker = new Surface("stage-marker");
    this.element = make("div", { className: "stage-curve", role: "img" }, this.still.canvas, this.marker.canvas);
    this.numbers = new NumberStyle("en");
    this.scanned = { history: null, version: -1, count: 0 };
    this.endX = this.endLoss = 0;
    this.stillKey = "";
    this.drawnAt = 0;
  }

  static heightFor(width, problem, height) {
    return width < 2 * SMALLEST_PLOT && problem === "classification" ? 2 * height : height;
  }

  resize(width, height, problem) {
    const fresh = this.still.resize(width, height);
    this.marker.resize(width, height);
    const two = problem === "classification";
    const stacked = two && width < 2 * SMALLEST_PLOT;
    const each = two && !stacked ? (width - GAP) / 2 : width;
    const tall = stacked ? height / 2 : height;
    const plot = (x, y, kind) => ({
      kind,
      left: x + PLOT_LEFT,
      top: y + PLOT_TOP,
      width: each - PLOT_LEFT - PLOT_RIGHT,
      height: tall - PLOT_TOP - PLOT_BOTTOM,
    });
    this.plots = [plot(0, 0, "loss")];
    if (two) this.plots.push(stacked ? plot(0, tall, "accuracy") : plot(each + GAP, 0, "accuracy"));
    if (fresh) this.stillKey = "";
  }

  /** Largest loss and smallest accuracy seen up to the farthest epoch; continues from the last scan if it can. */
  scan(history, farthest) {
    const { scanned } = this;
    const count = history.indexBefore(farthest) + 1;
    const anew = scanned.history !== history || count < scanned.count;
    if (anew) Object.assign(scanned, { history, count: 0, loss: 0, accuracy: 1, test: false });
    for (let i = scanned.count; i < count; i++) {
      const at = history.offset(i);
      const { values } = history;
      for (let k = 0; k < 4; k++) {
        const v = values[at + k];
        if (!Number.isFinite(v)) continue;
        if (k > 1) scanned.test = true;
        if (k % 2) scanned.accuracy = Math.min(scanned.accuracy, v);
        else scanned.loss = Math.max(scanned.loss, v);
      }
    }
    scanned.count = count;
    return anew;
  }

  /** Draws what has changed; true while an axis is still moving to its new end. */
  draw(player, labels, theme, calm) {
    const { history, farthest, shown, cuts } = player;
    const anew = this.scan(history, farthest);
    const { scanned } = this;
    const endX = niceEnd(Math.max(SHORTEST_AXIS, farthest));
    const endLoss = niceEnd(Math.max(1e-6, scanned.loss));
    const jump = anew || calm || !this.endX;
    this.endX = jump ? endX : this.approach(this.endX, endX);
    this.endLoss = jump ? endLoss : this.approach(this.endLoss, endLoss);
    const moving = this.endX !== endX || this.endLoss !== endLoss;
    const key = `${theme.key} ${this.endX} ${this.endLoss} ${cuts.length} ${labels.loss}`;
    // While playing the marker covers the line's last few pixels, so the line itself may follow a little later.
    const due = !player.playing || player.frames - this.drawnAt >= STILL_FRAMES;
    if (key !== this.stillKey || anew || due) {
      this.stillKey = key;
      this.drawnAt = player.frames;
      const context = this.still.begin();
      for (const plot of this.plots) this.drawPlot(context, plot, player, labels, theme);
    }
    const context = this.marker.begin();
    for (const plot of this.plots) this.drawMarker(context, plot, player, shown, theme);
    return moving;
  }

  approach(value, target) {
    return Math.abs(target - value) < 0.004 * target ? target : value + (target - value) * EASE;
  }

  bounds(plot) {
    if (plot.kind === "loss") return [0, this.endLoss];
    return [Math.floor(this.scanned.accuracy * 5 + 1e-6) / 5 - (this.scanned.accuracy >= 1 ? 0.2 : 0), 1];
  }

  drawPlot(context, plot, player, labels, theme) {
    const { left, top, width, height } = plot;
    const [low, high] = this.bounds(plot);
    context.font = `11px ${theme.font}`;
    context.lineWidth = 1;
    context.strokeStyle = theme.faint;
    context.fillStyle = theme.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const stepY = niceStep(high - low, Math.max(2, height / 21));
    for (let tick = Math.ceil(low / stepY - 1e-6) * stepY; tick <= high * 1.0001; tick += stepY) {
      const y = Math.round(top + height * (1 - (tick - low) / (high - low))) + 0.5;
      context.globalAlpha = 0.55;
      this.line(context, left, y, left + width, y);
      context.globalAlpha = 1;
      const text = plot.kind === "loss" ? this.numbers.tick(tick) : `${Math.round(tick * 100)} %`;
      context.fillText(text, left - 7, y);
    }
    context.textBaseline = "top";
    context.textAlign = "center";
    const stepX = niceStep(this.endX, Math.max(2, width / 64));
    for (let tick = 0; tick <= this.endX * 1.0001; tick += stepX) {
      const x = Math.round(left + (tick / this.endX) * width) + 0.5;
      this.line(context, x, top + height, x, top + height + 4);
      context.fillText(this.numbers.tick(tick), x, top + height + 6);
    }
    context.strokeStyle = theme.muted;
    this.line(context, left - 0.5, top, left - 0.5, top + height + 0.5);
    this.line(context, left - 0.5, top + height + 0.5, left + width, top + height + 0.5);
    context.fillText(labels.epoch, left + width / 2, top + height + 19);
    this.drawCuts(context, plot, player.cuts, theme);
    this.drawTitle(context, plot, labels, theme);
    const first = plot.kind === "loss" ? 0 : 1;
    if (this.scanned.test) this.drawSeries(context, plot, player.history, first + 2, true, theme);
    this.drawSeries(context, plot, player.history, first, false, theme);
  }

  /** The plot's name, and (with a test set) which line is which. */
  drawTitle(context, plot, labels, theme) {
    const y = plot.top - 13;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = theme.ink;
    context.font = `600 12px ${theme.font}`;
    context.fillText(plot.kind === "loss" ? labels.loss : labels.accuracy, plot.left, y);
    if (!this.scanned.test) return;
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    let x = plot.left + plot.width;
    if (plot.width < NARROWEST_LEGEND) return;
    for (const [text, dashed] of [[labels.test, true], [labels.train, false]]) {
      context.fillText(text, x, y);
      x -= context.measureText(text).width + 5;
      this.style(context, dashed, theme);
      this.line(context, x - 20, y, x, y);
      context.setLineDash([]);
      x -= 32;
    }
  }

  /** Faint upright lines where a knob was turned. */
  drawCuts(context, { left, top, width, height }, cuts, theme) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([1, 3]);
    for (const cut of cuts) {
      const x = Math.round(left + (cut / this.endX) * width) + 0.5;
      if (x <= left + width) this.line(context, x, top, x, top + height);
    }
    context.setLineDash([]);
  }

  style(context, dashed, theme) {
    context.setLineDash(dashed ? [5, 3] : []);
    context.lineWidth = dashed ? 1.5 : 1.75;
    context.strokeStyle = dashed ? theme.muted : theme.ink;
    context.lineJoin = "round";
  }

  /** A line through the frames, at most a low and a high point for each half pixel. */
  drawSeries(context, plot, history, series, dashed, theme) {
    const { left, top, width, height } = plot;
    const [low, high] = this.bounds(plot);
    const { count } = this.scanned;
    const toY = (v) => top + height * (1 - (Math.max(low, Math.min(high, v)) - low) / (high - low));
    context.beginPath();
    let column = -1;
    let from = 0;
    let least = 0;
    let most = 0;
    let latest = 0;
    const flush = () => {
      if (column < 0) return;
      const x = left + column / 2;
      context.lineTo(x, toY(from));
      if (least < from && least < latest) context.lineTo(x, toY(least));
      if (most > from && most > latest) context.lineTo(x, toY(most));
      context.lineTo(x, toY(latest));
    };
    for (let i = 0; i < count; i++) {
      const v = history.values[history.offset(i) + series];
      if (!Number.isFinite(v)) continue;
      const at = Math.round((history.epochs[i] / this.endX) * width * 2);
      if (at !== column) {
        flush();
        column = at;
        from = least = most = v;
      }
      latest = v;
      if (v < least) least = v;
      if (v > most) most = v;
    }
    flush();
    this.style(context, dashed, theme);
    context.stroke();
    context.setLineDash([]);
  }

  drawMarker(context, plot, player, shown, theme) {
    if (player.offset < 0) return;
    const { left, top, width, height } = plot;
    const [low, high] = this.bounds(plot);
    const x = left + Math.min(1, shown / this.endX) * width;
    context.strokeStyle = theme.accent;
    context.lineWidth = 1;
    this.line(context, x, top, x, top + height);
    const first = plot.kind === "loss" ? 0 : 1;
    for (const series of [first + 2, first]) {
      const v = player.history.values[player.offset + series];
      if (!Number.isFinite(v)) continue;
      const y = top + height * (1 - (Math.max(low, Math.min(high, v)) - low) / (high - low));
      context.beginPath();
      context.arc(x, y, series === first ? 3.5 : 3, 0, 2 * Math.PI);
      context.fillStyle = series === first ? theme.ink : theme.surface;
      context.fill();
      context.strokeStyle = series === first ? theme.surface : theme.muted;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  line(context, x0, y0, x1, y1) {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }

  /** Epoch under x in the panel; null outside every plot. */
  epochAt(x, y) {
    const inside = (p) => x >= p.left - 6 && x <= p.left + p.width + 6 && y >= p.top && y <= p.top + p.height + 6;
    const plot = this.plots.find(inside);
    return plot ? Math.round(Math.max(0, Math.min(1, (x - plot.left) / plot.width)) * this.endX) : null;
  }
}
