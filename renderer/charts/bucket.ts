/**
 * Thins a long line to what a screen can show without losing a spike: one bucket per device pixel, and of each
 * bucket its first, lowest, highest and last point.
 */

export interface Point {
  readonly x: number;
  /** NaN breaks the line. */
  readonly y: number;
}

/**
 * Points of epochs `from` to `to` (`values[i]` belongs to epoch `i + 1`), with one more on either side so that the
 * line runs out of the picture. `buckets` is the width in device pixels. A reading that is not a number stays as a
 * break; a bucket that holds one keeps it.
 */
export function bucketPoints(values: Float64Array, from: number, to: number, buckets: number): Point[] {
  const first = Math.max(0, Math.floor(from) - 2);
  const last = Math.min(values.length - 1, Math.ceil(to));
  const count = last - first + 1;
  if (count <= 0) return [];
  const width = Math.max(1, Math.floor(buckets));
  if (count <= width * 2) return range(values, first, last);
  const points: Point[] = [];
  for (let bucket = 0; bucket < width; bucket += 1) {
    const start = first + Math.floor((bucket * count) / width);
    const end = first + Math.floor(((bucket + 1) * count) / width) - 1;
    if (end >= start) pushBucket(points, values, start, end);
  }
  return points;
}

function range(values: Float64Array, first: number, last: number): Point[] {
  const points: Point[] = [];
  for (let index = first; index <= last; index += 1) points.push({ x: index + 1, y: values[index] ?? NaN });
  return points;
}

function pushBucket(points: Point[], values: Float64Array, start: number, end: number): void {
  let lowest = -1;
  let highest = -1;
  let broken = -1;
  for (let index = start; index <= end; index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) {
      broken = index;
      continue;
    }
    if (lowest < 0 || value < (values[lowest] ?? NaN)) lowest = index;
    if (highest < 0 || value > (values[highest] ?? NaN)) highest = index;
  }
  const kept = [start, lowest, highest, broken, end].filter((index) => index >= 0).sort((left, right) => left - right);
  let previous = -1;
  for (const index of kept) {
    if (index !== previous) points.push({ x: index + 1, y: values[index] ?? NaN });
    previous = index;
  }
}
