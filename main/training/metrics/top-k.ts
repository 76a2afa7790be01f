/**
 * Top-k accuracy: share of the rows whose class is among the k with the highest output.
 *
 * Formula: Σ w·[fewer than k outputs are higher than that of y] / Σ w; ties count for the true class.
 * Arguments: k (default 5, from 1 to 1,000); from the number of classes on the metric is 1.
 * Source: as Keras' SparseTopKCategoricalAccuracy; scikit-learn's top_k_accuracy_score without ties.
 */
import { integer } from '../../models/fields.ts';
import { defineMetric } from './definition.ts';
import { ratio } from './ratio.ts';
import { correctTop, weight } from './sums.ts';

const fields = { k: integer({ default: 5, minimum: 1, maximum: 1000 }) };

export const topK = defineMetric({
  formula: 'Σ w·[rank of y ≤ k] / Σ w',
  targets: ['categorical'],
  better: 'higher',
  fields,
  needs: ({ k }) => [correctTop(k), weight],
  finish: (context) => ratio(context, correctTop(context.options.k)),
});
