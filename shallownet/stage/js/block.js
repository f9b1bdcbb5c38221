// Reads a block of bytes from the server: a JSON header, the run's points when it carries them, then frames.

/** Numbers of a network in a frame before all others: train loss, train accuracy, test loss, test accuracy. */
export const MEASURES = 4;

/** The epoch in a frame's first word; its highest bit tells whether the run was unstable there. */
export function epochOf(word) {
  return word & 0x7fffffff;
}

/** How many parameters a network has: W1, b1, W2, b2. */
export function parameterCount(network) {
  return network.hidden_units * (network.features.length + 2) + 1;
}

/**
 * Where a comparison's networks stand in a frame, counted from the number after its epoch: for each the index of its
 * measures (`at`), of each of its meters, and of its parameters.
 */
export function frameParts(run) {
  let at = 0;
  return run.networks.map((network) => {
    const part = { at, meters: [] };
    at += MEASURES;
    for (const width of network.widths) {
      part.meters.push(at);
      at += width;
    }
    part.parameters = at;
    at += parameterCount(network);
    part.end = at;
    return part;
  });
}

/** Numbers in a frame of this run after its epoch. */
export function frameWidth(run) {
  return run.networks ? frameParts(run).at(-1).end : MEASURES + parameterCount(run);
}

/** Splits the blob into {header, floats, words}; `floats` and `words` are two views of the same payload. */
export function readBlock(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  // slice copies: the payload is then aligned to four bytes, whatever the offset the bytes came with.
  const payload = bytes.slice(4 + length).buffer;
  return { header, floats: new Float32Array(payload), words: new Uint32Array(payload) };
}

/** How many points there are: of a comparison for each set of points that any of its networks learns. */
function pointCounts(run) {
  return run.sets ?? [run];
}

/** Index in the payload of the first frame: after the run's points, when the block carries them. */
export function framesStart(header) {
  if (!header.run) return 0;
  return pointCounts(header.run).reduce((sum, { train, test }) => sum + 3 * (train + test), 0);
}

/** The run's sets of points, one or several: of each x1, x2 and y of the training points and of the test points. */
export function readPoints(run, floats) {
  let at = 0;
  const take = (count) => floats.slice(at, (at += count));
  const part = (count) => ({ x1: take(count), x2: take(count), y: take(count), count });
  return pointCounts(run).map(({ train, test }) => ({ train: part(train), test: part(test) }));
}

/** Whether two runs' sets of points are the same, number by number. */
export function samePoints(some, others) {
  const alike = (a, b) => a.length === b.length && a.every((number, i) => number === b[i]);
  const same = (one, other) =>
    ["train", "test"].every((part) => ["x1", "x2", "y"].every((name) => alike(one[part][name], other[part][name])));
  return some.length === others.length && some.every((one, k) => same(one, others[k]));
}
