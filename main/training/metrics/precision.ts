/**
 * Precision: of the rows taken for a class, the share that are of it.
 *
 * Formula: TP / predicted, 0 where there is nothing to divide by; classes that are neither
 * there nor predicted do not count.
 * Arguments: average (default `auto`: `binary` for two classes, `macro` for more), positive (default `second`): see
 * `averages.ts`. With several labels, `auto` is `macro`.
 * Source: as scikit-learn's precision_score with the same `average` and zero_division=0.
 */
import { averaged, averageFields, countSums, needsTwoClasses } from './averages.ts';
import { defineMetric } from './definition.ts';

export const precision = defineMetric({
  formula: 'TP / predicted',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: averageFields,
  twoClasses: needsTwoClasses,
  needs: () => countSums,
  finish: (context) => averaged(context, ({ hits, taken }) => hits / taken),
});
