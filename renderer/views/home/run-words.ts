/** How a run's result reads in one cell. Pure. */
import type { RunSummary } from '../../../main/api/contract/index.ts';

/** Metrics of a test, the most telling first. */
const order = ['accuracy', 'auc', 'f1', 'r2', 'mae', 'rmse', 'mse', 'perplexity', 'loss'] as const;

export interface RunResult {
  readonly metric: string;
  readonly value: number | null;
  /** Measured on the test rows, else the best on validation or training rows so far. */
  readonly from: 'test' | 'validation' | 'training';
}

/** The figure that says most about a run; null before there is any. */
export function resultOf(run: RunSummary): RunResult | null {
  for (const metric of order) {
    const value = run.test?.[metric];
    if (value !== undefined) return { metric, value, from: 'test' };
  }
  for (const metric of order) {
    const summary = run.metrics[`val_${metric}`];
    if (summary !== undefined) return { metric: `val_${metric}`, value: summary.last, from: 'validation' };
  }
  const loss = run.metrics['loss'];
  return loss === undefined ? null : { metric: 'loss', value: loss.last, from: 'training' };
}
