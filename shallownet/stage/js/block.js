// Reads a block of bytes from the server: a JSON header, the run's points when it carries them, then frames.

/** Numbers in a frame before its parameters: epoch, train loss, train accuracy, test loss, test accuracy. */
export const FRAME_HEAD = 5;

/** The epoch in a frame's first word; its highest bit tells whether the run was unstable there. */
export function epochOf(word) {
  return word & 0x7fffffff;
}

/** How many parameters a run's network has: W1, b1, W2, b2. */
export function parameterCount(run) {
  return run.hidden_units * (run.features.length + 2) + 1;
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

/** Index in the payload of the first frame: after the run's points, when the block carries them. */
export function framesStart(header) {
  return header.run ? 3 * (header.run.train + header.run.test) : 0;
}

/** The run's points: x1, x2 and y of the training set and of the test set. */
export function readPoints(run, floats) {
  let at = 0;
  const take = (count) => floats.slice(at, (at += count));
  const set = (count) => ({ x1: take(count), x2: take(count), y: take(count), count });
  return { train: set(run.train), test: set(run.test) };
}
