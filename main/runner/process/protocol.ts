/** What main and a training process say to each other. */
import { z } from 'zod';
import { defineProtocol } from '../../processes/protocol.ts';

const deviceKind = z.enum(['cpu', 'gpu', 'software', 'unknown']);
const engineId = z.enum(['onnxruntime', 'tensorflow', 'reference']);

export const engineReportSchema = z.object({
  id: engineId,
  state: z.enum(['ready', 'absent', 'incomplete', 'broken']),
  version: z.string().nullable(),
  devices: z.array(z.object({ id: z.string(), name: z.string(), kind: deviceKind })),
  missing: z.array(z.object({ id: z.string(), detail: z.string() })),
  detail: z.string().nullable(),
});

/** A safetensors file in the run's folder, durable when it is named. */
export const checkpointFileSchema = z.object({
  epoch: z.int().nonnegative(),
  reason: z.enum(['last', 'best', 'periodic']),
  file: z.string(),
  bytes: z.int().nonnegative(),
  conditions: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type CheckpointFile = z.infer<typeof checkpointFileSchema>;

export const trainRequestSchema = z.object({
  runId: z.string(),
  /** Checked and resolved by main; the process parses both again with the same code. */
  model: z.unknown(),
  training: z.unknown(),
  /** Folder of the prepared arrays. */
  prepared: z.string(),
  /** Folder for checkpoints; it exists. */
  folder: z.string(),
  engine: engineId.or(z.literal('auto')),
  device: z.string(),
  /** 0: calibrated. */
  threads: z.int().nonnegative(),
  /** Checkpoint to go on from, one of `checkpoints`; null begins anew. */
  resumeFrom: z.string().nullable(),
  /** Those that there are, none of an epoch after that one. */
  checkpoints: z.array(checkpointFileSchema),
  /** Seconds that the run has trained before, and how many of them were spent outside the engine. */
  secondsBefore: z.number().nonnegative(),
  outsideBefore: z.number().nonnegative(),
  /** Milliseconds between two checkpoints at the least; 0 writes one every epoch. */
  checkpointInterval: z.number().nonnegative(),
});
export type TrainRequest = z.infer<typeof trainRequestSchema>;

/** Rows are epochs, columns metrics: losses may be infinite, which JSON cannot say. */
export const epochBatchSchema = z.object({
  kind: z.literal('epochs'),
  /** Number of the first row's epoch, from 1. */
  start: z.int().positive(),
  metrics: z.array(z.string()),
  values: z.instanceof(Float64Array),
  /** Seconds trained so far at each epoch's end, pauses left out. */
  seconds: z.instanceof(Float64Array),
  /** How many of them were spent outside the engine. */
  outside: z.instanceof(Float64Array),
  /** Every checkpoint there is after the last of these epochs; null: as before. */
  checkpoints: z.array(checkpointFileSchema).nullable(),
});
export type EpochBatch = z.infer<typeof epochBatchSchema>;

const startedSchema = z.object({
  kind: z.literal('started'),
  engine: engineId,
  device: z.string(),
  deviceName: z.string(),
  deviceKind,
  /** The device that was asked for, `auto` where it was left open. */
  deviceAsked: z.string(),
  deviceReason: z.enum(['asked', 'default']),
  /** Ops of a step, with the operators that they became, that the library leaves to the CPU all the same. */
  onCpu: z.array(z.string()),
  threads: z.int().positive(),
  parameterCount: z.int(),
  versions: z.record(z.string(), z.string()),
  /** Milliseconds: loading the arrays, compiling the plan. */
  phases: z.record(z.string(), z.number()),
  /** Parts in which a resume differs from the run it goes on with. */
  resumeDifferences: z.array(z.string()),
});

/** What the training process took of the machine since the sample before. Null is what nobody can tell. */
const sampleSchema = z.object({
  kind: z.literal('sample'),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** How far it had come: whole epochs, and the share of the one under way. */
  epoch: z.number().nullable(),
  /** Share of all processors of the machine, 0 to 1. */
  processor: z.number(),
  /** Bytes of main memory, now and at the peak. */
  memory: z.number(),
  peak: z.number(),
  epochsPerSecond: z.number().nullable(),
  /** Of the graphics card: share of the time that it was busy, 0 to 1, and bytes taken by all programs. */
  gpu: z.number().nullable(),
  gpuMemory: z.number().nullable(),
});
export type SampleProgress = z.infer<typeof sampleSchema>;

export const trainProgressSchema = z.discriminatedUnion('kind', [
  startedSchema,
  epochBatchSchema,
  /** Inside a long epoch: share of its steps done. */
  z.object({ kind: z.literal('fraction'), epoch: z.int(), fraction: z.number() }),
  /** Another learning rate came into force before this batch of that epoch, both from 1; null: the schedule's again. */
  z.object({ kind: z.literal('learningRate'), epoch: z.int(), step: z.int(), rate: z.number().nullable() }),
  z.object({ kind: z.literal('paused'), epoch: z.int() }),
  z.object({ kind: z.literal('resumed'), epoch: z.int() }),
  sampleSchema,
]);
export type TrainProgress = z.infer<typeof trainProgressSchema>;
export type StartedProgress = z.infer<typeof startedSchema>;

const outputName = z.string().nullable();
/** As the store's `TestRows`. */
const testRowsSchema = z.discriminatedUnion('kind', [
  z.object({
    name: outputName,
    kind: z.literal('class'),
    actual: z.instanceof(Int32Array),
    predicted: z.instanceof(Int32Array),
    scores: z.instanceof(Float32Array),
  }),
  z.object({
    name: outputName,
    kind: z.literal('value'),
    actual: z.instanceof(Float64Array),
    predicted: z.instanceof(Float64Array),
  }),
]);
export type OutputRows = z.infer<typeof testRowsSchema>;

export const testResultSchema = z.object({
  metrics: z.array(z.string()),
  values: z.instanceof(Float64Array),
  /** As the contract's `testEvaluation`. */
  evaluation: z.record(z.string(), z.unknown()),
  rows: z.array(testRowsSchema),
});
export type TestResult = z.infer<typeof testResultSchema>;

export const trainResultSchema = z.object({
  status: z.enum(['completed', 'stopped', 'diverged']),
  /** Epochs finished. */
  epoch: z.int(),
  /** Null where the run has no test rows or did not come so far. */
  test: testResultSchema.nullable(),
  divergence: z
    .object({
      epoch: z.int(),
      step: z.int().nullable(),
      /** Null where it was not finite. */
      loss: z.number().nullable(),
      op: z.string().nullable(),
    })
    .nullable(),
});
export type TrainResult = z.infer<typeof trainResultSchema>;

export const preflightTaskSchema = trainRequestSchema
  .pick({ model: true, training: true, prepared: true, engine: true, device: true, threads: true })
  /** A folder on the data folder's disk, for a checkpoint that is written to see how long it takes. */
  .extend({ scratch: z.string() });
export type PreflightTask = z.infer<typeof preflightTaskSchema>;

/** What a trial of a training has shown. */
export const preflightMeasureSchema = z.object({
  /** Bytes that the process held at most. */
  memory: z.number(),
  /** Bytes of one checkpoint, and seconds that writing it takes. */
  checkpoint: z.int(),
  checkpointSeconds: z.number(),
  /** Of an epoch once it runs steadily, validation included; null where nothing could be timed. */
  epochSeconds: z.number().nullable(),
  /** Seconds of each epoch that was finished, and of the whole trial. */
  tried: z.object({ epochs: z.array(z.number()), seconds: z.number() }),
  /** Judging all test rows. */
  testSeconds: z.number().nullable(),
  /** From the request to the first step. */
  startSeconds: z.number(),
  divergedAt: z.object({ epoch: z.int(), step: z.int().nullable() }).nullable(),
  /** `loss` and the metrics, without those of the validation rows. */
  metrics: z.array(z.string()),
  /** Series of norms of layers. */
  layerSeries: z.int(),
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  engine: engineId,
  device: z.string(),
  deviceName: z.string(),
  deviceKind,
  threads: z.int().positive(),
  versions: z.record(z.string(), z.string()),
});
export type PreflightMeasure = z.infer<typeof preflightMeasureSchema>;

export const predictRequestSchema = z.object({
  /** As in `train`. */
  model: z.unknown(),
  training: z.unknown(),
  /** Folder of the new rows' arrays. */
  prepared: z.string(),
  /** Checkpoint file with the weights. */
  checkpoint: z.string(),
});
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export const predictResultSchema = z.object({
  /** By output, null where there is only one: float32 [rows, width], row by row, as the model gives it out. */
  outputs: z.array(z.object({ output: z.string().nullable(), values: z.instanceof(Float32Array) })),
  epoch: z.int(),
});
export type PredictResult = z.infer<typeof predictResultSchema>;

/** As the contract's `generateQuery`, but for the run. */
export const generateRequestSchema = z.object({
  /** As in `train`. */
  model: z.unknown(),
  training: z.unknown(),
  /** The file that says how the run's data were prepared. */
  prepared: z.string(),
  /** Checkpoint file with the weights. */
  checkpoint: z.string(),
  /** To go on with. */
  text: z.string(),
  /** Tokens at most. */
  length: z.int(),
  temperature: z.number(),
  topK: z.int().nullable(),
  seed: z.int(),
});
export type GenerateRequest = z.infer<typeof generateRequestSchema>;

export const generateProgressSchema = z.object({ text: z.string() });
export type GenerateProgress = z.infer<typeof generateProgressSchema>;

export const generateResultSchema = z.object({
  epoch: z.int(),
  /** That were written. */
  tokens: z.int(),
  promptTokens: z.int(),
  /** Tokens of the prompt that are not in the vocabulary. */
  unknown: z.int(),
  /** Whether the text has come to an end. */
  ended: z.boolean(),
});
export type GenerateResult = z.infer<typeof generateResultSchema>;

export const trainingProtocol = defineProtocol({
  name: 'training-process',
  version: 2,
  requests: {
    /** Looks for engines and devices, in the process that would use them; with `cpu`, asks no graphics driver. */
    probe: { params: z.object({ scope: z.enum(['cpu', 'all']) }), result: z.array(engineReportSchema) },
    train: { params: trainRequestSchema, progress: trainProgressSchema, result: trainResultSchema },
    /** Trains for a few seconds and forgets it; a process is good for one. Cancelling ends the process. */
    preflight: { params: preflightTaskSchema, result: preflightMeasureSchema },
    /** What a model gives out for rows that were prepared for it; may be asked of one process again and again. */
    predict: { params: predictRequestSchema, result: predictResultSchema },
    /** Goes on with a text; what is written is told as it comes. Answers in turn with `predict`. */
    generate: { params: generateRequestSchema, progress: generateProgressSchema, result: generateResultSchema },
    pause: { params: z.object({}), result: z.null() },
    resume: { params: z.object({}), result: z.null() },
    /** The `train` request then ends with status `stopped`. */
    stop: { params: z.object({}), result: z.null() },
    /** In the place of the schedule's from the next chunk on; null: the schedule's again. */
    learningRate: { params: z.object({ rate: z.number().nullable() }), result: z.null() },
  },
  events: {},
});
export type TrainingProtocol = typeof trainingProtocol;
