/** Which way a metric gets better; the one place where the store knows metrics by name. */
const lowerIsBetter = /(?:^|_)(?:loss|logLoss|mse|rmse|mae|perplexity)$/u;

export type MetricDirection = 'higher' | 'lower';

/** By its last word, so that `val_`, `test_` and an output's name before it change nothing: `val_price_mae`. */
export function metricDirection(metric: string): MetricDirection {
  return lowerIsBetter.test(metric) ? 'lower' : 'higher';
}
