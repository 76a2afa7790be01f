/**
 * Accuracy: share of the rows whose class is predicted, by sample weight; of labels, the share of all labels of all rows
 * that are judged rightly, from a probability of 0.5 on as there.
 *
 * Formula: Σ w·[argmax ŷ = y] / Σ w; of equal outputs the first counts.
 * Arguments: none.
 * Source: as scikit-learn's accuracy_score; for labels as Keras' BinaryAccuracy.
 */
import { defineMetric } from './definition.ts';
import { ratio } from './ratio.ts';
import { correct, weight } from './sums.ts';

export const accuracy = defineMetric({
  formula: 'Σ w·[argmax ŷ = y] / Σ w',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: {},
  needs: () => [correct, weight],
  finish: (context) => ratio(context, correct),
});
