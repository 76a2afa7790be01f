/**
 * Average precision, the area under the curve of precision over recall, in steps: what counts where a class is rare.
 * Exact: the outputs of all rows of the epoch are kept, 4 bytes for each row and class.
 *
 * Formula: Σ over the different outputs, highest first, of (recall − recall before)·precision; of more than two classes the
 * mean, each against the rest. A class that no row has, or that all have, does not count.
 * Arguments: average (default `macro`): `macro` or `weighted`, by how many rows each class has.
 * Source: as scikit-learn's average_precision_score.
 */
import { defineMetric } from './definition.ts';
import { rankedMean, rankingFields, rankingRows } from './ranking.ts';

export const averagePrecision = defineMetric({
  formula: 'Σ (Rₙ − Rₙ₋₁)·Pₙ',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: rankingFields,
  needs: () => rankingRows,
  finish: (context) =>
    rankedMean(context, (ties, positives) => {
      let [hits, taken, area] = [0, 0, 0];
      for (const { positive, negative } of ties) {
        hits += positive;
        taken += positive + negative;
        if (taken > 0) area += (positive / positives) * (hits / taken);
      }
      return area;
    }),
});
