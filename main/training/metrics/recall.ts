/**
 * Recall, macro-averaged: of the rows of a class, the share that were found; mean over the classes.
 *
 * Formula: mean over c of TP_c / actual_c, 0 where the class is predicted and not there; classes that are neither there
 * nor predicted do not count.
 * Source: as scikit-learn's recall_score(average='macro', zero_division=0).
 */
import type { MetricDefinition } from './definition.ts';
import { macroAverage } from './macro-average.ts';

export const recall: MetricDefinition = {
  formula: 'mean of TP / actual',
  targets: ['categorical'],
  better: 'higher',
  sums: ['truePositives', 'predicted', 'actual'],
  finish: ({ sum }) => macroAverage(sum, (hits, _, actual) => hits / actual),
};
