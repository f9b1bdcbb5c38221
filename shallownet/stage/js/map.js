// A map of the plane: the output, or one hidden unit, with contour, points, axes and (the big one) colour scale.

import { SOLID, categoryColour, categoryDash } from "./categories.js";
import { outputRange, unitRange } from "./network.js";
import { Pixels, tableColour, traceContour, traceRegion } from "./field.js";
import { drawMarks } from "./shapes.js";
import { NumberStyle, Surface, make, niceStep } from "./surface.js";

/** Room round the square: for axes and colour scale, or (compact) for small axes alone. */
const ROOM = { left: 30, top: 6, bottom: 34, right: 58, font: 11, ticks: 8 };
export const COMPACT_ROOM = { left: 22, top: 3, bottom: 18, right: 5, font: 10, ticks: 5 };
const SCALE_WIDTH = 12;
const SCALE_GAP = 12;
/** Place on the colour table of the two sides of a hard boundary. */
const SIDE_SHARE = 0.12;
/** On a larger square the points grow too, to so many times their usual size. */
const LARGE_SIDE = 400;
const MOST_GROWN_DOT = 1.6;

export class PlaneMap {
  constructor(room = ROOM) {
    this.room = room;
    this.frame = new Surface("stage-frame");
    this.plane = new Surface("stage-plane");
    this.dots = new Surface("stage-dots");
    this.element = make("div", { className: "stage-map", role: "img" }, this.frame.canvas, this.plane.canvas);
    this.numbers = new NumberStyle("en");
    this.frameKey = "";
    this.dotsKey = "";
    this.dotsOf = null;
    this.pixels = null;
  }

  /** Height the panel takes for a width, at most `tallest`. */
  static heightFor(width, tallest) {
    return Math.min(width - ROOM.left - ROOM.right + ROOM.top + ROOM.bottom, tallest);
  }

  /** Width that it takes to be so high. */
  static widthFor(height) {
    return height + ROOM.left + ROOM.right - ROOM.top - ROOM.bottom;
  }

  resize(width, tallest) {
    this.fit(width, Math.max(80, PlaneMap.heightFor(width, tallest) - ROOM.top - ROOM.bottom));
  }

  /** Makes the square `side` wide, in a panel of this width. */
  fit(width, side) {
    const { room } = this;
    this.side = side;
    // The square stands in the middle of what its axis and scale leave over.
    this.left = Math.round(room.left + Math.max(0, (width - room.left - room.right - side) / 2));
    const fresh = this.frame.resize(width, side + room.top + room.bottom);
    this.plane.resize(this.side, this.side);
    this.plane.canvas.style.left = `${this.left}px`;
    this.plane.canvas.style.top = `${room.top}px`;
    if (fresh) this.frameKey = this.dotsKey = "";
  }

  /**
   * Draws a frame. `unit` is the hidden unit enlarged, or -1 for the output. Each group of `groups`, if given, has its
   * units' lines drawn in its own colour.
   */
  draw(evaluator, values, offset, unit, options, points, theme, groups = null) {
    const { run, size } = evaluator;
    const classes = run.problem === "classification";
    const range = unit < 0 ? outputRange(run) : unitRange(run, evaluator.evaluateUnit(values, offset, unit));
    const sharp = options.hard && unit < 0 && classes;
    const context = this.plane.begin();
    if (sharp) this.paintSides(context, evaluator, theme);
    else this.paintField(context, unit < 0 ? evaluator.a2 : evaluator.unitA, size, range, theme);
    if (unit < 0 && classes) {
      this.traceLine(context, evaluator.z2, 0, size);
      this.strokeTraced(context, theme.contour, 1.5, null);
    }
    this.drawDots(points, options.test, run, theme);
    context.drawImage(this.dots.canvas, 0, 0, this.side, this.side);
    if (groups) this.drawGroups(context, evaluator, groups, theme);
    else if (options.lines) {
      context.beginPath();
      const { lineZ, lineSize } = evaluator;
      for (let j = 0; j < run.hidden_units; j++) {
        if (j !== unit) traceContour(context, lineZ, j * lineSize * lineSize, lineSize, 0, 0, 0, this.side);
      }
      // Many lines would hide the map behind them: they are drawn finer, paler and without halo.
      const many = run.hidden_units > 12;
      context.globalAlpha = many ? 0.55 : 1;
      this.strokeTraced(context, theme.ink, many ? 1 : 1.5, many ? null : theme.halo);
      context.globalAlpha = 1;
    }
    if (unit >= 0) {
      const { lineZ, lineSize } = evaluator;
      if (lineSize === 2) this.traceLine(context, lineZ, 4 * unit, 2);
      else this.traceLine(context, evaluator.unitZ, 0, size);
      this.strokeTraced(context, theme.ink, 2.5, theme.halo);
    }
    this.drawFrame(run, range, unit, sharp, theme);
  }

  /** Draws what it shows, without its axes, on another canvas. */
  copyTo(context, side) {
    context.imageSmoothingQuality = "high";
    context.drawImage(this.plane.canvas, 0, 0, side, side);
  }

  /** The units' lines z = 0, one for each group of equal units. */
  drawGroups(context, evaluator, groups, theme) {
    const { lineZ, lineSize, units } = evaluator;
    const many = units > 12;
    context.globalAlpha = many ? 0.75 : 1;
    for (let j = 0; j < units; j++) {
      if (groups[j] !== j) continue;
      this.traceLine(context, lineZ, j * lineSize * lineSize, lineSize);
      context.setLineDash(categoryDash(j));
      this.strokeTraced(context, categoryColour(j, theme), many ? 1.25 : 2, many ? null : theme.halo);
    }
    context.setLineDash(SOLID);
    context.globalAlpha = 1;
  }

  paintField(context, values, size, [, high, bottom], theme) {
    if (this.pixels?.width !== size) this.pixels = new Pixels(size, size);
    this.pixels.paint(values, 0, size, 0, 0, bottom, high, theme.soft);
    this.pixels.flush();
    // From pixel centre to pixel centre: the outermost grid points lie exactly on the plane's edge.
    context.drawImage(this.pixels.canvas, 0.5, 0.5, size - 1, size - 1, 0, 0, this.side, this.side);
  }

  paintSides(context, evaluator, theme) {
    context.fillStyle = tableColour(theme.soft, SIDE_SHARE);
    context.fillRect(0, 0, this.side, this.side);
    context.fillStyle = tableColour(theme.soft, 1 - SIDE_SHARE);
    context.beginPath();
    traceRegion(context, evaluator.z2, evaluator.size, 0, 0, 0, this.side);
    context.fill();
  }

  traceLine(context, values, from, size) {
    context.beginPath();
    traceContour(context, values, from, size, 0, 0, 0, this.side);
  }

  /** Strokes the path, over a wider pale stroke that keeps it readable across the points. */
  strokeTraced(context, colour, width, halo) {
    // Contours come as many short pieces: round caps close the joints of wide strokes, and cost too much for fine ones.
    context.lineCap = width > 2 ? "round" : "butt";
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = width + 2.5;
      context.stroke();
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }

  /** Points change only with the data, the size or the theme, so they wait in a layer of their own. */
  drawDots(points, withTest, run, theme) {
    const fresh = this.dots.resize(this.side, this.side);
    const key = `${theme.key} ${withTest}`;
    if (!fresh && key === this.dotsKey && points === this.dotsOf) return;
    this.dotsKey = key;
    this.dotsOf = points;
    const context = this.dots.begin();
    const crowd = points.train.count + points.test.count;
    const full = crowd > 1200 ? 2 : crowd > 600 ? 2.5 : 3;
    const small = this.room === COMPACT_ROOM ? Math.max(0.6, this.side / 280) : 0.85;
    const large = Math.min(this.side / LARGE_SIDE, MOST_GROWN_DOT);
    const radius = full * (this.side < 280 ? small : Math.max(1, large));
    const place = (x1, x2) => [this.across(x1, run), this.across(-x2, run)];
    drawMarks(context, points.train, false, run, radius, place, theme);
    if (withTest) drawMarks(context, points.test, true, run, radius, place, theme);
  }

  /** From a coordinate in -extent…extent to CSS pixels across the square. */
  across(coordinate, run) {
    return ((coordinate + run.extent) / (2 * run.extent)) * this.side;
  }

  /** Axes and colour scale; drawn again only when a number on them changes. */
  drawFrame(run, range, unit, sharp, theme) {
    const [low, high] = range;
    const key = `${theme.key} ${unit < 0} ${sharp} ${run.extent} ${low.toPrecision(3)} ${high.toPrecision(3)}`;
    if (key === this.frameKey) return;
    this.frameKey = key;
    const { side, left, room } = this;
    const { top } = room;
    const context = this.frame.begin();
    context.font = `${room.font}px ${theme.font}`;
    context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
    const step = niceStep(2 * run.extent, side < 200 && room === ROOM ? 4 : room.ticks);
    context.fillStyle = theme.muted;
    let last = 0;
    for (let tick = Math.ceil(-run.extent / step) * step; tick <= run.extent + 1e-9; tick += step) {
      const text = this.numbers.tick(Math.abs(tick) < 1e-9 ? 0 : tick);
      const x = left + this.across(tick, run);
      const y = top + this.across(-tick, run);
      this.mark(context, x, top + side + 1, 0, 4);
      this.mark(context, left - 5, y, 4, 0);
      context.textAlign = "center";
      context.textBaseline = "top";
      context.fillText(text, x, top + side + 7);
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(text, left - 8, y);
      last = tick;
    }
    context.fillStyle = theme.ink;
    context.font = `italic ${room.font + 1}px ${theme.font}`;
    if (room === COMPACT_ROOM) this.nameBetween(context, last - step / 2, run);
    else this.nameBeside(context);
    if (room !== COMPACT_ROOM) this.drawScale(context, range, sharp, theme);
  }

  /** The axes' names beside the numbers on them. */
  nameBeside(context) {
    const { side, left, room } = this;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText("x₁", left + side / 2, room.top + side + room.bottom);
    context.textAlign = "left";
    context.textBaseline = "top";
    context.save();
    context.translate(left - room.left, room.top + side / 2 + 7);
    context.rotate(-Math.PI / 2);
    context.fillText("x₂", 0, 0);
    context.restore();
  }

  /** The axes' names among the numbers, where there is no room beside them. */
  nameBetween(context, place, run) {
    const { side, left, room } = this;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText("x₁", left + this.across(place, run), room.top + side + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText("x₂", left - 6, room.top + this.across(-place, run));
  }

  mark(context, x, y, dx, dy) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.stroke();
  }

  drawScale(context, [low, high, bottom], sharp, theme) {
    const x = this.left + this.side + SCALE_GAP;
    const { side } = this;
    const { top } = this.room;
    for (let row = 0; row < side; row++) {
      const value = high - ((row + 0.5) / side) * (high - low);
      const share = (value - bottom) / (high - bottom);
      context.fillStyle = tableColour(theme.soft, sharp ? (share > 0.5 ? 1 - SIDE_SHARE : SIDE_SHARE) : share);
      context.fillRect(x, top + row, SCALE_WIDTH, 1.5);
    }
    context.strokeStyle = theme.faint;
    context.strokeRect(x - 0.5, top - 0.5, SCALE_WIDTH + 1, side + 1);
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "left";
    for (let k = 0; k <= 4; k++) {
      const y = top + side - (k / 4) * side;
      context.textBaseline = k === 0 ? "bottom" : k === 4 ? "top" : "middle";
      this.mark(context, x + SCALE_WIDTH + 1, Math.min(Math.max(y, top), top + side), 3, 0);
      context.fillText(this.numbers.tick(low + (k / 4) * (high - low)), x + SCALE_WIDTH + 7, y);
    }
  }
}
