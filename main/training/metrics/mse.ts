/**
 * Mean squared error, in the square of the target's own unit.
 *
 * Formula: Σ w·(ŷ − y)² / Σ w, averaged over the outputs.
 * Source: as scikit-learn's mean_squared_error.
 */
import type { MetricDefinition } from './definition.ts';
import { ratio } from './ratio.ts';

export const mse: MetricDefinition = {
  formula: 'Σ w·(ŷ − y)² / Σ w',
  targets: ['regression'],
  better: 'lower',
  sums: ['squaredError', 'weight'],
  finish: ({ sum, targetScale }) => ratio(sum('squaredError'), sum('weight')) * targetScale ** 2,
};
