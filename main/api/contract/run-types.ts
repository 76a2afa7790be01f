/** Runs as the window and the command line see them. */
import { z } from 'zod';
import { datasetSummary } from './data-types.ts';
import { savedView } from './view-types.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const runStatus = z.enum([
  'queued',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'diverged',
  'interrupted',
]);
export type RunStatus = z.infer<typeof runStatus>;

/** Runs that have been neither removed nor archived, in all and by status. */
export const runCounts = z.object({
  total: z.number().int(),
  byStatus: z.partialRecord(runStatus, z.number().int()),
  /** Those that have been archived, beside them. */
  archived: z.number().int(),
});
export type RunCounts = z.infer<typeof runCounts>;

/** Statuses that never change again by themselves. */
export const finalStatuses: ReadonlySet<RunStatus> = new Set<RunStatus>([
  'completed',
  'stopped',
  'failed',
  'diverged',
  'interrupted',
]);

export const serializedError = z.object({
  code: z.string(),
  params: z.record(z.string(), scalar),
  path: z.string().optional(),
  location: z
    .object({
      file: z.string().optional(),
      line: z.number().optional(),
      row: z.number().optional(),
      column: z.string().optional(),
      layer: z.string().optional(),
      epoch: z.number().optional(),
      step: z.number().optional(),
    })
    .optional(),
});

/** A metric that is not finite travels as null. */
const reading = z.number().nullable();

export const metricSummary = z.object({
  last: reading,
  min: reading,
  max: reading,
  /** The better of min and max for this metric. */
  best: reading,
  /** Epoch of `best`, from 1. */
  bestEpoch: z.number().int(),
});
export type MetricSummary = z.infer<typeof metricSummary>;

/**
 * A `run` event carries at most so many readings, and of an epoch with more points than this the stream tells only that
 * there are more: names of layers may be thousands, and a window that looks at none of them would be sent a megabyte
 * with every epoch.
 */
export const mostStreamed = 200;

export const runSummary = z.object({
  id: z.string(),
  name: z.string(),
  /** Runs of one experiment differ in their seed alone. */
  experimentId: z.string(),
  status: runStatus,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Time spent training, pauses left out. */
  seconds: z.number(),
  /** How many of them were spent outside the engine; null where it was not measured. */
  outsideSeconds: z.number().nullable(),
  dataset: z.object({ id: z.string(), name: z.string(), hash: z.string() }),
  engine: z.string().nullable(),
  device: z.string().nullable(),
  epochsDone: z.number().int(),
  epochsPlanned: z.number().int(),
  seed: z.number().int(),
  parameterCount: z.number().int().nullable(),
  /** All, or those that were asked for. */
  metrics: z.record(z.string(), metricSummary),
  /** How many metrics it has in all. */
  metricCount: z.number().int(),
  /** Metric to value on the test rows; null until the run has been tested. */
  test: z.record(z.string(), reading).nullable(),
  /** Settings flattened to paths, e.g. `training.optimizer.type`; what the table shows and filters. */
  settings: z.record(z.string(), scalar),
  error: serializedError.nullable(),
  warnings: z.array(
    z.object({
      code: z.string(),
      params: z.record(z.string(), scalar),
    }),
  ),
  tags: z.array(z.string()),
  starred: z.boolean(),
  note: z.string(),
  /** On disk: checkpoints, other files, its rows in the database. */
  bytes: z.number(),
  /** Out of every list that does not ask for it. */
  archived: z.boolean(),
  /** The run that it was made from, by repeating or changing its settings. */
  parentId: z.string().nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** Ids of runs. */
export const runIds = z.array(z.string().min(1)).min(1).max(100_000);

export const runMarks = z.object({
  ids: runIds,
  starred: z.boolean().optional(),
  /** Runs at work are left as they are. */
  archived: z.boolean().optional(),
  addTags: z.array(z.string()).optional(),
  removeTags: z.array(z.string()).optional(),
});

/** Ids of the runs that something was done to; `atWork`: those that it was not done to, for they are at work. */
export const runsChanged = z.object({
  changed: z.array(z.string()),
  atWork: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type RunsChanged = z.infer<typeof runsChanged>;

export const confusionMatrix = z.object({
  classes: z.array(z.string()),
  /** counts[true][predicted] over the test rows; empty where there are more than 200 classes. */
  counts: z.array(z.array(z.number().int())),
  /** In its place the commonest mistakes, classes by their place in the list. */
  mistakes: z
    .array(z.object({ actual: z.number().int(), predicted: z.number().int(), count: z.number().int() }))
    .default([]),
});

const outputEvaluation = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classification'),
    confusion: confusionMatrix,
    /** 95 % Wilson intervals. */
    accuracy: z.object({ value: z.number(), low: z.number(), high: z.number(), count: z.number().int() }),
    recallByClass: z.array(
      z.object({ name: z.string(), value: reading, low: reading, high: reading, count: z.number().int() }),
    ),
  }),
  z.object({
    kind: z.literal('regression'),
    /** Original units. At most 2,000 points, evenly drawn. */
    points: z.array(z.object({ row: z.number().int(), actual: z.number(), predicted: z.number() })),
  }),
]);
export type OutputEvaluation = z.infer<typeof outputEvaluation>;

/** Of the one output of a model, or of each of several, columns of an output one by one. */
export const testEvaluation = z.union([
  outputEvaluation,
  z.object({
    kind: z.literal('outputs'),
    outputs: z.array(z.object({ name: z.string(), evaluation: outputEvaluation })),
  }),
]);
export type TestEvaluation = z.infer<typeof testEvaluation>;

/** The judgement of each output; one that has no name is the only one. */
export function evaluationsOf(
  evaluation: TestEvaluation | null,
): { readonly name: string | null; readonly evaluation: OutputEvaluation }[] {
  if (evaluation === null) return [];
  return evaluation.kind === 'outputs' ? evaluation.outputs : [{ name: null, evaluation }];
}

export const runDetail = runSummary.extend({
  /** The whole experiment file as resolved: every default filled in. */
  experiment: z.looseObject({}),
  rowCounts: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }).nullable(),
  evaluation: testEvaluation.nullable(),
  checkpoints: z.array(
    z.object({ epoch: z.number().int(), reason: z.enum(['last', 'best', 'periodic']), bytes: z.number() }),
  ),
  /** `bytes`, part by part; `files`: null where nobody has looked since an earlier version. */
  disk: z.object({ checkpoints: z.number(), files: z.number().nullable(), history: z.number() }),
  versions: z.record(z.string(), z.string()),
  log: z.array(
    z.object({
      at: z.number(),
      level: z.enum(['info', 'warning', 'error']),
      code: z.string(),
      params: z.record(z.string(), scalar),
    }),
  ),
});
export type RunDetail = z.infer<typeof runDetail>;

export const seriesQuery = z.object({
  runs: z.array(z.string()).max(200),
  metrics: z.array(z.string()).optional(),
  from: z.record(z.string(), z.number().int()).optional(),
  /** The last epoch asked for; all of them when left out. */
  to: z.number().int().optional(),
});
export type SeriesQuery = z.infer<typeof seriesQuery>;

/**
 * `buckets`: a series of more than four times as many points comes thinned: of each of so many equal stretches of epochs
 * the first, lowest, highest and last reading, and one that is missing. All points when left out.
 */
export const packedSeriesQuery = seriesQuery.extend({ buckets: z.number().int().min(1).max(10_000).optional() });
export type PackedSeriesQuery = z.infer<typeof packedSeriesQuery>;

/** Points of one metric of one run: `values[i]` belongs to epoch `start + i`, epochs from 1. */
export const seriesChunk = z.object({
  run: z.string(),
  metric: z.string(),
  start: z.number().int(),
  values: z.array(reading),
});
export type SeriesChunk = z.infer<typeof seriesChunk>;

/** What a run took of the machine in one second of its work. Null is what nobody could tell. */
export const systemSample = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  /** How far training had come: whole epochs, and the share of the one under way. */
  epoch: z.number().nullable(),
  /** Share of all processors of the machine, 0 to 1. */
  processor: z.number(),
  /** Bytes of the training process, now and at its peak. */
  memory: z.number(),
  peak: z.number(),
  rowsPerSecond: z.number().nullable(),
  /** Share of the time that the graphics card was busy, and bytes of it that were taken, by all programs. */
  gpu: z.number().nullable(),
  gpuMemory: z.number().nullable(),
});
export type SystemSample = z.infer<typeof systemSample>;

/** Who trains, who is next. */
export const runQueueState = z.object({
  /** Ids of runs that have a place; a paused run has none. */
  running: z.array(z.string()),
  /** The next first. */
  waiting: z.array(z.string()),
  /** What is running goes on, and nothing begins. */
  held: z.boolean(),
  /** Runs that train at once at most. */
  concurrency: z.number().int(),
});
export type RunQueueState = z.infer<typeof runQueueState>;

/** What changed since the last batch; a batch goes out at most every 50 ms. */
export const changeEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: runSummary }),
  z.object({ kind: z.literal('runRemoved'), id: z.string() }),
  z.object({ kind: z.literal('points'), points: seriesChunk }),
  /** A run has points up to this epoch that are too many to be streamed: to be fetched by whoever looks at them. */
  z.object({ kind: z.literal('morePoints'), run: z.string(), epoch: z.number().int() }),
  /** Inside a long epoch. `fraction` of the epoch's steps done, 0 to 1. */
  z.object({ kind: z.literal('progress'), run: z.string(), epoch: z.number().int(), fraction: z.number() }),
  /** Samples of the machine from number `first` on, from 0. */
  z.object({ kind: z.literal('samples'), run: z.string(), first: z.number().int(), samples: z.array(systemSample) }),
  z.object({ kind: z.literal('queue'), queue: runQueueState }),
  z.object({ kind: z.literal('dataset'), dataset: datasetSummary }),
  z.object({ kind: z.literal('datasetRemoved'), id: z.string() }),
  /** All named views of the table of experiments. */
  z.object({ kind: z.literal('views'), views: z.array(savedView) }),
  /** Events were dropped for this slow listener: fetch the lists again. */
  z.object({ kind: z.literal('resync') }),
]);
export type ChangeEvent = z.infer<typeof changeEvent>;
