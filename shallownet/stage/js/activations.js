// The activation table: name -> value and slope, as in the NumPy core (float64, safe for any finite z).

function sigmoidValue(z) {
  return 1 / (1 + Math.exp(-z));
}

function softplusValue(z) {
  // log(1 + e^z) without overflow: the larger of 0 and z, plus a term that is never above log 2.
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function tanhValue(z) {
  // Through exp because V8's Math.tanh is several times slower; e^(2z) = Infinity gives exactly 1.
  return 1 - 2 / (Math.exp(2 * z) + 1);
}

function sigmoidSlope(z) {
  // From e^-|z|, not from a (1 - a): 1 - a would lose its digits where the sigmoid is close to 1.
  const e = Math.exp(-Math.abs(z));
  return e / ((1 + e) * (1 + e));
}

function tanhSlope(z) {
  return 4 * sigmoidSlope(2 * z);
}

function mishSlope(z) {
  const s = softplusValue(z);
  return tanhValue(s) + z * tanhSlope(s) * sigmoidValue(z);
}

// `range` is the interval of values (null: unbounded), which fixes the colours of a unit's map;
// `fromZero` marks unbounded activations that are never negative. `slope` is that of the left side at a kink.
export const ACTIVATIONS = {
  sigmoid: { value: sigmoidValue, slope: sigmoidSlope, range: [0, 1], fromZero: false },
  tanh: { value: tanhValue, slope: tanhSlope, range: [-1, 1], fromZero: false },
  relu: { value: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0), range: null, fromZero: true },
  leaky_relu: {
    value: (z, alpha) => (z > 0 ? z : alpha * z),
    slope: (z, alpha) => (z > 0 ? 1 : alpha),
    range: null,
    fromZero: false,
  },
  identity: { value: (z) => z, slope: () => 1, range: null, fromZero: false },
  elu: {
    value: (z) => (z > 0 ? z : Math.expm1(z)),
    slope: (z) => (z > 0 ? 1 : Math.exp(z)),
    range: null,
    fromZero: false,
  },
  softplus: { value: softplusValue, slope: sigmoidValue, range: null, fromZero: true },
  silu: {
    value: (z) => z * sigmoidValue(z),
    slope: (z) => sigmoidValue(z) + z * sigmoidSlope(z),
    range: null,
    fromZero: false,
  },
  mish: { value: (z) => z * tanhValue(softplusValue(z)), slope: mishSlope, range: null, fromZero: false },
};

/** Output of the last layer for its pre-activation: a probability, or the number itself in regression. */
export function outputValue(problem, z) {
  return problem === "regression" ? z : sigmoidValue(z);
}
