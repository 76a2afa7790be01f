/** What a training section judges: the one output of the simple form, or each output that it names. */
import { lossEntries, lossSpec, type LossSpec } from './loss-setting.ts';
import { metricSpec, type MetricSetting, type MetricSpec } from './metric-setting.ts';
import type { TrainingSpec } from './spec.ts';

export interface ObjectiveSpec {
  /** Id of the model's output; null: its only one. */
  readonly output: string | null;
  readonly loss: LossSpec;
  /** Its share in the loss that is minimised. */
  readonly weight: number;
  readonly metrics: readonly MetricSpec[];
}

type Section = Pick<TrainingSpec, 'loss' | 'lossWeights' | 'metrics'>;

export function objectivesOf({ loss, lossWeights, metrics }: Section): readonly ObjectiveSpec[] {
  return lossEntries(loss).map(([output, setting]) => ({
    output,
    loss: lossSpec(setting),
    weight: (output === null ? null : lossWeights?.[output]) ?? 1,
    metrics: (isList(metrics) ? metrics : (metrics[output ?? ''] ?? [])).map(metricSpec),
  }));
}

/** Everything that an epoch is measured by, without `val_`: `loss`, `accuracy`, or `price_loss`, `price_mae`. */
export function measuredNames(section: Section): string[] {
  return [
    'loss',
    ...objectivesOf(section).flatMap(({ output, metrics }): readonly string[] =>
      output === null
        ? metrics.map(({ name }) => name)
        : [`${output}_loss`, ...metrics.map(({ name }) => `${output}_${name}`)],
    ),
  ];
}

/** Whether metrics are those of the only output. */
export function isList(metrics: TrainingSpec['metrics']): metrics is readonly MetricSetting[] {
  return Array.isArray(metrics);
}
