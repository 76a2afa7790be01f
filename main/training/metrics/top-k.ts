/**
 * Top-5 accuracy: share of the rows whose class is among the five with the highest output.
 *
 * Formula: Σ w·[fewer than 5 outputs are higher than that of y] / Σ w; ties count for the true class.
 * Source: as Keras' SparseTopKCategoricalAccuracy with k = 5.
 */
import type { MetricDefinition } from './definition.ts';
import { ratio } from './ratio.ts';

export const topK: MetricDefinition = {
  formula: 'Σ w·[rank of y ≤ 5] / Σ w',
  targets: ['categorical'],
  better: 'higher',
  sums: ['correctTop5', 'weight'],
  finish: ({ sum }) => ratio(sum('correctTop5'), sum('weight')),
};
