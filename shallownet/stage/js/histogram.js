// How often each z occurs, over all hidden units and training examples, with g and its slope along the same axis.

import { ACTIVATIONS } from "./activations.js";
import { FEATURES } from "./features.js";
import { SOLID } from "./categories.js";
import { niceEnd } from "./scales.js";
import { NumberStyle, Surface, make } from "./surface.js";

const BINS = 60;
const HISTOGRAM_TOP = 4;
const HISTOGRAM_BOTTOM = 16;
/** The axis spans at least ±4, where every g shows its shape. */
const SMALLEST_REACH = 4;
/** It shrinks only once the largest |z| has stayed below this share of it for so many drawings. */
const SHRINK_SHARE = 0.45;
const SHRINK_AFTER = 40;
/** |g'| below which a weight learns next to nothing. */
const FLAT_SLOPE = 0.01;
const SLOPE_DASH = [4, 3];
const MARGIN_SHARE = 0.06;

export class Histogram {
  constructor() {
    this.bars = new Surface("stage-bars");
    this.fixed = new Surface("stage-functions");
    this.element = make("div", { className: "stage-histogram", role: "img" }, this.bars.canvas, this.fixed.canvas);
    this.numbers = new NumberStyle("en");
    this.counts = new Uint32Array(BINS);
    this.z = new Float32Array(0);
  }

  /** Follows another network or other points. */
  take(network, points) {
    this.network = network;
    const { x1, x2, count } = points.train;
    this.examples = count;
    this.inputs = network.features.map((name) => {
      const { value } = FEATURES[name];
      return Float32Array.from(x1, (_, i) => value(x1[i], x2[i]));
    });
    const size = count * network.hidden_units;
    if (this.z.length !== size) this.z = new Float32Array(size);
    this.reach = SMALLEST_REACH;
    this.calmFor = 0;
    this.fixedKey = "";
  }

  fit(width, height) {
    this.height = height;
    const fresh = this.fixed.resize(width, height);
    this.bars.resize(width, height);
    if (fresh) this.fixedKey = "";
  }

  draw(values, offset, theme) {
    this.compute(values, offset);
    this.count();
    this.drawBars(theme);
    this.drawFixed(theme);
  }

  /** z of every unit for every example, and how far the axis must reach for them. */
  compute(values, offset) {
    const { network, inputs, examples, z } = this;
    const units = network.hidden_units;
    const width = inputs.length;
    let most = 0;
    for (let j = 0, at = 0; j < units; j++) {
      const bias = values[offset + units * width + j];
      for (let i = 0; i < examples; i++, at++) {
        let sum = bias;
        for (let k = 0; k < width; k++) sum += values[offset + j * width + k] * inputs[k][i];
        z[at] = sum;
        const size = sum < 0 ? -sum : sum;
        if (size > most && size < Infinity) most = size;
      }
    }
    const wanted = Math.max(SMALLEST_REACH, niceEnd(Math.max(1e-6, most)));
    this.calmFor = most < SHRINK_SHARE * this.reach ? this.calmFor + 1 : 0;
    if (wanted > this.reach || this.calmFor > SHRINK_AFTER) {
      this.reach = wanted;
      this.calmFor = 0;
    }
  }

  count() {
    const { counts, z, reach } = this;
    const scale = BINS / (2 * reach);
    counts.fill(0);
    for (let i = 0; i < z.length; i++) {
      const bin = Math.floor((z[i] + reach) * scale);
      counts[bin > 0 ? (bin < BINS ? bin : BINS - 1) : 0]++;
    }
  }

  drawBars(theme) {
    const { counts } = this;
    const context = this.bars.begin();
    const { width } = this.bars;
    const height = this.height - HISTOGRAM_TOP - HISTOGRAM_BOTTOM;
    const bottom = HISTOGRAM_TOP + height;
    const step = width / BINS;
    let most = 1;
    for (let k = 0; k < BINS; k++) if (counts[k] > most) most = counts[k];
    context.fillStyle = theme.muted;
    context.globalAlpha = 0.55;
    context.beginPath();
    for (let k = 0; k < BINS; k++) {
      if (!counts[k]) continue;
      // A bar is never lower than a pixel: one example counts.
      const tall = Math.max(1, (counts[k] / most) * height);
      context.rect(k * step + 0.25, bottom - tall, step - 0.5, tall);
    }
    context.fill();
    context.globalAlpha = 1;
  }

  /** Axis, g, g' and where g' is next to nothing: drawn again only when the axis changes. */
  drawFixed(theme) {
    const { activation, leaky_slope: alpha } = this.network;
    const key = `${theme.key} ${this.reach} ${activation} ${alpha}`;
    if (key === this.fixedKey) return;
    this.fixedKey = key;
    const context = this.fixed.begin();
    const { width } = this.fixed;
    const bottom = this.height - HISTOGRAM_BOTTOM;
    const { value, slope } = ACTIVATIONS[activation];
    this.shadeFlat(context, (x) => slope(this.zAt(x, width), alpha), width, bottom, theme);
    context.lineJoin = "round";
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.5;
    this.trace(context, (x) => value(this.zAt(x, width), alpha), width, bottom);
    context.setLineDash(SLOPE_DASH);
    context.strokeStyle = theme.accent;
    this.trace(context, (x) => slope(this.zAt(x, width), alpha), width, bottom);
    context.setLineDash(SOLID);
    this.drawAxis(context, width, bottom, theme);
  }

  zAt(x, width) {
    return (x / width) * 2 * this.reach - this.reach;
  }

  shadeFlat(context, slope, width, bottom, theme) {
    context.fillStyle = theme.warning;
    context.globalAlpha = theme.name === "dark" ? 0.2 : 0.13;
    for (let x = 0; x < width; x++) {
      if (Math.abs(slope(x + 0.5)) < FLAT_SLOPE) context.fillRect(x, HISTOGRAM_TOP, 1, bottom - HISTOGRAM_TOP);
    }
    context.globalAlpha = 1;
  }

  /** A function over the axis, from the lowest of its values to the highest. */
  trace(context, f, width, bottom) {
    let low = 0;
    let high = 1e-9;
    for (let x = 0; x <= width; x += 0.5) {
      low = Math.min(low, f(x));
      high = Math.max(high, f(x));
    }
    const height = (bottom - HISTOGRAM_TOP) * (1 - 2 * MARGIN_SHARE);
    const foot = bottom - (bottom - HISTOGRAM_TOP) * MARGIN_SHARE;
    context.beginPath();
    for (let x = 0; x <= width; x += 0.5) context.lineTo(x, foot - ((f(x) - low) / (high - low)) * height);
    context.stroke();
  }

  drawAxis(context, width, bottom, theme) {
    context.strokeStyle = theme.muted;
    context.fillStyle = theme.muted;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, bottom + 0.5);
    context.lineTo(width, bottom + 0.5);
    for (const x of [0.5, Math.round(width / 2) + 0.5, width - 0.5]) {
      context.moveTo(x, bottom + 0.5);
      context.lineTo(x, bottom + 3.5);
    }
    context.stroke();
    context.font = `10px ${theme.font}`;
    context.textBaseline = "top";
    const place = (text, x, align) => {
      context.textAlign = align;
      context.fillText(text, x, bottom + 5);
    };
    place(this.numbers.tick(-this.reach), 0, "left");
    place("0", width / 2, "center");
    place(this.numbers.tick(this.reach), width, "right");
    context.font = `italic 11px ${theme.font}`;
    context.fillStyle = theme.ink;
    place("z", width * 0.75, "center");
  }
}
