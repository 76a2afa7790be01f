/** Which way a metric gets better; the one place where the store knows metrics by name. */
const lowerIsBetter: ReadonlySet<string> = new Set(['loss', 'mse', 'rmse', 'mae', 'perplexity']);

export type MetricDirection = 'higher' | 'lower';

/** `val_` and `test_` variants go the way of their metric. */
export function metricDirection(metric: string): MetricDirection {
  return lowerIsBetter.has(metric.replace(/^(val|test)_/, '')) ? 'lower' : 'higher';
}
