/** What a training will take, before it is begun. */
import { z } from 'zod';

const bytes = z.number();
const seconds = z.number();

export const preflight = z.object({
  /** Bytes of main memory of the training process at its peak, and what the machine has. */
  memory: z.object({ peak: bytes, available: bytes, total: bytes }),
  /** Null where nothing could be timed. */
  time: z.object({
    /** From the process's start of work to the first step. */
    start: seconds,
    epoch: seconds.nullable(),
    /** Judging the test rows. */
    test: seconds.nullable(),
    /** All planned epochs and the test. */
    run: seconds.nullable(),
  }),
  /** What the run will keep at most. `free`: null where nobody can tell. */
  disk: z.object({ checkpoints: bytes, points: bytes, predictions: bytes, free: bytes.nullable() }),
  epochs: z.number().int(),
  stepsPerEpoch: z.number().int(),
  /** Early stopping is on. */
  mayEndEarly: z.boolean(),
  rows: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  /** What the figures are drawn from: whole epochs, and the seconds of the trial. */
  tried: z.object({ epochs: z.number().int(), seconds }),
  /** Where the loss exploded in the trial, from 1; null: nowhere. */
  divergedAt: z.object({ epoch: z.number().int(), step: z.number().int().nullable() }).nullable(),
  engine: z.string(),
  device: z.string(),
  deviceName: z.string(),
  threads: z.number().int(),
  /** Runs that trained meanwhile. */
  beside: z.number().int(),
});
export type Preflight = z.infer<typeof preflight>;
