/**
 * Accuracy: share of the rows whose class is predicted, by sample weight.
 *
 * Formula: Σ w·[argmax ŷ = y] / Σ w; of equal outputs the first counts.
 * Source: as scikit-learn's accuracy_score.
 */
import type { MetricDefinition } from './definition.ts';
import { ratio } from './ratio.ts';

export const accuracy: MetricDefinition = {
  formula: 'Σ w·[argmax ŷ = y] / Σ w',
  targets: ['categorical'],
  better: 'higher',
  sums: ['correct', 'weight'],
  finish: ({ sum }) => ratio(sum('correct'), sum('weight')),
};
