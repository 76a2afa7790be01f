/** A data set on disk: `datasets/<id>/manifest.json` beside the files of its kind, written once and never changed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BugError, UserError } from '../base/errors.ts';
import { audioLayoutSchema, audioProfileSchema, sampleRateSchema, settledAudioOptionsSchema } from './audio/types.ts';
import { partCountsSchema, rejectedFileSchema } from './files/types.ts';
import { channelsSchema, imageSizeSchema, layoutNameSchema, settledImageOptionsSchema } from './images/types.ts';
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

export const tableManifestSchema = z.object({
  manifest: z.literal(1),
  id: z.string(),
  kind: z.literal('table'),
  /** The name of the file that it came from, without its folder. */
  sourceName: z.string(),
  sourceBytes: z.number(),
  /** SHA-256 of the file as it was, hexadecimal; of several, of the lines of their hashes. */
  sourceHash: z.string(),
  /** The files, in order. Data sets from before there could be several have none. */
  sources: z.array(z.object({ name: z.string(), bytes: z.number(), hash: z.string() })).default([]),
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
export type TableManifest = z.infer<typeof tableManifestSchema>;

export const imageManifestSchema = z.object({
  manifest: z.literal(1),
  id: z.string(),
  kind: z.literal('images'),
  /** The name of the folder, archive or array that they came from, without its folder. */
  sourceName: z.string(),
  sourceBytes: z.number(),
  /** SHA-256 that names the content: pixels, classes, names and parts. */
  hash: z.string(),
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number(),
  rows: z.int(),
  layout: layoutNameSchema,
  options: settledImageOptionsSchema,
  /** Of what is stored. */
  size: imageSizeSchema,
  channels: channelsSchema,
  /** In the order of their numbers. */
  classes: z.array(z.object({ name: z.string(), count: z.int() })),
  /** Where the source divides itself; null where it does not. */
  parts: partCountsSchema.nullable(),
  /** Per channel, of the stored pixels scaled to 0..1. */
  statistics: z.object({ mean: z.array(z.number()), deviation: z.array(z.number()) }),
  /** Sizes of the images as they were, most frequent first; `otherSizes` counts images of the sizes not listed. */
  sizes: z.array(z.object({ height: z.int(), width: z.int(), count: z.int() })),
  otherSizes: z.int(),
  /** Images whose pixels are those of an earlier one. */
  duplicates: z.int(),
  /** Bytes of the stored files. */
  bytes: z.number(),
  /** The first of those kept aside, of `rejectedCount`. */
  rejected: z.array(rejectedFileSchema),
  rejectedCount: z.int(),
  warnings: z.array(dataWarningSchema),
});
export type ImageManifest = z.infer<typeof imageManifestSchema>;

export const audioManifestSchema = z.object({
  manifest: z.literal(1),
  id: z.string(),
  kind: z.literal('audio'),
  /** The name of the folder, archive or list that they came from, without its folder. */
  sourceName: z.string(),
  sourceBytes: z.number(),
  /** SHA-256 that names the content: samples, classes, names and parts. */
  hash: z.string(),
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number(),
  rows: z.int(),
  layout: audioLayoutSchema,
  options: settledAudioOptionsSchema,
  /** Of what is stored. */
  sampleRate: sampleRateSchema,
  /** Where the source divides itself; null where it does not. */
  parts: partCountsSchema.nullable(),
  /** Classes in the order of their numbers, and what the files were like. */
  profile: audioProfileSchema,
  /** Sounds whose samples are those of an earlier one. */
  duplicates: z.int(),
  /** Bytes of the stored files. */
  bytes: z.number(),
  /** The first of those kept aside, of `rejectedCount`. */
  rejected: z.array(rejectedFileSchema),
  rejectedCount: z.int(),
  warnings: z.array(dataWarningSchema),
});
export type AudioManifest = z.infer<typeof audioManifestSchema>;

export const datasetManifestSchema = z.discriminatedUnion('kind', [
  tableManifestSchema,
  imageManifestSchema,
  audioManifestSchema,
]);
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

/** The manifest of a folder that is known to hold a table. */
export async function readTableManifest(folder: string): Promise<TableManifest> {
  const manifest = await readManifest(folder);
  if (manifest.kind !== 'table') throw new BugError(`${folder} holds ${manifest.kind}, not a table`);
  return manifest;
}

/** The manifest of a folder that is known to hold images. */
export async function readImageManifest(folder: string): Promise<ImageManifest> {
  const manifest = await readManifest(folder);
  if (manifest.kind !== 'images') throw new BugError(`${folder} holds a ${manifest.kind}, not images`);
  return manifest;
}

/** The manifest of a folder that is known to hold sounds. */
export async function readAudioManifest(folder: string): Promise<AudioManifest> {
  const manifest = await readManifest(folder);
  if (manifest.kind !== 'audio') throw new BugError(`${folder} holds ${manifest.kind}, not sounds`);
  return manifest;
}
