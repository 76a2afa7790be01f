/** The order of a list of runs. */
import { z } from 'zod';

export const runSort = z.object({
  /** As a query calls it: `name`, `created`, `val_accuracy`, `last(val_loss)`, `training.batchSize`. */
  field: z.string().min(1),
  direction: z.enum(['up', 'down']),
});
export type RunSort = z.infer<typeof runSort>;
