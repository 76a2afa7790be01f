/**
 * Area under the ROC curve: how likely a row of the class has a higher output than one that is not of it; equal ones
 * count half. Exact: the outputs of all rows of the epoch are kept, 4 bytes for each row and class.
 *
 * Formula: Σ w⁺·w⁻·([ŷ⁺ > ŷ⁻] + ½·[ŷ⁺ = ŷ⁻]) / (Σ w⁺ · Σ w⁻) over all pairs; of more than two classes the mean, each against the
 * rest. A class that no row has, or that all have, does not count.
 * Arguments: average (default `macro`): `macro` or `weighted`, by how many rows each class has.
 * Source: as scikit-learn's roc_auc_score, for several classes with multi_class='ovr'.
 */
import { defineMetric } from './definition.ts';
import { rankedMean, rankingFields, rankingRows } from './ranking.ts';

export const auc = defineMetric({
  formula: 'P(ŷ⁺ > ŷ⁻) + ½·P(ŷ⁺ = ŷ⁻)',
  targets: ['categorical', 'labels'],
  better: 'higher',
  fields: rankingFields,
  needs: () => rankingRows,
  finish: (context) =>
    rankedMean(context, (ties, positives, negatives) => {
      let [ahead, area] = [0, 0];
      for (const { positive, negative } of ties) {
        area += negative * (ahead + positive / 2);
        ahead += positive;
      }
      return area / (positives * negatives);
    }),
});
