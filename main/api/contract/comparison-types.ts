/** Two runs side by side, beyond what their settings and results say. */
import { z } from 'zod';

/** Ids, names or beginnings of ids. `left` is what `right` is compared with. */
export const runPair = z.object({ left: z.string().min(1), right: z.string().min(1) });

const comparedLayer = z.object({
  id: z.string(),
  /** A type of layer; `input` for an input of the model. */
  type: z.string(),
  inputs: z.array(z.string()),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())])),
  /** Without the batch; null where it is not known, as are the parameters. */
  outputShape: z.array(z.number()).nullable(),
  parameters: z.number().int().nullable(),
});
export type ComparedLayer = z.infer<typeof comparedLayer>;

/**
 * A layer of the left model and its partner in the right one. `changed`: another type, other settings, or it follows
 * other layers; `reshaped`: written alike, but of another shape or number of parameters; `removed`: only left; `added`:
 * only right.
 */
export const layerDifference = z.object({
  kind: z.enum(['same', 'reshaped', 'changed', 'removed', 'added']),
  left: comparedLayer.nullable(),
  right: comparedLayer.nullable(),
  /** As JSON; null where the layer has no such setting. */
  settings: z.array(z.object({ name: z.string(), left: z.string().nullable(), right: z.string().nullable() })),
  rewired: z.boolean(),
});
export type LayerDifference = z.infer<typeof layerDifference>;

export const modelDifference = z.object({
  /** In the order of computation. */
  layers: z.array(layerDifference),
  leftParameters: z.number().int().nullable(),
  rightParameters: z.number().int().nullable(),
});
export type ModelDifference = z.infer<typeof modelDifference>;
