/** What the data process can be asked for. Paths are absolute; it opens no other. */
import { z } from 'zod';
import { defineProtocol } from '../../processes/protocol.ts';
import { partSchema } from '../files/types.ts';
import { audioOptionsSchema, audioPreviewSchema, clipPageSchema } from '../audio/types.ts';
import { imageOptionsSchema, imagePageSchema, imagePreviewSchema } from '../images/types.ts';
import { audioManifestSchema, imageManifestSchema, tableManifestSchema } from '../manifest.ts';
import { newDataSchema, newRowsSchema, predictedColumnSchema, predictionFormats } from '../prediction/types.ts';
import { preparedManifestSchema } from '../prepared.ts';
import { dataSpecSchema, targetUseSchema } from '../spec.ts';
import { vocabularyRequestSchema, vocabularySchema } from '../tokens/types.ts';
import { recipePreviewRequestSchema, recipePreviewSchema } from '../table/recipe-preview-types.ts';
import { tableAssociationsSchema } from '../table/associations/types.ts';
import {
  columnKindSchema,
  dataWarningSchema,
  rejectedRowSchema,
  settledOptionsSchema,
  tableOptionsSchema,
} from '../types.ts';

/** Files that are one table, in order, with the names that the person knows them by. */
const filesSchema = z.array(z.object({ path: z.string(), file: z.string() })).min(1);

export const tablePreviewSchema = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  options: settledOptionsSchema,
  /** The sheets or tables that there are to choose from. */
  tables: z.array(z.string()),
  columns: z.array(
    z.object({
      name: z.string(),
      kind: columnKindSchema,
      /** Among the sampled rows. */
      missing: z.int(),
    }),
  ),
  /** The first rows, as text; null is a missing cell. */
  rows: z.array(z.array(z.string().nullable())),
  /** Rows that kinds and counts were learnt from. */
  sampledRows: z.int(),
  rejected: z.array(rejectedRowSchema),
  warnings: z.array(dataWarningSchema),
});
export type TablePreview = z.infer<typeof tablePreviewSchema>;

export const importProgressSchema = z.object({ doneBytes: z.number(), totalBytes: z.number(), rows: z.int() });
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const columnProfileSchema = z.object({
  name: z.string(),
  kind: columnKindSchema,
  missing: z.int(),
  distinct: z.int(),
  /** Of the finite values of an `integer` or `number`; null for other kinds and where there is none. */
  numeric: z
    .object({
      mean: z.number(),
      /** Divided by the count less one, as pandas' `describe`; 0 for a single value. */
      standardDeviation: z.number(),
      /** At 0, 0.25, 0.5, 0.75, 1, interpolated. */
      quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
      /** `edges` has one entry more than `counts`; a bin takes its lower edge, the last one both. */
      histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }),
      /** Tukey's fences, 1.5 interquartile ranges outside the quartiles, and how many values lie beyond each. */
      outliers: z.object({ lower: z.number(), upper: z.number(), below: z.int(), above: z.int() }),
    })
    .nullable(),
  /** The most frequent values, most frequent first, ties by value. */
  top: z.array(z.object({ value: z.string(), count: z.int() })),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;

export const tableProfileSchema = z.object({
  rows: z.int(),
  /** Whether distinct values and quartiles are exact; of very large tables they are estimated. */
  exact: z.boolean(),
  columns: z.array(columnProfileSchema),
  warnings: z.array(dataWarningSchema),
});
export type TableProfile = z.infer<typeof tableProfileSchema>;

export const tableRowsSchema = z.object({
  columns: z.array(z.string()),
  /** Cells as text; null is a missing cell. */
  rows: z.array(z.array(z.string().nullable())),
  /** Of the whole table, or of the rows that meet the filter. */
  total: z.int(),
});
export type TableRows = z.infer<typeof tableRowsSchema>;

/** Cells as text; null is a missing cell. */
export const queryResultSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string().nullable())),
  /** There were more rows than asked for. */
  truncated: z.boolean(),
});
export type QueryResult = z.infer<typeof queryResultSchema>;

export const sortSchema = z.object({ column: z.string(), descending: z.boolean() });
export type Sort = z.infer<typeof sortSchema>;

export const dataProtocol = defineProtocol({
  name: 'data-process',
  version: 1,
  requests: {
    preview: {
      params: z.object({ files: filesSchema, options: tableOptionsSchema }),
      result: tablePreviewSchema,
    },
    import: {
      params: z.object({ files: filesSchema, folder: z.string(), options: tableOptionsSchema }),
      progress: importProgressSchema,
      result: tableManifestSchema,
    },
    previewImages: {
      params: z.object({ path: z.string(), file: z.string(), options: imageOptionsSchema }),
      result: imagePreviewSchema,
    },
    importImages: {
      params: z.object({ path: z.string(), file: z.string(), folder: z.string(), options: imageOptionsSchema }),
      progress: importProgressSchema,
      result: imageManifestSchema,
    },
    /** A page of stored images: those of `rows`, or `limit` of all, of one class or of one part from `offset` on. */
    images: {
      params: z.object({
        folder: z.string(),
        rows: z.array(z.int().nonnegative()).max(500).nullable(),
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(500),
        label: z.int().nonnegative().nullable(),
        part: partSchema.nullable(),
        /** Longest edge of the pictures that come back. */
        edge: z.int().min(1).max(1024),
      }),
      result: imagePageSchema,
    },
    previewAudio: {
      params: z.object({ path: z.string(), file: z.string(), options: audioOptionsSchema }),
      result: audioPreviewSchema,
    },
    importAudio: {
      params: z.object({ path: z.string(), file: z.string(), folder: z.string(), options: audioOptionsSchema }),
      progress: importProgressSchema,
      result: audioManifestSchema,
    },
    /** A page of stored sounds as pictures: those of `rows`, or `limit` of all or of one class from `offset` on. */
    clips: {
      params: z.object({
        folder: z.string(),
        rows: z.array(z.int().nonnegative()).max(100).nullable(),
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(100),
        label: z.int().nonnegative().nullable(),
        part: partSchema.nullable(),
        columns: z.int().min(1).max(1024),
        bands: z.int().min(1).max(128),
      }),
      result: clipPageSchema,
    },
    /** One stored sound as a WAV file. */
    sound: {
      params: z.object({ folder: z.string(), row: z.int().nonnegative() }),
      result: z.object({ wav: z.instanceof(Uint8Array) }),
    },
    profile: { params: z.object({ folder: z.string() }), result: tableProfileSchema },
    /** What `profile` found is given back, so that quartiles and distinct values are not computed again. */
    associations: {
      params: z.object({
        folder: z.string(),
        target: z.string().nullable(),
        profiles: z.array(columnProfileSchema),
      }),
      result: tableAssociationsSchema,
    },
    /** Rows of a stored table by their numbers, from 0 in file order, in the order asked for. */
    chosenRows: {
      params: z.object({ folder: z.string(), rows: z.array(z.int().nonnegative()).max(1000) }),
      result: tableRowsSchema,
    },
    rows: {
      params: z.object({
        folder: z.string(),
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(1000),
        sort: sortSchema.nullable(),
        filter: z.string().nullable(),
      }),
      result: tableRowsSchema,
    },
    previewRecipe: { params: recipePreviewRequestSchema, result: recipePreviewSchema },
    vocabulary: { params: vocabularyRequestSchema, result: vocabularySchema },
    query: {
      params: z.object({ folder: z.string(), sql: z.string(), limit: z.int().min(1).max(10_000) }),
      result: queryResultSchema,
    },
    prepare: {
      params: z.object({
        folder: z.string(),
        target: z.string(),
        spec: dataSpecSchema,
        /** What is made of each target, in the order of `targetsOf`. */
        uses: z.array(targetUseSchema),
      }),
      result: preparedManifestSchema,
    },
    /** Prepares new rows as those of `prepared` were, into a folder that must not exist. */
    prepareNew: {
      params: z.object({ data: newDataSchema, prepared: preparedManifestSchema, target: z.string() }),
      result: newRowsSchema,
    },
    /** Writes a table of new rows with what was predicted of them. */
    writePredictions: {
      params: z.object({
        folder: z.string(),
        columns: z.array(predictedColumnSchema),
        file: z.string(),
        format: z.enum(predictionFormats),
      }),
      result: z.object({ bytes: z.number() }),
    },
  },
  events: {},
});
