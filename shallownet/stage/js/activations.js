// The activation table: name -> value, in the same formulas as the NumPy core (float64, safe for any finite z).

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

// `range` is the interval of values (null: unbounded), which fixes the colours of a unit's map;
// `fromZero` marks unbounded activations that are never negative.
export const ACTIVATIONS = {
  sigmoid: { value: sigmoidValue, range: [0, 1], fromZero: false },
  tanh: { value: tanhValue, range: [-1, 1], fromZero: false },
  relu: { value: (z) => (z > 0 ? z : 0), range: null, fromZero: true },
  leaky_relu: { value: (z, slope) => (z > 0 ? z : slope * z), range: null, fromZero: false },
  identity: { value: (z) => z, range: null, fromZero: false },
  elu: { value: (z) => (z > 0 ? z : Math.expm1(z)), range: null, fromZero: false },
  softplus: { value: softplusValue, range: null, fromZero: true },
  silu: { value: (z) => z * sigmoidValue(z), range: null, fromZero: false },
  mish: { value: (z) => z * tanhValue(softplusValue(z)), range: null, fromZero: false },
};

/** Output of the last layer for its pre-activation: a probability, or the number itself in regression. */
export function outputValue(problem, z) {
  return problem === "regression" ? z : sigmoidValue(z);
}
