/** Draws a token from what a language model says of the next one. Pure. */
import { indexOfMaximum } from '../../evaluation/classification.ts';

export interface Sampling {
  /**
   * Above 0, what the logarithms of the probabilities are divided by: below 1 likely tokens become likelier, above 1 all
   * become more alike. 0: always the likeliest, the first of equals.
   */
  readonly temperature: number;
  /** Only so many of the likeliest tokens are drawn from, of equally likely ones those of the smaller numbers; null: all. */
  readonly topK: number | null;
}

/**
 * @param probabilities float32 [tokens], at least 0; those of `never` are taken for 0
 * @param uniform at least 0 and below 1
 * @returns number of the token drawn: the first whose share together with those before it exceeds `uniform`
 */
export function sampleToken(
  probabilities: Float32Array,
  { temperature, topK }: Sampling,
  never: readonly number[],
  uniform: number,
): number {
  const allowed = probabilities.slice();
  for (const token of never) allowed[token] = -1;
  const likeliest = indexOfMaximum(allowed);
  if (temperature === 0) return likeliest;
  if (topK !== null && topK < allowed.length) {
    const ranked = Array.from(allowed.keys()).sort(
      (one, other) => (allowed[other] ?? 0) - (allowed[one] ?? 0) || one - other,
    );
    for (const token of ranked.slice(topK)) allowed[token] = -1;
  }
  const highest = Math.log(allowed[likeliest] ?? 0);
  const weights = Float64Array.from(allowed, (probability) =>
    probability > 0 ? Math.exp((Math.log(probability) - highest) / temperature) : 0,
  );
  const wanted = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const [token, weight] of weights.entries()) {
    sum += weight;
    if (weight > 0 && sum > wanted) return token;
  }
  return likeliest;
}
