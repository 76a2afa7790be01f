/**
 * Root of the mean squared error, in the target's own unit; of several outputs, the mean of their roots.
 *
 * Formula: √(Σ w·(ŷ − y)² / Σ w).
 * Arguments: none.
 * Source: as scikit-learn's mean_squared_error(squared=False), later root_mean_squared_error.
 */
import { defineMetric } from './definition.ts';
import { meanOverOutputs } from './ratio.ts';
import { squaredError, weight } from './sums.ts';

export const rmse = defineMetric({
  formula: '√(Σ w·(ŷ − y)² / Σ w)',
  targets: ['regression'],
  better: 'lower',
  fields: {},
  needs: () => [squaredError, weight],
  finish: (context) => meanOverOutputs(context, squaredError, (mean, scale) => Math.sqrt(mean) * scale),
});
