// Paints values over the plane: a colour lookup table, values to pixels, marching squares for contours.

const LEVELS = 512;

/** "#rrggbb" as [r, g, b]. */
export function parseColour(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** A table of packed pixels from low over middle to high, each a "#rrggbb". */
export function colourTable(low, middle, high) {
  const [a, b, c] = [low, middle, high].map(parseColour);
  const table = new Uint32Array(LEVELS);
  const bytes = new Uint8ClampedArray(table.buffer);
  for (let i = 0; i < LEVELS; i++) {
    const t = (2 * i) / (LEVELS - 1);
    for (let k = 0; k < 3; k++) bytes[4 * i + k] = t < 1 ? a[k] + (b[k] - a[k]) * t : b[k] + (c[k] - b[k]) * (t - 1);
    bytes[4 * i + 3] = 255;
  }
  return table;
}

/** CSS colour of a table at a share from 0 to 1. */
export function tableColour(table, share) {
  const pixel = table[Math.max(0, Math.min(LEVELS - 1, Math.round(share * (LEVELS - 1))))];
  return `rgb(${pixel & 255},${(pixel >> 8) & 255},${(pixel >> 16) & 255})`;
}

/** A small canvas whose pixels are written directly, to be drawn enlarged. */
export class Pixels {
  constructor(width, height) {
    this.canvas = document.createElement("canvas");
    this.canvas.width = width;
    this.canvas.height = height;
    this.context = this.canvas.getContext("2d");
    this.image = this.context.createImageData(width, height);
    this.words = new Uint32Array(this.image.data.buffer);
    this.width = width;
  }

  /** Writes a size × size block of values[from…] at (left, top), coloured so that low…high spans the table. */
  paint(values, from, size, left, top, low, high, table) {
    const scale = (LEVELS - 1) / (high - low);
    const { words, width } = this;
    for (let row = 0, i = from; row < size; row++) {
      let at = (top + row) * width + left;
      for (let column = 0; column < size; column++, i++) {
        const level = (values[i] - low) * scale;
        words[at++] = table[level > 0 ? (level < LEVELS - 1 ? (level + 0.5) | 0 : LEVELS - 1) : 0];
      }
    }
  }

  flush() {
    this.context.putImageData(this.image, 0, 0);
  }
}

/**
 * Adds the contour values = level to the path of `context`, for a size × size grid of values[from…] spread over the
 * square (left, top, side) edge to edge. Linear values give an exactly straight line.
 */
export function traceContour(context, values, from, size, level, left, top, side) {
  const step = side / (size - 1);
  for (let row = 0; row < size - 1; row++) {
    const y = top + row * step;
    let i = from + row * size;
    for (let column = 0; column < size - 1; column++, i++) {
      const a = values[i] - level;
      const b = values[i + 1] - level;
      const c = values[i + size + 1] - level;
      const d = values[i + size] - level;
      const kind = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
      if (kind === 0 || kind === 15) continue;
      const x = left + column * step;
      const onTop = x + (step * a) / (a - b);
      const onRight = y + (step * b) / (b - c);
      const onBottom = x + (step * d) / (d - c);
      const onLeft = y + (step * a) / (a - d);
      // In a saddle the value at the cell's centre says which corners belong together.
      const joined = kind === 5 || kind === 10 ? (a + b + c + d > 0) === (kind === 5) : false;
      if (kind === 5 || kind === 10) {
        segment(context, onTop, y, joined ? x + step : x, joined ? onRight : onLeft);
        segment(context, onBottom, y + step, joined ? x : x + step, joined ? onLeft : onRight);
      } else if (kind === 1 || kind === 14) segment(context, x, onLeft, onTop, y);
      else if (kind === 2 || kind === 13) segment(context, onTop, y, x + step, onRight);
      else if (kind === 4 || kind === 11) segment(context, x + step, onRight, onBottom, y + step);
      else if (kind === 8 || kind === 7) segment(context, onBottom, y + step, x, onLeft);
      else if (kind === 3 || kind === 12) segment(context, x, onLeft, x + step, onRight);
      else segment(context, onTop, y, onBottom, y + step);
    }
  }
}

function segment(context, x0, y0, x1, y1) {
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
}

/** Adds the region values > level to the path, as cell polygons, with whole cells of a row joined to one strip. */
export function traceRegion(context, values, size, level, left, top, side) {
  const step = side / (size - 1);
  for (let row = 0; row < size - 1; row++) {
    const y = top + row * step;
    let strip = -1;
    for (let column = 0; column < size; column++) {
      const i = row * size + column;
      const edge = column === size - 1;
      const a = values[i] - level;
      const b = edge ? 0 : values[i + 1] - level;
      const c = edge ? 0 : values[i + size + 1] - level;
      const d = edge ? 0 : values[i + size] - level;
      const whole = !edge && a > 0 && b > 0 && c > 0 && d > 0;
      if (whole && strip < 0) strip = column;
      if (!whole && strip >= 0) {
        context.rect(left + strip * step, y, (column - strip) * step, step);
        strip = -1;
      }
      if (whole || edge || !(a > 0 || b > 0 || c > 0 || d > 0)) continue;
      cellPolygon(context, left + column * step, y, step, a, b, c, d);
    }
  }
}

/** The part of one cell where the corner values (clockwise from top left) are above zero. */
function cellPolygon(context, x, y, step, a, b, c, d) {
  let started = false;
  const point = (px, py) => {
    if (started) context.lineTo(px, py);
    else context.moveTo(px, py);
    started = true;
  };
  if (a > 0) point(x, y);
  if (a > 0 !== b > 0) point(x + (step * a) / (a - b), y);
  if (b > 0) point(x + step, y);
  if (b > 0 !== c > 0) point(x + step, y + (step * b) / (b - c));
  if (c > 0) point(x + step, y + step);
  if (c > 0 !== d > 0) point(x + (step * d) / (d - c), y + step);
  if (d > 0) point(x, y + step);
  if (a > 0 !== d > 0) point(x, y + (step * a) / (a - d));
  context.closePath();
}
