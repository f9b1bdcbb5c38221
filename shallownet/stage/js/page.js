// The entry of a page that holds a whole run: unpacks the run and puts it on the stage. Nothing is ever loaded.

import { readBlock, framesStart } from "./block.js";
import { showRun } from "./mounting.js";

const BYTES = 4;

async function inflate(text) {
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Gives the block back from the bytes that `fold` in recording.py made of it. In place of its frames they hold,
 * number by number, how the step from one frame to the next changes, as 32-bit integers with the sign in the lowest
 * bit: first the lowest byte of all, then the next.
 */
function unfold(bytes) {
  const { header } = readBlock(bytes);
  const { count } = header;
  const start = BYTES + new DataView(bytes.buffer).getUint32(0, true) + BYTES * framesStart(header);
  const size = (bytes.length - start) / BYTES;
  const width = size / count;
  const block = bytes.slice();
  const view = new DataView(block.buffer, start);
  for (let k = 0; k < width; k++) {
    let step = 0;
    let word = 0;
    for (let i = 0; i < count; i++) {
      let change = 0;
      for (let byte = 0; byte < BYTES; byte++) change |= bytes[start + byte * size + k * count + i] << (8 * byte);
      step = (step + ((change >>> 1) ^ -(change & 1))) | 0;
      word = (word + step) | 0;
      view.setUint32(BYTES * (i * width + k), word, true);
    }
  }
  return block;
}

async function open() {
  const data = unfold(await inflate(document.getElementById("run").textContent));
  const parentElement = document.getElementById("stage");
  // A stage asks and tells its server things; a recorded run has none.
  const setTriggerValue = () => {};
  const show = () => showRun(readBlock(data), parentElement, setTriggerValue);
  show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}

if ("DecompressionStream" in window) open();
else document.getElementById("too-old").hidden = false;
