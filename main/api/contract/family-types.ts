/** Which runs a run was made from, and which were made from it. */
import { z } from 'zod';

const setting = z.union([z.string(), z.number(), z.boolean()]).nullable();

const relative = z.object({
  id: z.string(),
  name: z.string(),
  isRemoved: z.boolean(),
  /**
   * From the older of the two to the younger, by path of the flattened settings; `model`: a model of other layers, in one
   * line; `data`: other data, by name. None: the younger repeats the older.
   */
  changes: z.array(z.object({ path: z.string(), before: setting, after: setting })),
});
export type RunRelative = z.infer<typeof relative>;

export const runFamily = z.object({
  /** The parent first, with what the run changed of it; then the parent's parent, with what the parent changed. */
  ancestors: z.array(relative),
  /** The newest first; removed ones are left out. */
  children: z.array(relative),
});
export type RunFamily = z.infer<typeof runFamily>;
