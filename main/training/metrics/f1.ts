/**
 * F1, macro-averaged: harmonic mean of precision and recall by class; mean over the classes.
 *
 * Formula: mean over c of 2·TP_c / (predicted_c + actual_c); classes that are neither there nor predicted do not count.
 * Source: as scikit-learn's f1_score(average='macro', zero_division=0).
 */
import type { MetricDefinition } from './definition.ts';
import { macroAverage } from './macro-average.ts';

export const f1: MetricDefinition = {
  formula: 'mean of 2·TP / (predicted + actual)',
  targets: ['categorical'],
  better: 'higher',
  sums: ['truePositives', 'predicted', 'actual'],
  finish: ({ sum }) => macroAverage(sum, (hits, predicted, actual) => (2 * hits) / (predicted + actual)),
};
