// How many separate regions a boundary makes in the map.

/**
 * Counts the regions in which values > 0 and those in which they are not, for a size × size grid: as many as
 * traceContour's lines part. Where the four corners of a cell alternate, the sign in its middle says which of them
 * belong together.
 *
 * @returns {number[]} of the lower side, of the upper side.
 */
export function countRegions(values, size) {
  const parents = Int32Array.from({ length: size * size }, (_, i) => i);
  const rootOf = (i) => {
    while (parents[i] !== i) i = parents[i] = parents[parents[i]];
    return i;
  };
  const join = (i, k) => (parents[rootOf(i)] = rootOf(k));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const i = row * size + column;
      const here = values[i] > 0;
      const hasRight = column + 1 < size;
      const hasBelow = row + 1 < size;
      if (hasRight && values[i + 1] > 0 === here) join(i, i + 1);
      if (hasBelow && values[i + size] > 0 === here) join(i, i + size);
      if (!hasRight || !hasBelow) continue;
      const isSaddle = values[i + size + 1] > 0 === here && values[i + 1] > 0 !== here && values[i + size] > 0 !== here;
      if (!isSaddle) continue;
      const middle = values[i] + values[i + 1] + values[i + size] + values[i + size + 1];
      if (middle > 0 === here) join(i, i + size + 1);
      else join(i + 1, i + size);
    }
  }
  const counts = [0, 0];
  for (let i = 0; i < parents.length; i++) if (parents[i] === i) counts[values[i] > 0 ? 1 : 0]++;
  return counts;
}
