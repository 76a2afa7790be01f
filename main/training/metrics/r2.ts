/**
 * R², the share of the target's variance that is explained; below 0 where the mean would have been better.
 *
 * Formula: 1 − Σ w·(ŷ − y)² / (Σ w·y² − (Σ w·y)² / Σ w); not a number where all targets are equal. The sums of squares
 * lose digits where the mean is large beside the spread, which targets that are standardized do not have.
 * Source: as scikit-learn's r2_score for one output.
 */
import type { MetricDefinition } from './definition.ts';

export const r2: MetricDefinition = {
  formula: '1 − Σ w·(ŷ − y)² / Σ w·(y − ȳ)²',
  targets: ['regression'],
  better: 'higher',
  sums: ['squaredError', 'target', 'squaredTarget', 'weight'],
  finish: ({ sum }) => {
    const weight = sum('weight')[0] ?? 0;
    const spread = (sum('squaredTarget')[0] ?? 0) - (sum('target')[0] ?? 0) ** 2 / weight;
    return spread <= 0 ? Number.NaN : 1 - (sum('squaredError')[0] ?? Number.NaN) / spread;
  },
};
