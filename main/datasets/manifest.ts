/** A data set on disk: `datasets/<id>/manifest.json` beside `table.parquet`, written once and never changed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BugError, UserError } from '../base/errors.ts';
import { columnKindSchema, dataWarningSchema, rejectedRowSchema, settledOptionsSchema } from './types.ts';

export const manifestFileName = 'manifest.json';
export const tableFileName = 'table.parquet';

export const manifestColumnSchema = z.object({
  name: z.string(),
  kind: columnKindSchema,
  missing: z.int(),
  /** The values of a `category`, by code point; null for other kinds. */
  categories: z.array(z.string()).nullable(),
});
export type ManifestColumn = z.infer<typeof manifestColumnSchema>;

export const datasetManifestSchema = z.object({
  manifest: z.literal(1),
  id: z.string(),
  kind: z.literal('table'),
  /** The name of the file that it came from, without its folder. */
  sourceName: z.string(),
  sourceBytes: z.number(),
  /** SHA-256 of the file as it was, hexadecimal. */
  sourceHash: z.string(),
  /**
   * SHA-256 that names the content: it covers the source's bytes, every option it was read with, and the names and
   * kinds of the columns. Equal hashes promise equal tables.
   */
  hash: z.string(),
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number(),
  rows: z.int(),
  columns: z.array(manifestColumnSchema),
  /** Bytes of the stored table. */
  bytes: z.number(),
  options: settledOptionsSchema,
  rejected: z.array(rejectedRowSchema),
  warnings: z.array(dataWarningSchema),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;

/** Throws UserError `datasets.missing` where the folder or its manifest is gone. */
export async function readManifest(folder: string): Promise<DatasetManifest> {
  let text: string;
  try {
    text = await readFile(join(folder, manifestFileName), 'utf8');
  } catch (cause) {
    throw new UserError('datasets.missing', { folder }, { cause });
  }
  try {
    return datasetManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BugError(`${join(folder, manifestFileName)} is not a manifest`, { cause });
  }
}
