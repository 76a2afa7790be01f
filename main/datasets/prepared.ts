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
  /** float32 [rows, features], row by row, every row of the table in file order. */
  features: 'features.f32',
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

export const preparedManifestSchema = z.object({
  prepared: z.literal(1),
  /** Of the data set that the arrays were made of. */
  datasetId: z.string(),
  datasetHash: z.string(),
  spec: dataSpecSchema,
  rows: z.int(),
  /** Names of the columns of `features`. */
  features: z.array(z.string()),
  recipe: fittedRecipeSchema,
  target: preparedTargetSchema,
  counts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  warnings: z.array(dataWarningSchema),
});
export type PreparedManifest = z.infer<typeof preparedManifestSchema>;

export interface PreparedArrays {
  readonly manifest: PreparedManifest;
  readonly features: Float32Array;
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
  const [features, targets, train, validation, test] = await Promise.all([
    floats(folder, preparedFiles.features, rows * manifest.features.length),
    manifest.target.kind === 'categorical'
      ? integers(folder, preparedFiles.classes, rows)
      : floats(folder, preparedFiles.targets, rows),
    integers(folder, preparedFiles.train, counts.train),
    integers(folder, preparedFiles.validation, counts.validation),
    integers(folder, preparedFiles.test, counts.test),
  ]);
  return { manifest, features, targets, train, validation, test };
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
