/**
 * F1: harmonic mean of precision and recall.
 *
 * Formula: 2·TP / (predicted + actual), 0 where there is nothing to divide by; classes that are neither
 * there nor predicted do not count.
 * Arguments: average (default `auto`: `binary` for two classes, `macro` for more), positive (default `second`): see
 * `averages.ts`. With several labels, `auto` is `macro`.
 * Source: as scikit-learn's f1_score with the same `average` and zero_division=0.
 */
import { averaged, averageFields, countSums, needsTwoClasses } from './averages.ts';
import { defineMetric } from './definition.ts';

export const f1 = defineMetric({
  formula: '2·TP / (predicted + actual)',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: averageFields,
  twoClasses: needsTwoClasses,
  needs: () => countSums,
  finish: (context) => averaged(context, ({ hits, taken, present }) => (2 * hits) / (taken + present)),
});
