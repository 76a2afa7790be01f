/** Which points of a long line must stay so that what is drawn of them looks the same, spikes and gaps included. */

/**
 * Adds to `kept` the places, in order, of the first, lowest, highest and last of `values[start..end]` (both included),
 * and of one that is NaN, where there is one: it breaks the line. After M4 of U. Jugel et al., "M4: A
 * Visualization-Oriented Time Series Data Aggregation" (VLDB 2014): a line through these four of every column of
 * pixels covers the same pixels as the line through all.
 */
export function pushExtremes(kept: number[], values: Float64Array, start: number, end: number): void {
  let lowest = start;
  let highest = start;
  let broken = -1;
  let [low, high] = [Infinity, -Infinity];
  for (let index = start; index <= end; index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) broken = index;
    // Infinities are extremes as well; NaN fails both comparisons.
    if (value < low || (value === low && low === Infinity)) {
      low = value;
      lowest = index;
    }
    if (value > high || (value === high && high === -Infinity)) {
      high = value;
      highest = index;
    }
  }
  let previous = start;
  kept.push(start);
  const inner = [lowest, highest, broken].sort((one, other) => one - other);
  for (const index of inner) {
    if (index <= previous) continue;
    kept.push(index);
    previous = index;
  }
  if (end > previous) kept.push(end);
}
