/**
 * Mean squared error, in the square of the target's own unit; of several outputs, their mean.
 *
 * Formula: Σ w·(ŷ − y)² / Σ w.
 * Arguments: none.
 * Source: as scikit-learn's mean_squared_error.
 */
import { defineMetric } from './definition.ts';
import { meanOverOutputs } from './ratio.ts';
import { squaredError, weight } from './sums.ts';

export const mse = defineMetric({
  formula: 'Σ w·(ŷ − y)² / Σ w',
  targets: ['regression', 'labels'],
  better: 'lower',
  fields: {},
  needs: () => [squaredError, weight],
  finish: (context) => meanOverOutputs(context, squaredError, (mean, scale) => mean * scale ** 2),
});
