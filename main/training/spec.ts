/** The `training` section of an experiment file: loss, optimizer, epochs and the rest, checked, every default filled in. */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { boolean, choice, fieldSchema, integer, number, optionsSchema, strictObject } from '../models/fields.ts';
import { report, showValue } from '../models/problems.ts';
import { maximumSeed } from '../models/random/stream.ts';
import { limitField } from './clipping/definition.ts';
import { clippings, type ClipSpec } from './clipping/registry.ts';
import { itemSchema, type Item } from './items.ts';
import { losses, lossTypes, type LossType } from './losses/registry.ts';
import { metricTypes, type MetricType } from './metrics/registry.ts';
import { optimizers, type OptimizerType } from './optimizers/registry.ts';
import { scheduleItems, type ScheduleType } from './schedules/registry.ts';

export type OptimizerSettings = Item<OptimizerType> & { readonly learningRate: number };

export interface EarlyStoppingSettings {
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement, in the unit of the monitored metric. */
  readonly minimumChange: number;
}

export interface TrainingSpec {
  readonly loss: LossType;
  readonly optimizer: OptimizerSettings;
  readonly epochs: number;
  readonly batchSize: number;
  readonly metrics: readonly MetricType[];
  /** Of the initial weights, the order of the rows and all noise; 0 to 2^32 - 1. */
  readonly seed: number;
  /** Ends with the weights of the epoch that was best by `monitor`. */
  readonly restoreBest: boolean;
  readonly earlyStopping: EarlyStoppingSettings | null;
  /** Metric by which epochs are compared: `loss` or one of `metrics`, with `val_` before it for the validation rows. */
  readonly monitor: string;
  /** How the learning rate changes from the optimizer's on. */
  readonly schedule: Item<ScheduleType>;
  /** How gradients are kept from being too large; null: not at all. */
  readonly clip: ClipSpec | null;
}

/** The fields that are one number or word, as a form draws them. */
export const trainingFields = {
  loss: choice({ default: 'crossEntropy', choices: lossTypes, required: true }),
  epochs: integer({ default: 100, minimum: 1, maximum: 1_000_000 }),
  batchSize: integer({ default: 32, minimum: 1, maximum: 1_000_000 }),
  seed: integer({ default: 0, minimum: 0, maximum: maximumSeed }),
  restoreBest: boolean({ default: false }),
} as const;

const earlyStoppingFields = {
  patience: integer({ default: 10, minimum: 1, maximum: 1_000_000 }),
  minimumChange: number({ default: 0, minimum: 0, maximum: 1e12 }),
} as const;

const metricField = choice({ default: 'accuracy', choices: metricTypes, required: true });

/** What is measured where nothing is asked for. */
export function defaultMetrics(loss: LossType): MetricType[] {
  return losses[loss].targets.includes('categorical') ? ['accuracy'] : ['mae', 'rmse', 'r2'];
}

const optimizerSchema = itemSchema(optimizers, { type: 'adam' }) as unknown as z.ZodType<OptimizerSettings>;

const scheduleSchema = itemSchema(scheduleItems, { type: 'constant' });

const clipSchema = itemSchema(clippings, { type: 'globalNorm' }) as unknown as z.ZodType<ClipSpec>;
/** Written before there were other ways of clipping: the limit of the global norm. */
const clipNormSchema = fieldSchema({ ...limitField, required: true });

const monitorSchema = z
  .unknown()
  .optional()
  .transform((given, context): string => {
    const monitor = given ?? 'val_loss';
    const known = ['loss', ...metricTypes].flatMap((name) => [name, `val_${name}`]);
    if (typeof monitor === 'string' && known.includes(monitor)) return monitor;
    const nearest = typeof monitor === 'string' ? nearestName(monitor, known) : null;
    report(context, 'models.expectedChoice', { choices: known.join(', '), nearest, found: showValue(monitor) });
    return z.NEVER;
  });

/** Checks everything about the section that depends on no other. */
export const trainingSchema: z.ZodType<TrainingSpec> = strictObject({
  loss: fieldSchema(trainingFields.loss),
  optimizer: optimizerSchema,
  epochs: fieldSchema(trainingFields.epochs),
  batchSize: fieldSchema(trainingFields.batchSize),
  metrics: z.array(fieldSchema(metricField)).optional(),
  seed: fieldSchema(trainingFields.seed),
  restoreBest: fieldSchema(trainingFields.restoreBest),
  earlyStopping: optionsSchema(earlyStoppingFields, []).nullable().optional(),
  monitor: monitorSchema,
  schedule: scheduleSchema,
  clip: clipSchema.nullable().optional(),
  clipNorm: clipNormSchema.nullable().optional(),
})
  .superRefine(({ clip, clipNorm }, context) => {
    if (clip != null && clipNorm != null) report(context, 'training.clippedTwice', {}, ['clipNorm']);
  })
  .transform(({ metrics, earlyStopping, clip, clipNorm, ...rest }) => ({
    ...rest,
    metrics: [...new Set(metrics ?? defaultMetrics(rest.loss))],
    earlyStopping: earlyStopping ?? null,
    clip: clip ?? (clipNorm == null ? null : { type: 'globalNorm' as const, limit: clipNorm }),
  }))
  .superRefine(({ metrics, monitor }, context) => {
    const name = monitor.replace(/^val_/u, '');
    if (name === 'loss' || metrics.includes(name as MetricType)) return;
    report(context, 'training.monitorNotMeasured', { monitor, metrics: ['loss', ...metrics].join(', ') }, ['monitor']);
  });
