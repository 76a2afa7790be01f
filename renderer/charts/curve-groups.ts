/** Which metrics share a chart: a metric and its `val_` twin; loss first, how training went last. */
import { baseMetric } from '../state/run-metrics.ts';

export interface CurveGroup {
  /** Name without `val_`. */
  readonly base: string;
  /** Metrics drawn in it, training before validation. */
  readonly metrics: readonly string[];
}

/** Charts that a view shows without being asked for more: a run may have thousands of metrics. */
export const chartsAtOnce = 24;

/** What a run records of its steps instead of its results. */
const ofSteps: ReadonlySet<string> = new Set(['learningRate', 'lr', 'gradientNorm']);

/** Beginnings of what is recorded of each layer: all layers share a chart. */
const ofLayers = ['gradientNorm/', 'weightNorm/'] as const;

/** `gradientNorm/dense_1` → `gradientNorm/`; null for what is not of a layer. */
export function layerPrefix(metric: string): string | null {
  return ofLayers.find((prefix) => metric.startsWith(prefix)) ?? null;
}

function order(base: string): number {
  if (layerPrefix(base) !== null) return 3;
  return base === 'loss' ? 0 : ofSteps.has(base) ? 2 : 1;
}

export function curveGroups(metrics: readonly string[]): CurveGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of metrics) {
    const base = layerPrefix(metric) ?? baseMetric(metric);
    groups.set(base, [...(groups.get(base) ?? []), metric]);
  }
  return [...groups.entries()]
    .map(([base, names]) => ({
      base,
      metrics: names.sort((left, right) => Number(left !== base) - Number(right !== base)),
    }))
    .sort((left, right) => order(left.base) - order(right.base) || left.base.localeCompare(right.base, 'en'));
}
