// The forward pass in the browser: every hidden unit and the output over a square grid of the plane.

import { ACTIVATIONS, outputValue } from "./activations.js";
import { FEATURES } from "./features.js";

/** Grid points per side between two points of the coarse grid that the units' small maps use. */
const COARSE_STEP = 3;

/** Points per side of the main grid: fine for few units, coarser as their number grows, always 3k + 1. */
export function gridSize(hiddenUnits) {
  if (hiddenUnits <= 8) return 97;
  if (hiddenUnits <= 20) return 73;
  return hiddenUnits <= 36 ? 61 : 55;
}

/**
 * Evaluates a network on a grid whose outermost points lie on the plane's edge. Row 0 is the top (x2 = +extent).
 * All arrays are made once; `evaluate` allocates nothing, so that a frame leaves no garbage behind.
 */
export class PlaneEvaluator {
  constructor(run, size = gridSize(run.hidden_units)) {
    this.run = run;
    this.inputs = run.features.length;
    this.units = run.hidden_units;
    this.size = size;
    this.coarse = (this.size - 1) / COARSE_STEP + 1;
    const points = this.size * this.size;
    const small = this.coarse * this.coarse;
    this.planes = run.features.map((name) => this.featurePlane(FEATURES[name].value));
    this.z2 = new Float32Array(points);
    this.a2 = new Float32Array(points);
    this.unitZ = new Float32Array(points);
    this.unitA = new Float32Array(points);
    this.scratch = new Float32Array(points);
    this.coarseA = new Float32Array(small * this.units);
    // Where every input is linear, so is z, and its four corner values hold its whole line.
    const linear = run.features.every((name) => FEATURES[name].linear);
    this.lineSize = linear ? 2 : this.coarse;
    this.lineZ = new Float32Array(this.lineSize * this.lineSize * this.units);
    this.coarseOutput = new Float32Array(small);
    this.peaks = new Float32Array(this.units);
  }

  featurePlane(value) {
    const { size, run } = this;
    const plane = new Float32Array(size * size);
    const step = (2 * run.extent) / (size - 1);
    for (let row = 0, i = 0; row < size; row++) {
      const x2 = run.extent - row * step;
      for (let column = 0; column < size; column++, i++) plane[i] = value(-run.extent + column * step, x2);
    }
    return plane;
  }

  /** Fills z2, a2, coarseA, lineZ, coarseOutput and peaks from the parameters at values[offset…]. */
  evaluate(values, offset) {
    const { z2, a2, scratch, units, inputs, run } = this;
    const activation = ACTIVATIONS[run.activation].value;
    const slope = run.leaky_slope;
    const outgoing = offset + units * (inputs + 1);
    z2.fill(values[outgoing + units]);
    for (let j = 0; j < units; j++) {
      this.preActivation(values, offset, j, scratch);
      this.sample(scratch, this.lineZ, j, this.lineSize);
      const weight = values[outgoing + j];
      for (let i = 0; i < z2.length; i++) {
        const a = activation(scratch[i], slope);
        scratch[i] = a;
        z2[i] += weight * a;
      }
      this.peaks[j] = this.sample(scratch, this.coarseA, j, this.coarse);
    }
    if (run.problem === "regression") a2.set(z2);
    else for (let i = 0; i < z2.length; i++) a2[i] = outputValue("classification", z2[i]);
    this.sample(a2, this.coarseOutput, 0, this.coarse);
  }

  /** Fills unitZ and unitA with unit j over the whole grid; returns the largest |a|. */
  evaluateUnit(values, offset, j) {
    const activation = ACTIVATIONS[this.run.activation].value;
    const { unitZ, unitA } = this;
    this.preActivation(values, offset, j, unitZ);
    let peak = 0;
    for (let i = 0; i < unitZ.length; i++) {
      const a = activation(unitZ[i], this.run.leaky_slope);
      unitA[i] = a;
      if (a > peak) peak = a;
      else if (-a > peak) peak = -a;
    }
    return peak;
  }

  preActivation(values, offset, j, into) {
    const { planes, inputs, units } = this;
    const row = offset + j * inputs;
    const bias = values[offset + units * inputs + j];
    const first = planes[0];
    const w0 = values[row];
    for (let i = 0; i < into.length; i++) into[i] = bias + w0 * first[i];
    for (let k = 1; k < inputs; k++) {
      const plane = planes[k];
      const w = values[row + k];
      for (let i = 0; i < into.length; i++) into[i] += w * plane[i];
    }
  }

  /** Copies a plane, thinned to `side` points a side, into slot `slot` of an atlas; returns the largest |value|. */
  sample(plane, atlas, slot, side) {
    const { size } = this;
    const step = (size - 1) / (side - 1);
    let at = slot * side * side;
    let peak = 0;
    for (let row = 0; row < size; row += step) {
      for (let i = row * size, end = i + size; i < end; i += step) {
        const v = plane[i];
        atlas[at++] = v;
        if (v > peak) peak = v;
        else if (-v > peak) peak = -v;
      }
    }
    return peak;
  }
}

/** Calls `visit(z2, y)` for each of a set of points, under the parameters at values[offset…]. */
export function eachOutput(run, { x1, x2, y, count }, values, offset, visit) {
  const activation = ACTIVATIONS[run.activation].value;
  const features = run.features.map((name) => FEATURES[name].value);
  const { hidden_units: units, leaky_slope: slope } = run;
  const inputs = features.length;
  const biases = offset + units * inputs;
  for (let i = 0; i < count; i++) {
    let z2 = values[biases + 2 * units];
    for (let j = 0; j < units; j++) {
      let z1 = values[biases + j];
      for (let k = 0; k < inputs; k++) z1 += values[offset + j * inputs + k] * features[k](x1[i], x2[i]);
      z2 += values[biases + units + j] * activation(z1, slope);
    }
    visit(z2, y[i]);
  }
}

/** The mean cost over a set of points, computed from z2 as the server does. */
export function meanCost(run, points, values, offset) {
  let sum = 0;
  eachOutput(run, points, values, offset, (z2, y) => {
    if (run.problem === "regression") sum += (z2 - y) ** 2 / 2;
    else sum += Math.max(z2, 0) + Math.log1p(Math.exp(-Math.abs(z2))) - y * z2;
  });
  return sum / points.count;
}

/**
 * What a unit's map spans, given its largest |value| on the plane: [lowest, highest, bottom]. Colours run from
 * bottom to highest; where no value is negative (relu) bottom is -highest, so that zero keeps the neutral colour.
 */
export function unitRange(run, peak) {
  const { range, fromZero } = ACTIVATIONS[run.activation];
  if (range) return [range[0], range[1], range[0]];
  const top = peak > 1e-30 ? Math.min(peak, 1e30) : 1;
  return [fromZero ? 0 : -top, top, -top];
}

/** The same for the output. */
export function outputRange(run) {
  const [low, high] = run.problem === "regression" ? run.y_range : [0, 1];
  return [low, high, low];
}
