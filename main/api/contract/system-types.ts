/** The machine, its engines, and the app's own settings. */
import { z } from 'zod';

export const engineReport = z.object({
  id: z.string(),
  state: z.enum(['ready', 'absent', 'incomplete', 'broken']),
  version: z.string().nullable(),
  /** `software`: a graphics interface that the processor computes; slower than `cpu`. */
  devices: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(['cpu', 'gpu', 'software', 'unknown']) })),
  /** Devices that the engine knows of and this machine cannot offer, in the library's own words. */
  missing: z.array(z.object({ id: z.string(), detail: z.string() })),
  detail: z.string().nullable(),
});

export const doctorReport = z.object({
  version: z.string(),
  platform: z.object({
    system: z.string(),
    release: z.string(),
    architecture: z.string(),
    processor: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
  }),
  versions: z.record(z.string(), z.string()),
  dataFolder: z.object({
    path: z.string(),
    writable: z.boolean(),
    freeBytes: z.number().nullable(),
    usedBytes: z.number().nullable(),
    schema: z.number().int(),
  }),
  shell: z.object({
    kind: z.enum(['electron', 'browser', 'cli']),
    electron: z.object({ installed: z.boolean(), detail: z.string() }),
  }),
  engines: z.array(engineReport),
  /** What is missing: `doctor.<code>` and `doctor.<code>.hint` in the catalogue. */
  findings: z.array(
    z.object({
      level: z.enum(['info', 'warning', 'error']),
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** Which data folder a start takes that is told nothing else. */
export const folderChoice = z.object({
  /** The one in use. */
  current: z.string(),
  /** Of the next start; null where the chosen one is not there now. */
  next: z.string().nullable(),
  usual: z.string(),
  /** Null: the usual one. */
  chosen: z.string().nullable(),
});
export type FolderChoice = z.infer<typeof folderChoice>;

/** What the app does where an experiment says nothing. */
export const appDefaults = z.object({
  /** As in an experiment's `engine.device`. */
  device: z.string(),
});
export type AppDefaults = z.infer<typeof appDefaults>;

/** What the status bar shows. */
export const systemStatus = z.object({
  version: z.string(),
  dataFolder: z.string(),
  freeBytes: z.number().nullable(),
  running: z.number().int(),
  queued: z.number().int(),
  memoryBytes: z.object({ used: z.number(), total: z.number() }),
  device: z.string().nullable(),
});
export type SystemStatus = z.infer<typeof systemStatus>;
