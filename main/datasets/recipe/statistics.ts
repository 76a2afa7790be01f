/** Sums that keep their digits. Columns have millions of values: loops over places, an iterator takes three times as long. */

/** Neumaier's compensated sum of what `term` makes of each value. */
export function sum(values: Float64Array, term: (value: number) => number = (value) => value): number {
  let total = 0;
  let lost = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = term(values[place] ?? 0);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Population standard deviation (divided by the count). */
  readonly standardDeviation: number;
}

/** Of the values that are not NaN; all zero where there is none. */
export function moments(values: Float64Array): Moments {
  const present = withoutMissing(values);
  const count = present.length;
  const [first = 0] = present;
  // Exactly, where a mean of rounded sums would be off by a bit.
  if (present.every((value) => value === first)) return { count, mean: first, standardDeviation: 0 };
  const mean = sum(present) / count;
  const variance = sum(present, (value) => (value - mean) ** 2) / count;
  return { count, mean, standardDeviation: isConstant(count, mean, variance) ? 0 : Math.sqrt(variance) };
}

/** The values that are not NaN: the same array where all are there. */
function withoutMissing(values: Float64Array): Float64Array {
  return values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values;
}

/** Whether a variance is nothing but rounding: scikit-learn's bound (`_is_constant_feature`). */
function isConstant(count: number, mean: number, variance: number): boolean {
  const epsilon = Number.EPSILON;
  return variance <= count * epsilon * variance + (count * mean * epsilon) ** 2;
}

/** Middle of the values that are not NaN, or the mean of the two middle ones; null where there is none. */
export function median(values: Float64Array): number | null {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const upper = present[present.length >> 1];
  if (upper === undefined) return null;
  const lower = present[(present.length - 1) >> 1] ?? upper;
  return lower === upper ? upper : (lower + upper) / 2;
}

/** Quantiles of the values that are not NaN, between two values by their distance (NumPy's default, `linear`). */
export function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  return shares.map((share) => {
    const place = share * (present.length - 1);
    const lower = present[Math.floor(place)] ?? 0;
    const upper = present[Math.ceil(place)] ?? lower;
    return lower + (upper - lower) * (place - Math.floor(place));
  });
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Where a function with one summit is highest: begins between -2 and 2, goes on as far as it climbs, then narrows by the
 * golden section until nothing is gained.
 */
export function maximize(height: (at: number) => number): number {
  let [low, high] = [-2, 2];
  while (high < 64 && height(high) > height((low + high) / 2)) high *= 2;
  while (low > -64 && height(low) > height((low + high) / 2)) low *= 2;
  let [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)];
  let [atLeft, atRight] = [height(left), height(right)];
  // Below the square root of float64's precision a summit is flat.
  while (high - low > 1e-8 * Math.max(1, Math.abs(low))) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - goldenRatio * (high - low);
      atLeft = height(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + goldenRatio * (high - low);
      atRight = height(right);
    }
  }
  return (low + high) / 2;
}
