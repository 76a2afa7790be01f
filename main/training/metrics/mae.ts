/**
 * Mean absolute error, in the target's own unit.
 *
 * Formula: Σ w·|ŷ − y| / Σ w, averaged over the outputs.
 * Source: as scikit-learn's mean_absolute_error.
 */
import type { MetricDefinition } from './definition.ts';
import { ratio } from './ratio.ts';

export const mae: MetricDefinition = {
  formula: 'Σ w·|ŷ − y| / Σ w',
  targets: ['regression'],
  better: 'lower',
  sums: ['absoluteError', 'weight'],
  finish: ({ sum, targetScale }) => ratio(sum('absoluteError'), sum('weight')) * targetScale,
};
