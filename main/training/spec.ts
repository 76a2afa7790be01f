/** The `training` section of an experiment file: loss, optimizer, epochs and the rest, checked, every default filled in. */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import {
  boolean,
  defaultOptions,
  fieldSchema,
  integer,
  number,
  optionsSchema,
  strictObject,
} from '../models/fields.ts';
import { report, showValue, type ProblemContext } from '../models/problems.ts';
import { maximumSeed } from '../models/random/stream.ts';
import { augmentSchema, type AugmentSpec } from './augmentation/registry.ts';
import { averagings, type AveragingSpec } from './averaging/registry.ts';
import { limitField } from './clipping/definition.ts';
import { clippings, type ClipSpec } from './clipping/registry.ts';
import { itemSchema, type Item } from './items.ts';
import { lossEntries, lossSchema, lossSpec, targetKindOf, type LossSetting } from './loss-setting.ts';
import type { LossType } from './losses/registry.ts';
import { metricSchema, metricSpec, type MetricSetting } from './metric-setting.ts';
import { metricTypes } from './metrics/registry.ts';
import { isList, measuredNames } from './objectives.ts';
import { optimizers, type OptimizerType } from './optimizers/registry.ts';
import { scheduleItems, type ScheduleType } from './schedules/registry.ts';

export type OptimizerSettings = Item<OptimizerType> & { readonly learningRate: number };

export interface EarlyStoppingSettings {
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement, in the unit of the monitored metric. */
  readonly minimumChange: number;
}

export interface CheckpointSettings {
  /** Epochs from one that is kept to the next; 0: only the last is kept, and the best where it is asked for. */
  readonly every: number;
  /** How many of those are kept, the newest; 0: all. */
  readonly keep: number;
  /** Whether the best epoch's is kept; it is anyway where the run ends with it. */
  readonly best: boolean;
}

export interface TrainingSpec {
  /** One for each output, by its id, where the model has several. */
  readonly loss: LossSetting | Readonly<Record<string, LossSetting>>;
  /** By output, its loss's share in the whole; one left out has 1. Null where there is one output. */
  readonly lossWeights: Readonly<Record<string, number>> | null;
  readonly optimizer: OptimizerSettings;
  readonly epochs: number;
  readonly batchSize: number;
  /** Batches that make one update together, as one batch of all their rows would. */
  readonly accumulate: number;
  /** By output where there are several. */
  readonly metrics: readonly MetricSetting[] | Readonly<Record<string, readonly MetricSetting[]>>;
  /** Of the initial weights, the order of the rows and all noise; 0 to 2^32 - 1. */
  readonly seed: number;
  /** Ends with the weights of the epoch that was best by `monitor`. */
  readonly restoreBest: boolean;
  readonly earlyStopping: EarlyStoppingSettings | null;
  readonly checkpoints: CheckpointSettings;
  /** Metric by which epochs are compared: `loss` or one of `metrics`, with `val_` before it for the validation rows. */
  readonly monitor: string;
  /** How the learning rate changes from the optimizer's on. */
  readonly schedule: Item<ScheduleType>;
  /** How training images are changed at random before each step; null: not at all. Judged are images as they are. */
  readonly augment: AugmentSpec | null;
  /** How gradients are kept from being too large; null: not at all. */
  readonly clip: ClipSpec | null;
  /** An average of the weights, by which the model is judged; null: by the weights themselves. */
  readonly averaging: AveragingSpec | null;
  /** Records the norms of each layer's gradients and weights, epoch by epoch. */
  readonly layerNorms: boolean;
}

/** The fields that are one number or word, as a form draws them. */
export const trainingFields = {
  epochs: integer({ default: 100, minimum: 1, maximum: 1_000_000 }),
  batchSize: integer({ default: 32, minimum: 1, maximum: 1_000_000 }),
  accumulate: integer({ default: 1, minimum: 1, maximum: 1_000_000 }),
  seed: integer({ default: 0, minimum: 0, maximum: maximumSeed }),
  restoreBest: boolean({ default: false }),
  layerNorms: boolean({ default: false }),
} as const;

const checkpointFields = {
  every: integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
  keep: integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
  best: boolean({ default: false }),
} as const;

const earlyStoppingFields = {
  patience: integer({ default: 10, minimum: 1, maximum: 1_000_000 }),
  minimumChange: number({ default: 0, minimum: 0, maximum: 1e12 }),
} as const;

const lossWeightField = number({ default: 1, minimum: 0, maximum: 1e9, required: true });

/** What is measured where nothing is asked for. */
export function defaultMetrics(loss: LossType): MetricSetting[] {
  return targetKindOf(loss) === 'regression' ? ['mae', 'rmse', 'r2'] : ['accuracy'];
}

/** The metrics of every output, defaults filled in: a list, or a record where the losses are one. */
function completeMetrics(
  loss: TrainingSpec['loss'],
  given: TrainingSpec['metrics'] | undefined,
): TrainingSpec['metrics'] {
  const chosen = (output: string | null): readonly MetricSetting[] | undefined => {
    if (given === undefined || isList(given)) return given;
    return output === null ? undefined : given[output];
  };
  const complete = lossEntries(loss).map(
    ([output, setting]) => [output, unique(chosen(output) ?? defaultMetrics(lossSpec(setting).type))] as const,
  );
  const [first] = complete;
  if (first?.[0] === null) return first[1];
  return Object.fromEntries(complete.map(([output, list]) => [output ?? '', list]));
}

/** Of metrics that are the same, the first. */
function unique(settings: readonly MetricSetting[]): MetricSetting[] {
  return [
    ...new Map(settings.toReversed().map((setting) => [metricSpec(setting).name, setting])).values(),
  ].toReversed();
}

const optimizerSchema = itemSchema(optimizers, { type: 'adam' }) as unknown as z.ZodType<OptimizerSettings>;

const scheduleSchema = itemSchema(scheduleItems, { type: 'constant' });

const clipSchema = itemSchema(clippings, { type: 'globalNorm' }) as unknown as z.ZodType<ClipSpec>;
const averagingSchema = itemSchema(averagings, { type: 'ema' });

/** Written before there were other ways of clipping: the limit of the global norm. */
const clipNormSchema = fieldSchema({ ...limitField, required: true });

const monitorSchema = z
  .unknown()
  .optional()
  .transform((given, context): string => {
    const monitor = given ?? 'val_loss';
    if (typeof monitor === 'string') return monitor;
    const choices = ['loss', ...metricTypes].flatMap((name) => [name, `val_${name}`]).join(', ');
    report(context, 'models.expectedChoice', { choices, nearest: null, found: showValue(monitor) });
    return z.NEVER;
  });

/** A list, or one for each output. */
const metricsSchema = z.unknown().transform((given, context): TrainingSpec['metrics'] => {
  const list = z.array(metricSchema);
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  const schema: z.ZodType<TrainingSpec['metrics']> = isRecord ? z.record(z.string(), list) : list;
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.addIssue(issue as never);
  return z.NEVER;
});

/** Whatever is said by output names the outputs that have a loss. */
function checkOutputs(
  { loss, lossWeights, metrics }: Pick<TrainingSpec, 'loss'> & Partial<Pick<TrainingSpec, 'lossWeights' | 'metrics'>>,
  context: ProblemContext,
): void {
  const outputs = lossEntries(loss).flatMap(([output]) => output ?? []);
  const check = (part: 'lossWeights' | 'metrics', given: object): void => {
    for (const output of Object.keys(given)) {
      if (outputs.includes(output)) continue;
      const params = { output, nearest: nearestName(output, outputs), outputs: outputs.join(', ') };
      report(context, 'training.unknownOutput', params, [part, output]);
    }
  };
  check('lossWeights', lossWeights ?? {});
  if (metrics === undefined) return;
  if (!isList(metrics)) check('metrics', metrics);
  else if (outputs.length > 0)
    report(context, 'training.metricsByOutput', { outputs: outputs.join(', ') }, ['metrics']);
}

/** Checks everything about the section that depends on no other. */
export const trainingSchema: z.ZodType<TrainingSpec> = strictObject({
  loss: lossSchema,
  lossWeights: z.record(z.string(), fieldSchema(lossWeightField)).nullable().optional(),
  optimizer: optimizerSchema,
  epochs: fieldSchema(trainingFields.epochs),
  batchSize: fieldSchema(trainingFields.batchSize),
  accumulate: fieldSchema(trainingFields.accumulate),
  metrics: metricsSchema.optional(),
  seed: fieldSchema(trainingFields.seed),
  restoreBest: fieldSchema(trainingFields.restoreBest),
  layerNorms: fieldSchema(trainingFields.layerNorms),
  earlyStopping: optionsSchema(earlyStoppingFields, []).nullable().optional(),
  checkpoints: optionsSchema(checkpointFields, []).optional(),
  monitor: monitorSchema,
  schedule: scheduleSchema,
  augment: augmentSchema.nullable().optional(),
  clip: clipSchema.nullable().optional(),
  clipNorm: clipNormSchema.nullable().optional(),
  averaging: averagingSchema.nullable().optional(),
})
  .superRefine((section, context) => {
    const { clip, clipNorm } = section;
    if (clip != null && clipNorm != null) report(context, 'training.clippedTwice', {}, ['clipNorm']);
    checkOutputs(section, context);
  })
  .transform(({ metrics, lossWeights, earlyStopping, checkpoints, augment, clip, clipNorm, averaging, ...rest }) => ({
    ...rest,
    lossWeights: lossWeights ?? null,
    metrics: completeMetrics(rest.loss, metrics),
    earlyStopping: earlyStopping ?? null,
    checkpoints: checkpoints ?? defaultOptions(checkpointFields),
    augment: augment ?? null,
    averaging: averaging ?? null,
    clip: clip ?? (clipNorm == null ? null : { type: 'globalNorm' as const, limit: clipNorm }),
  }))
  .superRefine((section, context) => {
    const { monitor } = section;
    const measured = measuredNames(section);
    if (measured.includes(monitor.replace(/^val_/u, ''))) return;
    const known = [...measured, ...metricTypes].flatMap((name) => [name, `val_${name}`]);
    if (known.includes(monitor)) {
      report(context, 'training.monitorNotMeasured', { monitor, metrics: measured.join(', ') }, ['monitor']);
      return;
    }
    const params = { choices: known.join(', '), nearest: nearestName(monitor, known), found: showValue(monitor) };
    report(context, 'models.expectedChoice', params, ['monitor']);
  });
