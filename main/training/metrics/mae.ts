/**
 * Mean absolute error, in the target's own unit; of several outputs, their mean.
 *
 * Formula: Σ w·|ŷ − y| / Σ w.
 * Arguments: none.
 * Source: as scikit-learn's mean_absolute_error.
 */
import { defineMetric } from './definition.ts';
import { meanOverOutputs } from './ratio.ts';
import { absoluteError, weight } from './sums.ts';

export const mae = defineMetric({
  formula: 'Σ w·|ŷ − y| / Σ w',
  targets: ['regression'],
  better: 'lower',
  fields: {},
  needs: () => [absoluteError, weight],
  finish: (context) => meanOverOutputs(context, absoluteError, (mean, scale) => mean * scale),
});
