// Plots against the epoch: axes that grow calmly, lines, edits, and a marker at the epoch on screen.

import { SOLID } from "./categories.js";
import { approach, niceEnd } from "./scales.js";
import { NumberStyle, Surface, make, niceStep } from "./surface.js";

const PLOT_LEFT = 44;
const PLOT_RIGHT = 18;
const PLOT_TOP = 22;
const PLOT_BOTTOM = 32;
const GAP = 26;
export const SMALLEST_PLOT = 200;
const NARROWEST_LEGEND = 200;
const SHORTEST_AXIS = 50;
/** The lines are drawn again every so many frames; the marker in every one. */
const STILL_FRAMES = 4;
/** … and sooner where the lines would end so many pixels before the marker. */
const MARKER_COVERS = 3;
/** So many numbers read for the lines may cost a frame; with more the lines wait longer. */
const READS_EACH_FRAME = 8000;
const LONGEST_WAIT = 12;
const CUT_DASH = [1, 3];

/**
 * What Curve and Charts share. A subclass offers `plots`: each has a `scale`, its `series` ({at: index in a frame,
 * style}, the last one drawn uppermost) and `title(labels)`; and the methods `strokeAs(context, style, theme)`,
 * `dot(context, x, y, style, theme)` and `legend(plot, labels)`.
 */
export class Plots {
  constructor() {
    this.still = new Surface("stage-curves");
    this.marker = new Surface("stage-marker");
    this.element = make("div", { className: "stage-curve", role: "img" }, this.still.canvas, this.marker.canvas);
    this.numbers = new NumberStyle("en");
    this.scanned = { history: null, count: 0 };
    this.endX = 0;
    this.plots = [];
    this.stillKey = "";
    this.drawnAt = 0;
    this.drawnTo = 0;
  }

  /** Places the plots in a panel, so many side by side. */
  arrange(width, height, columns) {
    const fresh = this.still.resize(width, height);
    this.marker.resize(width, height);
    const each = (width - GAP * (columns - 1)) / columns;
    const tall = height / Math.ceil(this.plots.length / columns);
    this.plots.forEach((plot, k) => {
      plot.left = (k % columns) * (each + GAP) + PLOT_LEFT;
      plot.top = Math.floor(k / columns) * tall + PLOT_TOP;
      plot.width = each - PLOT_LEFT - PLOT_RIGHT;
      plot.height = tall - PLOT_TOP - PLOT_BOTTOM;
      plot.scale.stand?.(plot.height);
    });
    if (fresh) this.stillKey = "";
  }

  /** Notes what the lines span up to the farthest epoch; continues from the last scan if it can. */
  scan(history, farthest) {
    const { scanned, plots } = this;
    const count = history.indexBefore(farthest) + 1;
    const anew = scanned.history !== history || count < scanned.count;
    if (anew) {
      scanned.history = history;
      scanned.count = 0;
      for (const plot of plots) {
        plot.scale.reset();
        for (const series of plot.series) series.seen = false;
      }
    }
    for (let i = scanned.count; i < count; i++) {
      const from = history.offset(i);
      for (const { scale, series } of plots) {
        for (let k = 0; k < series.length; k++) {
          const value = history.values[from + series[k].at];
          if (!Number.isFinite(value)) continue;
          series[k].seen = true;
          scale.note(value);
        }
      }
    }
    scanned.count = count;
    return anew;
  }

  /** Draws what has changed; true while an axis is still moving to its new end. */
  draw(player, labels, theme, calm) {
    const { history, farthest, cuts } = player;
    const { plots } = this;
    const anew = this.scan(history, farthest);
    const endX = niceEnd(Math.max(SHORTEST_AXIS, farthest));
    const jump = anew || calm || !this.endX;
    // Never shorter than what is to be drawn on it.
    this.endX = jump ? endX : Math.max(approach(this.endX, endX), Math.min(farthest, endX));
    let moving = this.endX !== endX;
    let key = `${theme.key} ${this.endX} ${cuts.length} ${labels.epoch}`;
    let lines = 0;
    for (const plot of plots) {
      if (plot.scale.follow(jump)) moving = true;
      key += ` ${plot.scale.low} ${plot.scale.high} ${plot.title(labels)}`;
      lines += plot.series.length;
    }
    const cost = (lines * this.scanned.count) / READS_EACH_FRAME;
    const wait = Math.max(STILL_FRAMES, Math.min(LONGEST_WAIT, cost));
    // While playing the marker covers the lines' last few pixels, so the lines may follow a little later.
    const behind = ((farthest - this.drawnTo) / this.endX) * (plots[0]?.width ?? 0);
    const isFar = behind > MARKER_COVERS && lines * this.scanned.count < READS_EACH_FRAME;
    const due = !player.playing || isFar || player.frames - this.drawnAt >= wait;
    if (key !== this.stillKey || anew || due) {
      this.stillKey = key;
      this.drawnAt = player.frames;
      this.drawnTo = farthest;
      const context = this.still.begin();
      for (const plot of plots) this.drawPlot(context, plot, player, labels, theme);
    }
    const context = this.marker.begin();
    for (const plot of plots) this.drawMarker(context, plot, player, theme);
    return moving;
  }

  drawPlot(context, plot, player, labels, theme) {
    const { left, top, width, height } = plot;
    context.font = `11px ${theme.font}`;
    context.lineWidth = 1;
    context.strokeStyle = theme.faint;
    context.fillStyle = theme.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    plot.scale.eachTick(height, (share, text) => {
      const y = Math.round(top + height * (1 - share)) + 0.5;
      context.globalAlpha = 0.55;
      this.line(context, left, y, left + width, y);
      context.globalAlpha = 1;
      context.fillText(text, left - 7, y);
    });
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
    for (const series of plot.series) if (series.seen) this.drawSeries(context, plot, player.history, series, theme);
  }

  /** The plot's name and, where its lines are of several kinds, which is which. */
  drawTitle(context, plot, labels, theme) {
    const y = plot.top - 13;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = theme.ink;
    context.font = `600 12px ${theme.font}`;
    const title = plot.title(labels);
    context.fillText(title, plot.left, y);
    const taken = context.measureText(title).width;
    const entries = plot.width < NARROWEST_LEGEND ? null : this.legend(plot, labels);
    if (!entries) return;
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    let x = plot.left + plot.width;
    for (const [text, style] of entries) {
      if (x - context.measureText(text).width - 30 < plot.left + taken) return;
      context.fillText(text, x, y);
      x -= context.measureText(text).width + 5;
      this.strokeAs(context, style, theme);
      this.line(context, x - 20, y, x, y);
      context.setLineDash(SOLID);
      x -= 32;
    }
  }

  /** Faint upright lines where something was changed. */
  drawCuts(context, { left, top, width, height }, cuts, theme) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash(CUT_DASH);
    for (const cut of cuts) {
      const x = Math.round(left + (cut / this.endX) * width) + 0.5;
      if (x <= left + width) this.line(context, x, top, x, top + height);
    }
    context.setLineDash(SOLID);
  }

  /** A line through the frames, at most a low and a high point for each half pixel. */
  drawSeries(context, { left, top, width, height, scale }, history, series, theme) {
    const { count } = this.scanned;
    const toY = (v) => top + height * (1 - scale.share(v));
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
      const v = history.values[history.offset(i) + series.at];
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
    this.strokeAs(context, series.style, theme);
    context.stroke();
    context.setLineDash(SOLID);
  }

  drawMarker(context, plot, player, theme) {
    const { offset, shown, history } = player;
    if (offset < 0) return;
    const { left, top, width, height, scale } = plot;
    const x = left + Math.min(1, shown / this.endX) * width;
    context.strokeStyle = theme.accent;
    context.lineWidth = 1;
    this.line(context, x, top, x, top + height);
    for (const { at, style } of plot.series) {
      const value = history.values[offset + at];
      if (Number.isFinite(value)) this.dot(context, x, top + height * (1 - scale.share(value)), style, theme);
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
