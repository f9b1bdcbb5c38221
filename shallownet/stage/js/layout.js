// Where everything in the network drawing stands: input nodes, hidden tiles in one or more columns, output, links.

const EDGE = 8;
/** Largest tile, size of an input, how far apart inputs stand at most: in a drawing of usual height, with which they grow. */
const LARGEST_TILE = 56;
const USUAL_INPUT = 38;
const INPUT_PITCH = 92;
const USUAL_HEIGHT = 412;
const MOST_GROWN = 2;
const SMALLEST_COMFORT = 25;
const OUTPUT_LABEL = 24;

/**
 * Tile size, at most `largest`, and grid for `units` tiles: as few columns as keep tiles comfortable, else the largest
 * tiles.
 */
function chooseColumns(units, width, height, largest) {
  let best = null;
  for (let columns = 1; columns <= Math.min(units, 7); columns++) {
    const rows = Math.ceil(units / columns);
    const pitch = height / (rows + (columns > 1 ? 0.5 : 0));
    const gap = Math.max(6, Math.min(14, pitch * 0.25));
    const beside = columns > 1 ? Math.max(15, Math.min(24, (0.4 * width) / columns)) : 0;
    const tile = Math.floor(Math.min(largest, pitch - gap, width / columns - beside));
    if (!best || tile > best.tile) best = { columns, rows, tile };
    if (tile >= SMALLEST_COMFORT) break;
  }
  best.tile = Math.max(8, best.tile);
  return best;
}

function spread(count, height, pitchLimit) {
  const pitch = Math.min(pitchLimit, height / count);
  const first = (height - pitch * (count - 1)) / 2;
  return Array.from({ length: count }, (_, k) => first + k * pitch);
}

/**
 * The drawing's geometry for a panel of width × height: nodes as {x, y, size} (centres), links with their index into
 * the parameters, biases with theirs. Indices are those of a frame: W1 row by row, b1, W2, b2.
 */
export function layoutNetwork(inputs, units, labelWidth, width, height) {
  const grown = Math.max(1, Math.min(height / USUAL_HEIGHT, MOST_GROWN));
  const largest = Math.round(LARGEST_TILE * grown);
  const comfort = width < 400 ? 30 : Math.round(USUAL_INPUT * grown);
  const roomy = Math.min(comfort, Math.floor((height - 2 * EDGE) / inputs - 8));
  const inputX = EDGE + labelWidth + roomy / 2;
  const outputEnd = width - EDGE - OUTPUT_LABEL;
  const between = outputEnd - inputX - roomy / 2;
  // The output's tile and, on both sides, room in which links can be told apart.
  const tile = chooseColumns(units, between * 0.72 - 40, height - 2 * EDGE, largest);
  // Many units have small tiles: what goes into them should not look more important.
  const inputSize = Math.min(roomy, Math.max(USUAL_INPUT, tile.tile));
  const outputSize = Math.max(34, Math.min(largest, tile.tile + 8));
  const outputX = outputEnd - outputSize / 2;
  const inputNodes = spread(inputs, height, INPUT_PITCH * grown).map((y) => ({ x: inputX, y, size: inputSize }));
  const hiddenNodes = placeUnits(units, tile, inputX + inputSize / 2, outputX - outputSize / 2, height);
  const outputNode = { x: outputX, y: height / 2, size: outputSize };
  return {
    inputNodes,
    hiddenNodes,
    outputNode,
    columns: tile.columns,
    links: joinNodes(inputNodes, hiddenNodes, outputNode),
    biases: placeBiases(inputs, hiddenNodes, outputNode),
  };
}

function placeUnits(units, { columns, rows, tile }, from, to, height) {
  const nodes = [];
  const stagger = columns > 1 ? 0.5 : 0;
  const pitch = Math.min((height - 2 * EDGE) / (rows + stagger), tile + 42);
  const top = (height - pitch * (rows + stagger)) / 2;
  // Columns stand apart by at least the room a bias and the passing links need.
  const apart = columns > 1 ? Math.min((to - from) / (columns + 0.6), tile + 40) : 0;
  const left = (from + to) / 2 - (apart * (columns - 1)) / 2;
  for (let j = 0; j < units; j++) {
    const column = Math.floor(j / rows);
    const inColumn = Math.min(rows, units - column * rows);
    const row = (j % rows) + (rows - inColumn) / 2 + (column % 2 ? stagger : 0);
    nodes.push({ x: left + column * apart, y: top + (row + 0.5) * pitch, size: tile });
  }
  return nodes;
}

function joinNodes(inputNodes, hiddenNodes, outputNode) {
  const links = [];
  const inputs = inputNodes.length;
  const units = hiddenNodes.length;
  // Links end side by side, not in one point, as far as the node's edge has room for them.
  const join = (a, b, index, name, unit, place, count) => {
    const apart = count > 1 ? Math.min(8, (0.7 * b.size) / (count - 1)) : 0;
    const y1 = b.y + (place - (count - 1) / 2) * apart;
    links.push({ x0: a.x + a.size / 2, y0: a.y, x1: b.x - b.size / 2, y1, index, name, unit });
  };
  for (let j = 0; j < units; j++) {
    for (let k = 0; k < inputs; k++) {
      join(inputNodes[k], hiddenNodes[j], j * inputs + k, `W1[${j + 1},${k + 1}]`, j, k, inputs);
    }
  }
  const fromTop = hiddenNodes.map((_, j) => j).sort((a, b) => hiddenNodes[a].y - hiddenNodes[b].y);
  fromTop.forEach((j, place) => {
    join(hiddenNodes[j], outputNode, units * (inputs + 1) + j, `W2[1,${j + 1}]`, j, place, units);
  });
  return links;
}

function placeBiases(inputs, hiddenNodes, outputNode) {
  const units = hiddenNodes.length;
  const size = hiddenNodes[0].size >= 20 ? 7 : 5;
  const beside = (node, index, name, unit, s) => ({
    x: node.x - node.size / 2 - s / 2 - 3,
    y: node.y + node.size / 2 - s / 2,
    size: s,
    index,
    name,
    unit,
  });
  const biases = hiddenNodes.map((node, j) => beside(node, units * inputs + j, `b1[${j + 1}]`, j, size));
  biases.push(beside(outputNode, units * (inputs + 2), "b2", -1, 7));
  return biases;
}

/** Height of a link's curve at x, for x between its ends: a Bézier with control points half way, level ends. */
export function linkHeight(link, x) {
  const share = Math.max(0, Math.min(1, (x - link.x0) / (link.x1 - link.x0)));
  let t = share;
  // Newton's steps for 1.5 t - 1.5 t² + t³ = share; the slope is never below 0.75.
  for (let k = 0; k < 3; k++) t -= (t * (1.5 + t * (t - 1.5)) - share) / (1.5 + t * (3 * t - 3));
  return link.y0 + (link.y1 - link.y0) * t * t * (3 - 2 * t);
}
