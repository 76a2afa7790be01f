/** McNemar's exact test: whether of two classifiers on the same rows one is right more often. */

/**
 * @param left rows that only the first gets right
 * @param right rows that only the second gets right
 * @returns the two-sided p-value: how often two equally good ones would differ at least so much; 1 where none differs
 *
 * Under the hypothesis each of the n = left + right rows falls to either with probability ½, so
 * p = min(1, 2·Σ_{i ≤ min(left, right)} C(n, i) / 2ⁿ). Source: Q. McNemar, "Note on the sampling error of the
 * difference between correlated proportions or percentages", Psychometrika 12 (1947), in its exact, binomial form.
 */
export function mcnemar(left: number, right: number): number {
  const count = left + right;
  const fewer = Math.min(left, right);
  if (left === right) return 1;
  // The largest term by its logarithm, which cannot overflow; the others by their ratio to the next.
  let logarithm = -count * Math.LN2;
  for (let index = 1; index <= fewer; index += 1) logarithm += Math.log((count - fewer + index) / index);
  let sum = 0;
  let ratio = 1;
  for (let index = fewer; index >= 0 && ratio > 1e-18; index -= 1) {
    sum += ratio;
    ratio *= index / (count - index + 1);
  }
  return Math.min(1, 2 * sum * Math.exp(logarithm));
}
