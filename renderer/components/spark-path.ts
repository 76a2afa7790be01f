/** The path of a sparkline in a box of 100 × 18. Pure. */

export interface SparkPath {
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
}

/** Buckets of points, each with its extremes, so that a spike is never dropped. */
const buckets = 60;

/** Null when there is no finite value. Gaps break the line. */
export function sparkPath(values: ArrayLike<number | null>): SparkPath | null {
  let low = Infinity;
  let high = -Infinity;
  const count = values.length;
  for (let index = 0; index < count; index += 1) {
    const value = values[index];
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const x = (index: number): number => round(count === 1 ? 50 : 2 + (index / (count - 1)) * 96);
  const y = (value: number): number => round(high === low ? 9 : 16 - ((value - low) / (high - low)) * 14);
  let line = '';
  let pen = 'M';
  let end = { x: 0, y: 0 };
  for (const index of keep(values)) {
    const value = values[index];
    if (value === null || value === undefined || !Number.isFinite(value)) {
      pen = 'M';
      continue;
    }
    end = { x: x(index), y: y(value) };
    line += `${pen}${String(end.x)} ${String(end.y)}`;
    pen = 'L';
  }
  return { line, end };
}

/** Every point of a short series; of a long one the first, least, greatest and last of each bucket. */
function keep(values: ArrayLike<number | null>): number[] {
  const count = values.length;
  if (count <= buckets * 4) return Array.from({ length: count }, (_, index) => index);
  const kept: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const first = Math.floor((bucket * count) / buckets);
    const last = Math.floor(((bucket + 1) * count) / buckets) - 1;
    let least = first;
    let greatest = first;
    for (let index = first; index <= last; index += 1) {
      if ((values[index] ?? NaN) < (values[least] ?? NaN)) least = index;
      if ((values[index] ?? NaN) > (values[greatest] ?? NaN)) greatest = index;
    }
    kept.push(...new Set([first, Math.min(least, greatest), Math.max(least, greatest), last]));
  }
  return kept;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
