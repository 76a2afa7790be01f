/**
 * Perplexity: e to the mean of −log of the probability that the true class was given, the measure of language models: how
 * many equally likely tokens the model wavers between. The mean itself, in nats per token, is `logLoss`.
 *
 * Formula: exp(Σ w·−log(max(p_y, 2⁻²³)) / Σ w).
 * Arguments: none.
 * Errors: `runner.metricNeedsProbabilities` with a loss of margins, such as hinge.
 * Source: Jelinek et al., Perplexity: a measure of the difficulty of speech recognition tasks, 1977.
 */
import { defineMetric } from './definition.ts';
import { ratio } from './ratio.ts';
import { logLossSum, weight } from './sums.ts';

export const perplexity = defineMetric({
  formula: 'exp(Σ w·−log p_y / Σ w)',
  targets: ['categorical'],
  better: 'lower',
  fields: {},
  ofProbabilities: true,
  needs: () => [logLossSum, weight],
  finish: (context) => Math.exp(ratio(context, logLossSum)),
});
