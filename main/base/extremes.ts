/** Which points of a long line must stay so that what is drawn of them looks the same, spikes and gaps included. */

/**
 * Adds to `kept` the places, in order, of the first, lowest, highest and last of `values[start..end]` (both included),
 * and of one that is NaN, where there is one: it breaks the line. After M4 of U. Jugel et al., "M4: A
 * Visualization-Oriented Time Series Data Aggregation" (VLDB 2014): a line through these four of every column of
 * pixels covers the same pixels as the line through all.
 */
export function pushExtremes(kept: number[], values: Float64Array, start: number, end: number): void {
  let lowest = -1;
  let highest = -1;
  let broken = -1;
  let [low, high] = [NaN, NaN];
  // Tens of millions of values go through here: plain comparisons, of which NaN fails both.
  for (let index = start; index <= end; index += 1) {
    const value = values[index] ?? NaN;
    if (value < low) {
      low = value;
      lowest = index;
    } else if (value > high) {
      high = value;
      highest = index;
    } else if (Number.isNaN(value)) broken = index;
    else if (lowest < 0) {
      low = high = value;
      lowest = highest = index;
    }
  }
  let first = Math.min(lowest, highest);
  let last = Math.max(lowest, highest);
  let middle = broken;
  if (middle < first) [first, middle] = [middle, first];
  if (middle > last) [middle, last] = [last, middle];
  kept.push(start);
  if (first > start) kept.push(first);
  if (middle > start && middle > first) kept.push(middle);
  if (last > start && last > middle) kept.push(last);
  if (end > start && end > last) kept.push(end);
}
