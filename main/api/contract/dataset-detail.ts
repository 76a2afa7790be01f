/** All that is known of one data set, of whichever kind. */
import { z } from 'zod';
import { columnProfile, dataWarning, datasetSummary, rejectedRow, tableOptions } from './data-types.ts';
import { runStatus } from './run-types.ts';
import { audioFacts } from './audio-types.ts';
import { imageFacts } from './image-types.ts';

export const datasetDetail = datasetSummary.extend({
  /** How a table was read; empty for other kinds. */
  options: tableOptions,
  /** Columns of a table; none for other kinds. */
  profile: z.array(columnProfile),
  /** Null for other kinds. */
  images: imageFacts.nullable(),
  audio: audioFacts.nullable(),
  /** Where it came from: the files as they were, each with its SHA-256; none for what was imported as a folder. */
  sources: z.array(z.object({ name: z.string(), bytes: z.number(), hash: z.string() })),
  /** Runs that used it and were not removed, the newest hundred. */
  runs: z.array(z.object({ id: z.string(), name: z.string(), status: runStatus })),
  warnings: z.array(dataWarning),
  rejected: z.array(rejectedRow),
});
export type DatasetDetail = z.infer<typeof datasetDetail>;

export const datasetVersion = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  rows: z.number().int(),
  columns: z.number().int(),
  hash: z.string(),
  isRemoved: z.boolean(),
  previousId: z.string().nullable(),
  /** Of the version before it, null for the first: columns of a table, classes of images and sounds. */
  changes: z
    .object({
      rows: z.number().int(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
      retyped: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
    })
    .nullable(),
});
export type DatasetVersion = z.infer<typeof datasetVersion>;
