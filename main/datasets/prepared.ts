/**
 * Prepared arrays on disk: what the training process reads. This file loads no database, and neither does what it
 * imports: a training process starts without one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BugError } from '../base/errors.ts';
import { fittedRecipeSchema } from './recipe/fitted.ts';
import { dataSpecSchema } from './spec.ts';
import { dataWarningSchema } from './types.ts';

/** Raw little-endian arrays beside `manifest.json`. Rows are numbered from 0 in file order. */
export const preparedFiles = {
  manifest: 'manifest.json',
  /** int32 [rows], class of each row; -1 where the target is missing. Only for a categorical target. */
  classes: 'targets.i32',
  /** float32 [rows], standardized where the recipe says so; NaN where the target is missing. Only for regression. */
  targets: 'targets.f32',
  /** int32 row numbers in the order drawn. */
  train: 'train.i32',
  validation: 'validation.i32',
  test: 'test.i32',
} as const;

export const preparedTargetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('categorical'),
    column: z.string(),
    /** In the order of their numbers: sorted as scikit-learn's LabelEncoder does. */
    classes: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('regression'),
    column: z.string(),
    /** `original = stored * standardDeviation + mean`; 0 and 1 where the target is not standardized. */
    mean: z.number(),
    standardDeviation: z.number(),
  }),
]);
export type PreparedTarget = z.infer<typeof preparedTargetSchema>;

/** One number for all, or one for each place along the last axis. */
const perChannel = z.union([z.number(), z.array(z.number())]);
const inputShape = { name: z.string(), file: z.string(), shape: z.array(z.int().positive()) };

/**
 * An array that an input of the model reads: `[rows, …shape]`, row by row, every row of the data set in file order.
 * `uint8` stands for `stored * scale + offset`; `int32` are numbers of things, such as tokens.
 */
export const preparedInputSchema = z.discriminatedUnion('dtype', [
  z.object({ ...inputShape, dtype: z.literal('float32') }),
  z.object({ ...inputShape, dtype: z.literal('int32') }),
  z.object({ ...inputShape, dtype: z.literal('uint8'), scale: perChannel, offset: perChannel }),
]);
export type PreparedInput = z.infer<typeof preparedInputSchema>;

/** The one array of a table, float32 [rows, features]. */
export function featuresInput(width: number): PreparedInput {
  return { name: 'features', file: 'features.f32', shape: [width], dtype: 'float32' };
}

export const preparedManifestSchema = z.object({
  prepared: z.literal(2),
  /** Of the data set that the arrays were made of. */
  datasetId: z.string(),
  datasetHash: z.string(),
  spec: dataSpecSchema,
  rows: z.int(),
  inputs: z.array(preparedInputSchema),
  /** Names of the columns of a table's one input; none where inputs are no columns. */
  features: z.array(z.string()),
  recipe: fittedRecipeSchema,
  target: preparedTargetSchema,
  counts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  warnings: z.array(dataWarningSchema),
});
export type PreparedManifest = z.infer<typeof preparedManifestSchema>;

type InputArray = Float32Array | Int32Array | Uint8Array;

export interface PreparedArrays {
  readonly manifest: PreparedManifest;
  /** By name, of the dtype that the manifest says. */
  readonly inputs: Readonly<Record<string, InputArray>>;
  /** Int32Array of classes or Float32Array of numbers, as `manifest.target.kind` says. */
  readonly targets: Int32Array | Float32Array;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export async function readPreparedManifest(folder: string): Promise<PreparedManifest> {
  return preparedManifestSchema.parse(JSON.parse(await readFile(join(folder, preparedFiles.manifest), 'utf8')));
}

/** Reads everything into memory. A file of the wrong length is a BugError: the folder was written whole or not at all. */
export async function loadPrepared(folder: string): Promise<PreparedArrays> {
  const manifest = await readPreparedManifest(folder);
  const { rows, counts } = manifest;
  const [inputs, targets, train, validation, test] = await Promise.all([
    Promise.all(manifest.inputs.map(async (input) => [input.name, await readInput(folder, rows, input)] as const)),
    manifest.target.kind === 'categorical'
      ? integers(folder, preparedFiles.classes, rows)
      : floats(folder, preparedFiles.targets, rows),
    integers(folder, preparedFiles.train, counts.train),
    integers(folder, preparedFiles.validation, counts.validation),
    integers(folder, preparedFiles.test, counts.test),
  ]);
  return { manifest, inputs: Object.fromEntries(inputs), targets, train, validation, test };
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
