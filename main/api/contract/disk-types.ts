/** The disk: what takes how much of it. */
import { z } from 'zod';
import { runStatus } from './run-types.ts';

/** What the data folder holds. `trash`: deleted runs and data sets, which can be taken back. */
export const diskPart = z.enum(['runs', 'database', 'datasets', 'prepared', 'trash', 'backups', 'other']);
export type DiskPart = z.infer<typeof diskPart>;

const item = z.object({ id: z.string(), name: z.string(), bytes: z.number() });

export const diskItem = z.discriminatedUnion('kind', [
  /** `bytes`: checkpoints, other files, its rows in the database. */
  item.extend({
    kind: z.literal('run'),
    status: runStatus,
    dataset: z.string(),
    starred: z.boolean(),
    archived: z.boolean(),
    removed: z.boolean(),
  }),
  /** `runs`: how many were trained on it, removed ones left out. */
  item.extend({ kind: z.literal('dataset'), runs: z.number().int(), removed: z.boolean() }),
  /** Arrays that a recipe made of a data set, kept for the next run; `dataset`: its name, null where it is gone. */
  item.extend({ kind: z.literal('prepared'), dataset: z.string().nullable(), usedAt: z.number() }),
  /** The database as it was before a newer version changed it. */
  item.extend({ kind: z.literal('backup') }),
]);
export type DiskItem = z.infer<typeof diskItem>;

export const diskReport = z.object({
  folder: z.string(),
  /** Of the disk that the folder lies on. */
  freeBytes: z.number().nullable(),
  totalBytes: z.number(),
  /** The largest first. */
  parts: z.array(z.object({ part: diskPart, bytes: z.number() })),
  database: z.object({
    bytes: z.number(),
    /** Of them, rows of runs. */
    history: z.number(),
    /** Of them, nothing: room for the next rows. */
    unused: z.number(),
  }),
  runs: z.object({ count: z.number().int(), checkpoints: z.number(), history: z.number() }),
  trash: z.object({ runs: z.number().int(), datasets: z.number().int() }),
  /** The largest first. */
  items: z.array(diskItem),
});
export type DiskReport = z.infer<typeof diskReport>;
