/** Sums that keep their digits. */

/** Neumaier's compensated sum. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
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
  const present = values.filter((value) => !Number.isNaN(value));
  const count = present.length;
  const [first = 0] = present;
  // Exactly, where a mean of rounded sums would be off by a bit.
  if (present.every((value) => value === first)) return { count, mean: first, standardDeviation: 0 };
  const mean = sum(present) / count;
  const variance = sum(present.map((value) => (value - mean) ** 2)) / count;
  return { count, mean, standardDeviation: isConstant(count, mean, variance) ? 0 : Math.sqrt(variance) };
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
