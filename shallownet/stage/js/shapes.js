// The signs that tell the same as the colours, to eyes that tell no colours apart: what is class 1, or positive, is a
// diamond, solid and full; what is class 0, or negative, a circle, dashed and hollow. Of points, the test set is hollow.

import { outputRange } from "./network.js";
import { tableColour } from "./field.js";

/** A diamond as large as a circle looks smaller. */
const DIAMOND_SHARE = 1.3;
const POINT_EDGE = 1;
const HOLLOW_EDGE = 1.75;
/** Of links with negative weights. Of one length for all: with a width that changes, dashes would creep. */
export const NEGATIVE_DASH = [16, 5];

/** Begins a path: the shape of a point. */
export function traceMark(context, x, y, radius, isDiamond) {
  context.beginPath();
  if (!isDiamond) {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const r = radius * DIAMOND_SHARE;
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.closePath();
}

/** Draws points, each at `place(x1, x2)`; `radius` is that of a circle. */
export function drawMarks(context, points, isTest, run, radius, place, theme) {
  const [low, high] = outputRange(run);
  const { x1, x2, y, count } = points;
  context.lineWidth = isTest ? HOLLOW_EDGE : POINT_EDGE;
  for (let i = 0; i < count; i++) {
    const share = (y[i] - low) / (high - low);
    const colour = tableColour(theme.strong, share);
    const [across, down] = place(x1[i], x2[i]);
    traceMark(context, across, down, radius, share > 0.5);
    context.fillStyle = isTest ? theme.halo : colour;
    context.fill();
    context.strokeStyle = isTest ? colour : theme.point_outline;
    context.stroke();
  }
}

/** A bias: a square, full for a positive one and hollow for a negative one. */
export function drawBias(context, { x, y, size }, value, colour, theme) {
  context.fillStyle = theme.surface;
  context.fillRect(x - size / 2 - 1.5, y - size / 2 - 1.5, size + 3, size + 3);
  const edge = size >= 7 ? 2 : 1.5;
  if (value < 0) {
    context.strokeStyle = colour;
    context.lineWidth = edge;
    context.strokeRect(x - (size - edge) / 2, y - (size - edge) / 2, size - edge, size - edge);
  } else {
    context.fillStyle = colour;
    context.fillRect(x - size / 2, y - size / 2, size, size);
  }
  context.strokeStyle = theme.muted;
  context.lineWidth = 0.75;
  context.strokeRect(x - size / 2, y - size / 2, size, size);
}
