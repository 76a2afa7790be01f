/**
 * Precision, macro-averaged: of the rows taken for a class, the share that are of it; mean over the classes.
 *
 * Formula: mean over c of TP_c / predicted_c, 0 where nothing was taken for the class; classes that are neither there
 * nor predicted do not count.
 * Source: as scikit-learn's precision_score(average='macro', zero_division=0).
 */
import type { MetricDefinition } from './definition.ts';
import { macroAverage } from './macro-average.ts';

export const precision: MetricDefinition = {
  formula: 'mean of TP / predicted',
  targets: ['categorical'],
  better: 'higher',
  sums: ['truePositives', 'predicted', 'actual'],
  finish: ({ sum }) => macroAverage(sum, (hits, predicted) => hits / predicted),
};
