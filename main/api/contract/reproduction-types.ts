/** How closely a run that was repeated came to the first: the same settings, seed and data once more. */
import { z } from 'zod';

const reading = z.number().nullable();

/** A number that two runs have, and how far apart they are: null where one of them is not finite and the other is. */
const apart = z.object({
  name: z.string(),
  equal: z.boolean(),
  largest: reading,
});

export const reproduction = z.object({
  left: z.string(),
  right: z.string(),
  /**
   * `same`: every bit of every curve, test metric and weight is equal; `close`: something differs; `nothing`: there is
   * nothing that both have.
   */
  verdict: z.enum(['same', 'close', 'nothing']),
  /** Epochs that both have. */
  epochs: z.number().int(),
  /** Over the epochs that both have; `epoch` is that of the largest difference, or of the first where none is largest. */
  curves: z.array(apart.extend({ epoch: z.number().int().nullable() })),
  test: z.array(apart),
  /** Of the last epoch that both have a checkpoint of; null where there is none. */
  weights: z
    .object({
      epoch: z.number().int(),
      equal: z.boolean(),
      /** SHA-256 of the weights' bytes in the order of their names, hexadecimal. */
      leftHash: z.string(),
      rightHash: z.string(),
      /** Largest absolute difference of a weight, and of which; null where they are equal or not finite. */
      largest: reading,
      tensor: z.string().nullable(),
      /** Weights compared. */
      count: z.number().int(),
    })
    .nullable(),
  /** What was not the same and may explain a difference: versions, threads, engine, device. */
  conditions: z.array(z.object({ name: z.string(), left: z.string().nullable(), right: z.string().nullable() })),
});
export type Reproduction = z.infer<typeof reproduction>;
