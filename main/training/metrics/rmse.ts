/**
 * Root of the mean squared error, in the target's own unit.
 *
 * Formula: √(Σ w·(ŷ − y)² / Σ w).
 * Source: as the root of scikit-learn's mean_squared_error.
 */
import type { MetricDefinition } from './definition.ts';
import { ratio } from './ratio.ts';

export const rmse: MetricDefinition = {
  formula: '√(Σ w·(ŷ − y)² / Σ w)',
  targets: ['regression'],
  better: 'lower',
  sums: ['squaredError', 'weight'],
  finish: ({ sum, targetScale }) => Math.sqrt(ratio(sum('squaredError'), sum('weight'))) * targetScale,
};
