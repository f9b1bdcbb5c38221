// The inputs a network can be given, as functions of the plane's two coordinates, and the symbols that name them.

export const FEATURES = {
  x1: { symbol: "x₁", linear: true, value: (x1) => x1 },
  x2: { symbol: "x₂", linear: true, value: (x1, x2) => x2 },
  x1_squared: { symbol: "x₁²", value: (x1) => x1 * x1 },
  x2_squared: { symbol: "x₂²", value: (x1, x2) => x2 * x2 },
  x1x2: { symbol: "x₁x₂", value: (x1, x2) => x1 * x2 },
  sin_x1: { symbol: "sin x₁", value: (x1) => Math.sin(x1) },
  sin_x2: { symbol: "sin x₂", value: (x1, x2) => Math.sin(x2) },
};
