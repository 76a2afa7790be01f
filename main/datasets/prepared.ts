/**
 * Prepared arrays on disk: what the training process reads. This file loads no database, and neither does what it
 * imports: a training process starts without one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BugError } from '../base/errors.ts';
import { fittedAudioSchema } from './audio/settings.ts';
import { fittedRecipeSchema } from './recipe/fitted.ts';
import { dataSpecSchema } from './spec.ts';
import { tokenizerSchema } from './tokens/tokenizer.ts';
import { dataWarningSchema } from './types.ts';

/** Raw little-endian arrays beside `manifest.json`. Rows are numbered from 0 in file order. */
export const preparedFiles = {
  manifest: 'manifest.json',
  /** float32 [rows]: how much each row counts. Only where the experiment says so. */
  weights: 'weights.f32',
  /** int32 [rows]: where in the inputs the window begins whose target the row has. Only where there are windows. */
  windows: 'windows.i32',
  /** int32 row numbers in the order drawn. */
  train: 'train.i32',
  validation: 'validation.i32',
  test: 'test.i32',
} as const;

export const preparedColumnSchema = z.object({
  column: z.string(),
  /** `original = stored * standardDeviation + mean`; 0 and 1 where the target is not standardized. */
  mean: z.number(),
  standardDeviation: z.number(),
  /** Mean of the training rows as they are stored: 0 where the target is standardized. */
  center: z.number(),
});
export type PreparedColumn = z.infer<typeof preparedColumnSchema>;

/** The model has learnt standardized targets; a person reads the target's own unit. */
export function inOriginalUnit({ mean, standardDeviation }: PreparedColumn, value: number): number {
  return value * standardDeviation + mean;
}

/** Output of the model that a target is for; null: its only one. */
const targetOf = { output: z.string().nullable(), file: z.string() };

export const preparedTargetSchema = z.discriminatedUnion('kind', [
  /** int32 [rows], class of each row; -1 where the target is missing. */
  z.object({
    ...targetOf,
    kind: z.literal('categorical'),
    column: z.string(),
    /** In the order of their numbers: sorted as scikit-learn's LabelEncoder does. */
    classes: z.array(z.string()),
    /** Training rows of each class. */
    counts: z.array(z.int()),
  }),
  /** float32 [rows, columns]; NaN where the target is missing. Labels are numbers from 0 to 1. */
  z.object({ ...targetOf, kind: z.enum(['labels', 'regression']), columns: z.array(preparedColumnSchema) }),
]);
export type PreparedTarget = z.infer<typeof preparedTargetSchema>;

/** File of the target with this place among the targets. */
export function targetFile(place: number, kind: PreparedTarget['kind']): string {
  return `targets-${place}.${kind === 'categorical' ? 'i32' : 'f32'}`;
}

/** Training rows of each class. */
export function classCounts(classes: number, indexes: Int32Array, train: Int32Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const row of train) {
    const index = indexes[row] ?? -1;
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** One number for all, or one for each place along the last axis. */
const perChannel = z.union([z.number(), z.array(z.number())]);
const inputShape = { name: z.string(), file: z.string(), shape: z.array(z.int().positive()) };

/**
 * An array that an input of the model reads: `[rows, …shape]`, row by row, every row of the data set in file order, or
 * where there are windows by series and time, so that a window is rows that follow each other.
 * `uint8` stands for `stored * scale + offset`; `int32` are numbers of things, such as tokens.
 */
export const preparedInputSchema = z.discriminatedUnion('dtype', [
  z.object({ ...inputShape, dtype: z.literal('float32') }),
  z.object({ ...inputShape, dtype: z.literal('int32') }),
  z.object({ ...inputShape, dtype: z.literal('uint8'), scale: perChannel, offset: perChannel }),
]);
export type PreparedInput = z.infer<typeof preparedInputSchema>;

/** Bytes of one row of an input. */
export function preparedRowBytes({ dtype, shape }: PreparedInput): number {
  return shape.reduce((product, dim) => product * dim, dtype === 'uint8' ? 1 : 4);
}

/** The one array of a table, float32 [rows, features]. */
export function featuresInput(width: number): PreparedInput {
  return { name: 'features', file: 'features.f32', shape: [width], dtype: 'float32' };
}

const partSize = z.object({ tokens: z.int(), characters: z.int() });

/** What a language model was learnt on. */
export const fittedTextSchema = z.object({
  /** Learnt on the training part. The classes are its tokens, by number. */
  tokenizer: tokenizerSchema,
  /** The last tokens of the training part up to the end of a line or a text: what comes before a prompt that is too short. */
  primer: z.array(z.int()),
  parts: z.object({ train: partSize, validation: partSize, test: partSize }),
});
export type FittedText = z.infer<typeof fittedTextSchema>;

export const preparedManifestSchema = z.object({
  prepared: z.literal(3),
  /** Of the data set that the arrays were made of. */
  datasetId: z.string(),
  datasetHash: z.string(),
  spec: dataSpecSchema,
  rows: z.int(),
  inputs: z.array(preparedInputSchema),
  /** Names of the columns of a table's one input; none where inputs are no columns. */
  features: z.array(z.string()),
  /** Where the model has several inputs, the columns of the one array that each reads, by the input's id; else null. */
  columnsByInput: z.record(z.string(), z.array(z.int())).nullable(),
  /** An input of the model is so many rows of the array on end, from where `windows.i32` says; null: it is one row. */
  window: z.object({ length: z.int().positive() }).nullable().default(null),
  /** What was settled and learnt of sounds; null for other kinds. */
  audio: fittedAudioSchema.nullable().default(null),
  /** The tokenizer of a language model, and what it was learnt on; null for other kinds. */
  text: fittedTextSchema.nullable().default(null),
  /**
   * Inputs that do not fit in memory are read in blocks of rows while the network is trained, and the rows of so many
   * blocks are mixed; the rows of `validation` and `test` then ascend. Null: they are held in memory.
   */
  stream: z.object({ blockRows: z.int().positive(), windowBlocks: z.int().positive() }).nullable().default(null),
  recipe: fittedRecipeSchema,
  targets: z.array(preparedTargetSchema),
  /** The column that says how much rows count, in `weights.f32`; null: they all count the same. */
  sampleWeight: z.string().nullable(),
  counts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  warnings: z.array(dataWarningSchema),
});
export type PreparedManifest = z.infer<typeof preparedManifestSchema>;

type InputArray = Float32Array | Int32Array | Uint8Array;

export interface PreparedArrays {
  readonly manifest: PreparedManifest;
  /** By name, of the dtype that the manifest says; none where they are streamed. */
  readonly inputs: Readonly<Record<string, InputArray>>;
  /** One for each of `manifest.targets`: Int32Array of classes or Float32Array of numbers, as its kind says. */
  readonly targets: readonly (Int32Array | Float32Array)[];
  readonly weights: Float32Array | null;
  readonly windows: Int32Array | null;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export async function readPreparedManifest(folder: string): Promise<PreparedManifest> {
  return preparedManifestSchema.parse(JSON.parse(await readFile(join(folder, preparedFiles.manifest), 'utf8')));
}

/**
 * Reads everything into memory but inputs that are streamed. A file of the wrong length is a BugError: the folder was
 * written whole or not at all.
 */
export async function loadPrepared(folder: string): Promise<PreparedArrays> {
  const manifest = await readPreparedManifest(folder);
  const { rows, counts } = manifest;
  const [inputs, targets, weights, windows, train, validation, test] = await Promise.all([
    readInputs(folder, manifest),
    Promise.all(
      manifest.targets.map((target) =>
        target.kind === 'categorical'
          ? integers(folder, target.file, rows)
          : floats(folder, target.file, rows * target.columns.length),
      ),
    ),
    manifest.sampleWeight === null ? null : floats(folder, preparedFiles.weights, rows),
    manifest.window === null ? null : integers(folder, preparedFiles.windows, rows),
    integers(folder, preparedFiles.train, counts.train),
    integers(folder, preparedFiles.validation, counts.validation),
    integers(folder, preparedFiles.test, counts.test),
  ]);
  return { manifest, inputs, targets, weights, windows, train, validation, test };
}

export type NewArrays = Pick<PreparedArrays, 'manifest' | 'inputs' | 'windows' | 'test'>;

/** The arrays of new rows, which have no targets. `test` are those that can be predicted. */
export async function loadNewArrays(folder: string): Promise<NewArrays> {
  const manifest = await readPreparedManifest(folder);
  const [inputs, windows, test] = await Promise.all([
    readInputs(folder, manifest),
    manifest.window === null ? null : integers(folder, preparedFiles.windows, manifest.rows),
    integers(folder, preparedFiles.test, manifest.counts.test),
  ]);
  return { manifest, inputs, windows, test };
}

async function readInputs(
  folder: string,
  { rows, inputs, stream }: PreparedManifest,
): Promise<PreparedArrays['inputs']> {
  if (stream !== null) return {};
  const arrays = inputs.map(async (input) => [input.name, await readInput(folder, rows, input)] as const);
  return Object.fromEntries(await Promise.all(arrays));
}

async function readInput(folder: string, rows: number, { file, dtype, shape }: PreparedInput): Promise<InputArray> {
  const length = shape.reduce((product, dim) => product * dim, rows);
  switch (dtype) {
    case 'float32':
      return floats(folder, file, length);
    case 'int32':
      return integers(folder, file, length);
    case 'uint8':
      return new Uint8Array(await bytes(folder, file, length));
    default:
      return dtype satisfies never;
  }
}

async function floats(folder: string, name: string, length: number): Promise<Float32Array> {
  return new Float32Array(await bytes(folder, name, length * 4));
}

async function integers(folder: string, name: string, length: number): Promise<Int32Array> {
  return new Int32Array(await bytes(folder, name, length * 4));
}

async function bytes(folder: string, name: string, length: number): Promise<ArrayBuffer> {
  const buffer = await readFile(join(folder, name));
  if (buffer.byteLength !== length) {
    throw new BugError(`${join(folder, name)} has ${buffer.byteLength} bytes instead of ${length}`);
  }
  // A small file may come out of a shared pool at any offset.
  const whole = buffer.byteOffset === 0 && buffer.buffer.byteLength === length;
  return whole ? buffer.buffer : buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + length);
}
