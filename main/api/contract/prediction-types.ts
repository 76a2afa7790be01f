/** Predictions of new rows by the model of a run. */
import { z } from 'zod';
import { columnKind, datasetKind, tableOptions, tableSource } from './data-types.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Which weights: those of an epoch that has a checkpoint; left out, those that the run's test was of. */
const weights = { id: z.string().min(1), epoch: z.number().int().min(1).optional() };

/** A row that somebody typed has its cells by column; files are one table, or images, or sounds. */
export const predictQuery = z.object({
  ...weights,
  source: z.union([
    z.object({ kind: z.literal('rows'), rows: z.array(z.record(z.string(), cell)).min(1).max(1000) }),
    z.object({ kind: z.literal('files'), files: z.array(tableSource).min(1).max(1000) }),
  ]),
});
export type PredictQuery = z.infer<typeof predictQuery>;

export const predictFileQuery = z.object({
  ...weights,
  files: z.array(tableSource).min(1),
  /** How a table is to be read; what is left out is found out. */
  options: tableOptions.default({}),
  format: z.enum(['csv', 'parquet']).default('csv'),
});
export type PredictFileQuery = z.infer<typeof predictFileQuery>;

export const predictionForm = z.object({
  kind: z.enum([...datasetKind.options, 'text']),
  targets: z.array(z.string()),
  columns: z.array(z.object({ name: z.string(), kind: columnKind, categories: z.array(z.string()).nullable() })),
  /** Height, width and channels of images as the model sees them. */
  shape: z.array(z.number().int()).nullable(),
  /** Rows cannot be typed, since columns are computed from others, or each row needs its past. */
  filesOnly: z.boolean(),
  /** Of the weights that are used unless another epoch is asked for, and those that there are. */
  epoch: z.number().int(),
  epochs: z.array(z.number().int()),
});
export type PredictionForm = z.infer<typeof predictionForm>;

export const predictedOutput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classes'),
    name: z.string(),
    classes: z.array(z.string()),
    /** Number of the most probable class of each row; -1 where it cannot be predicted. */
    predicted: z.array(z.number().int()),
    /** By row, one for each class. */
    probabilities: z.array(z.array(z.number().nullable())),
  }),
  z.object({
    /** `labels`: probabilities; `numbers`: in the target's own unit. By row, one for each column. */
    kind: z.enum(['labels', 'numbers']),
    name: z.string(),
    columns: z.array(z.string()),
    values: z.array(z.array(z.number().nullable())),
  }),
]);
export type PredictedOutput = z.infer<typeof predictedOutput>;

const facts = {
  rows: z.number().int(),
  /** Of the weights. */
  epoch: z.number().int(),
  /** Values that no training row had: the first of `unseenCount`. */
  unseen: z.array(z.object({ column: z.string(), value: z.string().nullable(), row: z.number().int() })),
  unseenCount: z.number().int(),
};

export const prediction = z.object({ ...facts, outputs: z.array(predictedOutput) });
export type Prediction = z.infer<typeof prediction>;

export const generateQuery = z.object({
  ...weights,
  /** To go on with. What comes before a short one is the end of the training text. */
  text: z.string().max(100_000).default(''),
  /** Tokens at most. */
  length: z.number().int().min(1).max(10_000).default(200),
  /** 0: always the likeliest token; 1: as likely as the model says; above: bolder. */
  temperature: z.number().min(0).max(10).default(0.8),
  /** Only so many of the likeliest tokens are drawn from. */
  topK: z.number().int().min(1).optional(),
  /** The same seed gives the same text. */
  seed: z.number().int().min(0).max(0xffffffff).default(0),
});
export type GenerateQuery = z.input<typeof generateQuery>;

/** The text in pieces, then what it took. */
export const generateEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('piece'), text: z.string() }),
  z.object({
    kind: z.literal('done'),
    /** Of the weights. */
    epoch: z.number().int(),
    tokens: z.number().int(),
    promptTokens: z.number().int(),
    /** Tokens of the prompt that are not in the vocabulary. */
    unknown: z.number().int(),
    /** Whether the text has come to an end. */
    ended: z.boolean(),
  }),
]);
export type GenerateEvent = z.infer<typeof generateEvent>;

/** A file in pieces, then what is in it. A piece is base64: events travel as text. */
export const predictFileEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('piece'), base64: z.string() }),
  z.object({
    kind: z.literal('done'),
    ...facts,
    /** How often each class was predicted, by output. */
    classes: z.array(
      z.object({ name: z.string(), counts: z.array(z.object({ name: z.string(), count: z.number().int() })) }),
    ),
  }),
]);
export type PredictFileEvent = z.infer<typeof predictFileEvent>;
