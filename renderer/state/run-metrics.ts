/** Readings of runs: which metric speaks for a run, its value at best, last or test, and differences with intervals. */
import type { RunSummary, TestEvaluation } from '../../main/api/contract/index.ts';

/** Where a metric is read. */
export type ReadingAt = 'best' | 'last' | 'test';

/** Which metric speaks for a run when several are there. */
const speaking = [
  'accuracy',
  'f1',
  'auc',
  'averagePrecision',
  'topK',
  'r2',
  'mae',
  'rmse',
  'mse',
  'perplexity',
  'recall',
  'precision',
  'loss',
];

/** The metric without its `val_`. */
export function baseMetric(metric: string): string {
  return metric.startsWith('val_') ? metric.slice(4) : metric;
}

/** The metric that speaks for a run: on the validation rows where there are such. Null before the first epoch. */
export function mainMetric(run: RunSummary): string | null {
  // A run that has not changed keeps its readings: thousands of names are gone through once.
  let name = mainMetrics.get(run.metrics);
  if (name === undefined) {
    name = speakingName(Object.keys(run.metrics));
    mainMetrics.set(run.metrics, name);
  }
  return name;
}

const mainMetrics = new WeakMap<RunSummary['metrics'], string | null>();

function speakingName(names: readonly string[]): string | null {
  const all = new Set(names);
  // Names of layers and of steps speak for no run, and there may be thousands.
  const parts = names
    .filter((name) => !name.includes('/'))
    .map((name) => ({ name, words: new Set(baseMetric(name).split('_')) }));
  for (const base of speaking) {
    for (const name of [`val_${base}`, base]) if (all.has(name)) return name;
    if (base === 'loss') continue;
    // That of one of several outputs, or with options of its own: `price_mae`, `f1_weighted`.
    const own = parts.filter(({ words }) => words.has(base));
    const chosen = own.find(({ name }) => name.startsWith('val_')) ?? own[0];
    if (chosen !== undefined) return chosen.name;
  }
  return names[0] ?? null;
}

export function readingOf(run: RunSummary, metric: string, at: ReadingAt): number | null {
  switch (at) {
    case 'best':
      return run.metrics[metric]?.best ?? null;
    case 'last':
      return run.metrics[metric]?.last ?? null;
    case 'test':
      return run.test?.[baseMetric(metric)] ?? null;
    default:
      return at satisfies never;
  }
}

/** Whether more is better, as the store's own choice of `best` shows; null while all readings are equal. */
export function higherIsBetter(run: RunSummary, metric: string): boolean | null {
  const summary = run.metrics[metric];
  if (summary === undefined || summary.best === null || summary.min === summary.max) return null;
  return summary.best === summary.max;
}

/** The epoch of the best reading on the validation rows, else on the training rows; null before the first epoch. */
export function bestEpoch(run: RunSummary): number | null {
  const summary = run.metrics['val_loss'] ?? run.metrics['loss'];
  return summary === undefined || summary.best === null ? null : summary.bestEpoch;
}

/** Metrics over several runs, those that most runs have first, then by name. */
export function metricsOf(runs: readonly RunSummary[]): string[] {
  const times = new Map<string, number>();
  for (const run of runs) for (const name of Object.keys(run.metrics)) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times.entries()]
    .sort(([left, one], [right, two]) => two - one || left.localeCompare(right, 'en'))
    .map(([name]) => name);
}

export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The interval includes zero. */
  readonly tie: boolean;
}

type Accuracy = Extract<TestEvaluation, { kind: 'classification' }>['accuracy'];

/**
 * Difference of two shares with its 95 % interval: Newcombe's hybrid of two Wilson intervals for independent samples
 * (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10).
 */
export function accuracyDifference(own: Accuracy, reference: Accuracy): Difference {
  const value = own.value - reference.value;
  const low = value - Math.hypot(own.value - own.low, reference.high - reference.value);
  const high = value + Math.hypot(own.high - own.value, reference.value - reference.low);
  return { value, low, high, tie: low <= 0 && high >= 0 };
}
