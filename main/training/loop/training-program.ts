/** What the loop needs to know of a compiled plan: which tensors to feed, and what the results mean. */
import type { Plan } from '../../graph/plan.ts';
import type { TensorMap } from '../../graph/tensor.ts';

/** Names of what every plan is fed and gives back, beside the metrics' own sums. */
export const feedNames = {
  /** int32 [batch]: rows of the resident data. `step`, `evaluate`, `predict`. */
  rows: 'rows',
  /** float32 [batch]: sample weights. `step`, `evaluate`. */
  weights: 'weights',
  /** float32 []. `step`. */
  learningRate: 'learningRate',
  /** float32 []: share of the new weights in their average. Where there is one: `step`, or `average`. */
  averageShare: 'averageShare',
} as const;

export const resultNames = {
  /** float32 []: the batch's mean loss, penalties included. `step`. */
  loss: 'loss',
  /** float32 []: L2 norm of all gradients before clipping. `step`. */
  gradientNorm: 'gradientNorm',
} as const;

/** Of one layer, results of what makes an update: float32 [], where norms of layers are asked for. */
export function layerNormNames(layer: string): { readonly gradient: string; readonly weight: string } {
  return { gradient: `${layerNormPrefixes.gradient}${layer}`, weight: `${layerNormPrefixes.weight}${layer}` };
}

/** What norms of layers begin with, as results and as an epoch's readings. */
export const layerNormPrefixes = { gradient: 'gradientNorm/', weight: 'weightNorm/' } as const;

/** The rows of an epoch, end to end: `data` has `width` numbers for each. */
export interface CollectedRows {
  readonly data: ArrayLike<number>;
  readonly width: number;
}

/**
 * A metric as sums over a batch; the sums of an epoch are those of its batches, added in float64. What cannot be summed is
 * kept row by row.
 */
export interface SumMetric {
  /** Key in results, e.g. `accuracy`. */
  readonly name: string;
  /** Outputs of `step` and `evaluate`, each of a fixed shape. */
  readonly sums: readonly string[];
  /** Outputs of `step` and `evaluate`, [batch] or [batch, width], kept for the whole epoch; left out: none. */
  readonly rows?: readonly string[];
  readonly better: 'higher' | 'lower';
  finish(sums: readonly Float64Array[], rows: readonly CollectedRows[]): number;
}

/** Random numbers that the training step is fed: float32 [batch, …shape]. */
export interface NoiseFeed {
  readonly name: string;
  readonly shape: readonly number[];
  /** Fills `[rows, …shape]` as a function of seed and step alone. */
  fill(into: Float32Array, seed: number, step: number): void;
}

export interface TrainingProgram {
  readonly plan: Plan;
  /** Equal for plans that compute the same. */
  readonly graphHash: string;
  /** `loss` first. */
  readonly metrics: readonly SumMetric[];
  readonly noise: readonly NoiseFeed[];
  /** Layers whose norms are given out with each update; none where they are not asked for. */
  readonly normedLayers: readonly string[];
  /** Results of `predict`, one for each output that is judged: float32 [batch, …]. */
  readonly predictions: readonly string[];
  /** From state by canonical name (`parameters/dense_1/kernel`) to the plan's own, which may be one flat vector. */
  pack(canonical: TensorMap): TensorMap;
  unpack(state: TensorMap): TensorMap;
}
