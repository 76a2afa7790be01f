/** The layers of a run's model with the weights that were kept of them. */
import { z } from 'zod';

const reading = z.number().nullable();

export const runLayersQuery = z.object({
  id: z.string().min(1),
  /** Of which checkpoint; left out: the one that predictions and the test are of. */
  epoch: z.number().int().min(1).optional(),
  /** Weights as they were trained, where the run predicts with their average. */
  trained: z.boolean().default(false),
});
export type RunLayersQuery = z.infer<typeof runLayersQuery>;

export const tensorStatistics = z.object({
  count: z.number().int(),
  /** How many are NaN or infinite; what follows is over the others, and null where there is none. */
  notFinite: z.number().int(),
  mean: reading,
  /** Divided by n. */
  standardDeviation: reading,
  minimum: reading,
  maximum: reading,
  /** Euclidean. */
  norm: reading,
  /** Share of values that are exactly zero, 0 to 1. */
  zeroShare: reading,
  /** Counts in equally wide bins from `from` to `to`; null where no value is finite. */
  histogram: z.object({ from: z.number(), to: z.number(), counts: z.array(z.number().int()) }).nullable(),
});
export type TensorStatistics = z.infer<typeof tensorStatistics>;

export const layerWeights = z.object({
  /** As the layer calls it: `kernel`. */
  name: z.string(),
  shape: z.array(z.number().int()),
  /** False for what is kept and not learned by gradients: running statistics. */
  trainable: z.boolean(),
  /** Null where no checkpoint is kept. */
  statistics: tensorStatistics.nullable(),
});
export type LayerWeights = z.infer<typeof layerWeights>;

export const runLayer = z.object({
  id: z.string(),
  type: z.string(),
  /** Ids of inputs of the model or of layers. */
  inputs: z.array(z.string()),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())])),
  /** Without the batch; null while the data are not known, as are the parameters. */
  inputShape: z.array(z.number()).nullable(),
  outputShape: z.array(z.number()).nullable(),
  parameters: z.number().int().nullable(),
  weights: z.array(layerWeights),
});
export type RunLayer = z.infer<typeof runLayer>;

export const runLayers = z.object({
  /** Whose weights they are; null where none is kept. */
  epoch: z.number().int().nullable(),
  /** Epochs that there are checkpoints of, upwards. */
  epochs: z.array(z.number().int()),
  /** `only`: the weights are not averaged; else which of the two are shown. */
  kind: z.enum(['only', 'averaged', 'trained']),
  inputs: z.array(z.object({ id: z.string(), shape: z.array(z.number()).nullable() })),
  /** In the order of computation. */
  layers: z.array(runLayer),
  /** Ids of layers. */
  outputs: z.array(z.string()),
  parameters: z.number().int().nullable(),
});
export type RunLayers = z.infer<typeof runLayers>;
