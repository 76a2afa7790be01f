/** What the loop itself remembers from epoch to epoch, beside the session's state. Checkpoints keep it. */
import { z } from 'zod';

/** Numbers that are not finite are null: JSON has no other word for them. */
export const loopMemorySchema = z.object({
  /** Epochs that were planned. A run that has more of them now was extended, and has its patience again. */
  epochs: z.int().positive(),
  best: z.object({ epoch: z.int().positive(), value: z.number().nullable() }).nullable(),
  /** Early stopping's last improvement, and the epochs since. */
  reference: z.number().nullable(),
  since: z.int().nonnegative(),
  /** The schedule's own. */
  schedule: z.record(z.string(), z.number().nullable()),
  /** A learning rate that was set by hand in the place of the schedule's. */
  learningRate: z.number().nullable(),
  /** A loss beyond this has exploded. */
  lossLimit: z.number().nullable(),
});
export type LoopMemory = z.infer<typeof loopMemorySchema>;
