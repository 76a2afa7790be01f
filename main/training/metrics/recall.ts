/**
 * Recall: of the rows of a class, the share that were found.
 *
 * Formula: TP / actual, 0 where there is nothing to divide by; classes that are neither
 * there nor predicted do not count.
 * Arguments: average (default `auto`: `binary` for two classes, `macro` for more), positive (default `second`): see
 * `averages.ts`. With several labels, `auto` is `macro`.
 * Source: as scikit-learn's recall_score with the same `average` and zero_division=0.
 */
import { averaged, averageFields, countSums, needsTwoClasses } from './averages.ts';
import { defineMetric } from './definition.ts';

export const recall = defineMetric({
  formula: 'TP / actual',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: averageFields,
  twoClasses: needsTwoClasses,
  needs: () => countSums,
  finish: (context) => averaged(context, ({ hits, present }) => hits / present),
});
