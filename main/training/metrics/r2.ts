/**
 * R², the share of the target's variance that is explained; below 0 where the mean would have been better. Of several
 * outputs, the mean of theirs.
 *
 * Formula: 1 − Σ w·(ŷ − y)² / (Σ w·t² − (Σ w·t)² / Σ w), t the target less the mean of the training targets, so that the
 * squares lose no digits where the mean is large beside the spread; not a number where all targets are equal.
 * Arguments: none.
 * Source: as scikit-learn's r2_score, which gives 0 or 1 where all targets are equal.
 */
import { defineMetric } from './definition.ts';
import { squaredError, squaredTarget, target, weight } from './sums.ts';

export const r2 = defineMetric({
  formula: '1 − Σ w·(ŷ − y)² / Σ w·(y − ȳ)²',
  targets: ['regression'],
  better: 'higher',
  fields: {},
  needs: () => [squaredError, target, squaredTarget, weight],
  finish: ({ sum }) => {
    const [whole = Number.NaN] = sum(weight);
    const [means, squares] = [sum(target), sum(squaredTarget)];
    const scores = Array.from(sum(squaredError), (error, output) => {
      const spread = (squares[output] ?? Number.NaN) - (means[output] ?? Number.NaN) ** 2 / whole;
      return spread <= 0 ? Number.NaN : 1 - error / spread;
    });
    return scores.reduce((total, score) => total + score, 0) / scores.length;
  },
});
