/** Intervals of means by Student's t, and whether two means can be told apart. Pure. */

/** The 0.975 quantile of Student's t at 1 to 30 degrees of freedom. */
const quantiles = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
  2.178813, 2.160369, 2.144787, 2.13145, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873, 2.068658,
  2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.04523, 2.042272,
];

/** At a whole number of degrees of freedom, 1 or more. Beyond the table by the first terms of Cornish and Fisher's
 * expansion, right to 5 digits there. */
export function studentQuantile(freedom: number): number {
  const z = 1.959963984540054;
  return (
    quantiles[freedom - 1] ??
    z +
      (z ** 3 + z) / (4 * freedom) +
      (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
      (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}

export interface Sample {
  readonly count: number;
  readonly mean: number;
  /** Of the values, with count - 1 in the denominator; 0 for a single one. */
  readonly variance: number;
  /** Half the width of the mean's 95 % interval, t(0.975, count - 1) · √(variance / count); null for fewer than two. */
  readonly half: number | null;
}

/** Null where there is no value. All of them must be finite. */
export function sampleOf(values: readonly number[]): Sample | null {
  const count = values.length;
  const [first] = values;
  if (first === undefined) return null;
  // Equal values are their own mean: a sum of them, divided, may be off by a last bit, and an interval would show it.
  const isEqual = values.every((value) => value === first);
  const mean = isEqual ? first : values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = count < 2 ? 0 : squares / (count - 1);
  const half = count < 2 ? null : studentQuantile(count - 1) * Math.sqrt(variance / count);
  return { count, mean, variance, half };
}

/**
 * Whether the 95 % interval of the difference of two means includes zero (B. L. Welch, Biometrika 34, 1947; degrees of
 * freedom by Satterthwaite, rounded down, which only widens it). Null where either has fewer than two values.
 */
export function isTie(one: Sample, two: Sample): boolean | null {
  if (one.count < 2 || two.count < 2) return null;
  const [first, second] = [one.variance / one.count, two.variance / two.count];
  const spread = first + second;
  if (spread === 0) return one.mean === two.mean;
  const freedom = spread ** 2 / (first ** 2 / (one.count - 1) + second ** 2 / (two.count - 1));
  return Math.abs(one.mean - two.mean) <= studentQuantile(Math.max(1, Math.floor(freedom))) * Math.sqrt(spread);
}
