/** Which metrics share a chart: a metric and its `val_` twin; loss first, how training went last. */
import { baseMetric } from '../state/run-metrics.ts';

export interface CurveGroup {
  /** Name without `val_`. */
  readonly base: string;
  /** Metrics drawn in it, training before validation. */
  readonly metrics: readonly string[];
}

/** What a run records of its steps instead of its results. */
const ofSteps: ReadonlySet<string> = new Set(['learningRate', 'lr', 'gradientNorm']);

function order(base: string): number {
  return base === 'loss' ? 0 : ofSteps.has(base) ? 2 : 1;
}

export function curveGroups(metrics: readonly string[]): CurveGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of metrics) {
    const base = baseMetric(metric);
    groups.set(base, [...(groups.get(base) ?? []), metric]);
  }
  return [...groups.entries()]
    .map(([base, names]) => ({
      base,
      metrics: names.sort((left, right) => Number(left !== base) - Number(right !== base)),
    }))
    .sort((left, right) => order(left.base) - order(right.base) || left.base.localeCompare(right.base, 'en'));
}
