/**
 * Log loss: the mean of −log of the probability that the true class was given.
 *
 * Formula: Σ w·−log(max(p_y, 2⁻²³)) / Σ w.
 * Arguments: none.
 * Errors: `runner.metricNeedsProbabilities` with a loss of margins, such as hinge.
 * Source: as scikit-learn's log_loss on float32, whose epsilon is 2⁻²³.
 */
import { defineMetric } from './definition.ts';
import { ratio } from './ratio.ts';
import { logLossSum, weight } from './sums.ts';

export const logLoss = defineMetric({
  formula: 'Σ w·−log p_y / Σ w',
  targets: ['categorical'],
  better: 'lower',
  fields: {},
  ofProbabilities: true,
  needs: () => [logLossSum, weight],
  finish: (context) => ratio(context, logLossSum),
});
