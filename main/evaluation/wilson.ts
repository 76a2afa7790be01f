/** Wilson's score interval for a proportion. */

/** Two-sided 95 %: the 0.975 quantile of the standard normal distribution. */
const z95 = 1.959963984540054;

export interface Proportion {
  /** `successes / count`; NaN where `count` is 0. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * A proportion with its 95 % interval: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
 * without continuity correction. Unlike p ± 1.96·s.e. it stays inside 0 to 1 and is honest for few rows.
 */
export function wilson(successes: number, count: number): Proportion {
  if (count === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, count };
  const value = successes / count;
  const squared = z95 * z95;
  const centre = value + squared / (2 * count);
  const spread = z95 * Math.sqrt((value * (1 - value)) / count + squared / (4 * count * count));
  const scale = 1 + squared / count;
  // The limits are exact at the ends, where rounding would leave a hair.
  const low = successes === 0 ? 0 : (centre - spread) / scale;
  const high = successes === count ? 1 : (centre + spread) / scale;
  return { value, low, high, count };
}
