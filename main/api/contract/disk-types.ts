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

/**
 * Whose checkpoints are kept: those of runs at work and starred ones always, and whatever any of these rules keeps. Without
 * `best`, `days` and `tags` all are.
 */
export const keepRules = z.object({
  /** So many runs of each data set, by `metric`; null: no such rule. */
  best: z.number().int().min(1).max(10_000).nullable(),
  metric: z.string().min(1),
  /** Runs that ended within so many days; null: no such rule. */
  days: z.number().int().min(1).max(36_500).nullable(),
  /** Runs with one of these. */
  tags: z.array(z.string()),
  /** Whether runs that are kept keep the checkpoints of epochs that are neither their best nor their last. */
  periodic: z.boolean(),
  /** With `automatic`: what has been in the trash for so many days is deleted for good; null: never. */
  trashDays: z.number().int().min(1).max(36_500).nullable(),
  /** Whether the rules delete by themselves; else they only say what a purge offers. */
  automatic: z.boolean(),
});
export type KeepRules = z.infer<typeof keepRules>;

/**
 * `run`, `dataset`: in the trash. `checkpoints`: all of a run that no rule keeps; `periodic`: those of a kept run that are
 * neither its best nor its last. `prepared`: made again when needed. `leftover`: files of runs that are not there.
 */
export const purgeKind = z.enum(['run', 'dataset', 'checkpoints', 'periodic', 'prepared', 'backup', 'leftover']);

export const purgeCandidate = z.object({
  /** What `purge` is told. */
  key: z.string(),
  kind: purgeKind,
  name: z.string(),
  /** That come back, rows in the database counted in. */
  bytes: z.number(),
  /** When it came into the trash; null for what is not there. */
  removedAt: z.number().nullable(),
});
export type PurgeCandidate = z.infer<typeof purgeCandidate>;

export const purgeResult = z.object({
  done: z.number().int(),
  freedBytes: z.number(),
  /** Left as they are: at work, starred, being read, taken back meanwhile, or held by another program. */
  skipped: z.array(z.object({ key: z.string(), name: z.string() })),
  /** Room that is left inside the database's file. */
  unusedBytes: z.number(),
});
export type PurgeResult = z.infer<typeof purgeResult>;

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
