// The network drawing: links as thick as their weights, in the colour and the dash of the sign, a small map in every node,
// biases, and what is hovered.

import { SOLID } from "./categories.js";
import { FEATURES } from "./features.js";
import { outputRange, unitRange } from "./network.js";
import { Pixels, parseColour } from "./field.js";
import { layoutNetwork, linkHeight } from "./layout.js";
import { NEGATIVE_DASH, drawBias } from "./shapes.js";
import { Surface, make } from "./surface.js";

const THICKNESSES = 20;
const WIDEST = 6;
/** |weight| at which a link has half its full thickness. */
const HALF_WEIGHT = 1.5;
const REACH_LINK = 5;
const REACH_BIAS = 9;
const CORNER = 4;
const MANY_LINKS = 120;
/** The shade of what is exactly zero: neither sign's. */
const NEUTRAL_SHADE = 2 * THICKNESSES;

/** 0 for a zero weight, towards 1 for a large one: early weights (0.01) and late ones (20) both stay readable. */
function strength(value) {
  const size = Math.abs(value);
  return size / (size + HALF_WEIGHT);
}

export class Diagram {
  constructor() {
    this.live = new Surface("stage-links");
    this.fixed = new Surface("stage-nodes");
    this.element = make("div", { className: "stage-network", role: "img" }, this.live.canvas, this.fixed.canvas);
    this.evaluator = null;
    this.layout = null;
    this.fixedKey = "";
    this.strokes = null;
    this.hovered = null;
  }

  resize(width, height, evaluator) {
    const fresh = this.live.resize(width, height);
    this.fixed.resize(width, height);
    if (!fresh && evaluator === this.evaluator) return;
    this.evaluator = evaluator;
    const labels = evaluator.run.features.some((name) => name.startsWith("sin")) ? 50 : 32;
    this.layout = layoutNetwork(evaluator.inputs, evaluator.units, labels, width, height);
    this.levels = new Uint8Array(this.layout.links.length);
    this.fixedKey = "";
    const { coarse, units } = evaluator;
    if (this.atlas?.width !== coarse || this.atlasUnits !== units) {
      // One column of maps: the units', then the output's.
      this.atlas = new Pixels(coarse, coarse * (units + 1));
      this.atlasUnits = units;
    }
  }

  /** True when drawing every link takes a good part of a frame: every other frame will do. */
  get crowded() {
    return this.layout.links.length > MANY_LINKS;
  }

  /** Stroke colours from faint to full, for negative and positive weights, and one for zero. */
  prepareStrokes(theme) {
    if (this.strokes?.key === theme.key) return;
    const shades = (hex) => {
      const [r, g, b] = parseColour(hex);
      const alpha = (k) => 0.3 + (0.6 * k) / (THICKNESSES - 1);
      return Array.from({ length: THICKNESSES }, (_, k) => `rgba(${r},${g},${b},${alpha(k)})`);
    };
    this.strokes = { key: theme.key, colours: [...shades(theme.negative), ...shades(theme.positive), theme.faint] };
  }

  /** Place of a value's stroke colour; `share` is how strong the value is, from 0 to 1. */
  shadeOf(value, share) {
    if (value === 0) return NEUTRAL_SHADE;
    return Math.min(THICKNESSES - 1, Math.floor(share * THICKNESSES)) + (value > 0 ? THICKNESSES : 0);
  }

  draw(values, offset, hovered, theme) {
    this.prepareStrokes(theme);
    const context = this.live.begin();
    const unit = hovered?.kind === "unit" ? hovered.unit : -1;
    this.drawLinks(context, values, offset, unit);
    if (hovered?.kind === "link") this.emphasise(context, values[offset + hovered.link.index], hovered.link, theme);
    this.drawTiles(context, theme);
    this.drawBiases(context, values, offset, theme);
    this.drawFixed(hovered, theme);
  }

  drawLinks(context, values, offset, unit) {
    const { links } = this.layout;
    for (let k = 0; k < links.length; k++) {
      const value = values[offset + links[k].index];
      this.levels[k] = this.shadeOf(value, strength(value));
    }
    context.lineCap = "butt";
    // One stroke a shade instead of one a link: with 50 units there are hundreds of links. Strong ones come last.
    const quiet = Math.max(0.45, Math.min(1, Math.sqrt(14 / this.layout.hiddenNodes.length)));
    this.strokeLevel(context, NEUTRAL_SHADE, 0.75, unit);
    for (let level = 0; level < THICKNESSES; level++) {
      const width = 0.75 + (WIDEST * quiet - 0.75) * (level / (THICKNESSES - 1));
      context.setLineDash(NEGATIVE_DASH);
      this.strokeLevel(context, level, width, unit);
      context.setLineDash(SOLID);
      this.strokeLevel(context, level + THICKNESSES, width, unit);
    }
    context.globalAlpha = 1;
  }

  /** Strokes the links of one shade; where a unit is picked out, the others' faintly. */
  strokeLevel(context, shade, width, unit) {
    context.strokeStyle = this.strokes.colours[shade];
    context.lineWidth = width;
    if (unit >= 0) this.strokeShade(context, shade, unit, 0.12);
    this.strokeShade(context, shade, unit, 1);
  }

  /** Strokes the links of one shade: all, or (unit >= 0) that unit's at full strength and the others' faintly. */
  strokeShade(context, shade, unit, alpha) {
    const { links } = this.layout;
    let any = false;
    for (let k = 0; k < links.length; k++) {
      if (this.levels[k] !== shade || (unit >= 0 && (links[k].unit === unit) !== (alpha === 1))) continue;
      if (!any) context.beginPath();
      any = true;
      this.curve(context, links[k]);
    }
    if (!any) return;
    context.globalAlpha = alpha;
    context.stroke();
  }

  curve(context, { x0, y0, x1, y1 }) {
    const middle = (x0 + x1) / 2;
    context.moveTo(x0, y0);
    context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
  }

  emphasise(context, value, link, theme) {
    const width = 2 + WIDEST * strength(value);
    context.beginPath();
    this.curve(context, link);
    context.strokeStyle = theme.surface;
    context.lineWidth = width + 4;
    context.stroke();
    context.strokeStyle = value > 0 ? theme.positive : theme.negative;
    context.lineWidth = width;
    context.setLineDash(value < 0 ? NEGATIVE_DASH : SOLID);
    context.stroke();
    context.setLineDash(SOLID);
  }

  drawTiles(context, theme) {
    const { evaluator, atlas, layout } = this;
    const { coarse, units, run } = evaluator;
    for (let j = 0; j < units; j++) {
      const [, high, bottom] = unitRange(run, evaluator.peaks[j]);
      atlas.paint(evaluator.coarseA, j * coarse * coarse, coarse, 0, j * coarse, bottom, high, theme.soft);
    }
    const [, high, bottom] = outputRange(run);
    atlas.paint(evaluator.coarseOutput, 0, coarse, 0, units * coarse, bottom, high, theme.soft);
    atlas.flush();
    for (let j = 0; j < units; j++) this.drawTile(context, atlas, j, layout.hiddenNodes[j]);
    this.drawTile(context, atlas, units, layout.outputNode);
  }

  drawTile(context, atlas, slot, { x, y, size }) {
    const n = atlas.width;
    context.drawImage(atlas.canvas, 0.5, slot * n + 0.5, n - 1, n - 1, x - size / 2, y - size / 2, size, size);
  }

  drawBiases(context, values, offset, theme) {
    for (const bias of this.layout.biases) {
      const value = values[offset + bias.index];
      const shade = this.shadeOf(value, 1.6 * strength(value));
      drawBias(context, bias, value, this.strokes.colours[shade], theme);
    }
  }

  /** What a frame does not change: node outlines, labels, the inputs' own maps, the mark of what is hovered. */
  drawFixed(hovered, theme) {
    const key = `${theme.key} ${hovered?.kind} ${hovered?.unit} ${hovered?.bias?.index} ${hovered?.pinned}`;
    if (key === this.fixedKey) return;
    this.fixedKey = key;
    const { evaluator, layout } = this;
    const context = this.fixed.begin();
    const { size, run, planes } = evaluator;
    layout.inputNodes.forEach((node, k) => {
      const pixels = new Pixels(size, size);
      const peak = planes[k].reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9);
      pixels.paint(planes[k], 0, size, 0, 0, -peak, peak, theme.soft);
      pixels.flush();
      this.drawTile(context, pixels, 0, node);
      this.outline(context, node, theme, false);
      this.label(context, FEATURES[run.features[k]].symbol, node.x - node.size / 2 - 7, node.y, "right", theme);
    });
    layout.hiddenNodes.forEach((node, j) => {
      this.outline(context, node, theme, hovered?.kind === "unit" && hovered.unit === j, hovered?.pinned);
      if (node.size >= 24 && layout.columns === 1) this.number(context, j + 1, node, theme);
    });
    this.outline(context, layout.outputNode, theme, hovered?.kind === "output");
    const out = layout.outputNode;
    this.label(context, "ŷ", out.x + out.size / 2 + 8, out.y, "left", theme);
    if (hovered?.kind === "bias") {
      const { x, y, size: s } = hovered.bias;
      context.strokeStyle = theme.ink;
      context.lineWidth = 1.5;
      context.strokeRect(x - s / 2 - 2, y - s / 2 - 2, s + 4, s + 4);
    }
  }

  /** Rounds a tile's corners with the colour behind it, then draws its edge. */
  outline(context, { x, y, size }, theme, strong, pinned) {
    const left = x - size / 2;
    const top = y - size / 2;
    const corner = Math.min(CORNER, size / 6);
    context.beginPath();
    context.rect(left - 0.5, top - 0.5, size + 1, size + 1);
    context.roundRect(left, top, size, size, corner);
    context.fillStyle = theme.surface;
    context.fill("evenodd");
    context.beginPath();
    context.roundRect(left, top, size, size, corner);
    context.strokeStyle = strong ? theme.ink : theme.faint;
    context.lineWidth = strong ? (pinned ? 3 : 2) : 1.25;
    context.stroke();
  }

  number(context, text, { x, y, size }, theme) {
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    context.textBaseline = "top";
    context.fillText(text, x - size / 2 - 4, y - size / 2 - 1);
  }

  label(context, text, x, y, align, theme) {
    context.font = `italic 14px ${theme.font}`;
    context.fillStyle = theme.ink;
    context.textAlign = align;
    context.textBaseline = "middle";
    context.fillText(text, x, y);
  }

  /** The link or bias of a place among the parameters, as `pick` gives it; null if there is none. */
  entry(index) {
    if (!this.layout || index < 0) return null;
    const link = this.layout.links.find((one) => one.index === index);
    if (link) return { kind: "link", link, name: link.name, index };
    const bias = this.layout.biases.find((one) => one.index === index);
    return bias ? { kind: "bias", bias, name: bias.name, index } : null;
  }

  /** What lies under a point of the panel: a unit, the output, a bias, a link, or null. A finger reaches `wider`. */
  pick(x, y, wider = 1) {
    const { layout } = this;
    if (!layout) return null;
    let best = null;
    let nearest = REACH_BIAS * wider;
    for (const bias of layout.biases) {
      const distance = Math.hypot(x - bias.x, y - bias.y);
      if (distance < nearest) [best, nearest] = [{ kind: "bias", bias, name: bias.name, index: bias.index }, distance];
    }
    if (best && nearest < 5) return best;
    const inside = (node) => Math.abs(x - node.x) <= node.size / 2 + 1 && Math.abs(y - node.y) <= node.size / 2 + 1;
    const unit = layout.hiddenNodes.findIndex(inside);
    if (unit >= 0) return { kind: "unit", unit };
    if (inside(layout.outputNode)) return { kind: "output" };
    if (best) return best;
    nearest = REACH_LINK * wider;
    for (const link of layout.links) {
      if (x < link.x0 || x > link.x1) continue;
      const distance = Math.abs(y - linkHeight(link, x));
      if (distance < nearest) [best, nearest] = [{ kind: "link", link, name: link.name, index: link.index }, distance];
    }
    return best;
  }
}
