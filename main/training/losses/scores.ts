/** Shared by the losses of classes: what the model's last activation is applied to, and arithmetic that is stable on it. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ActivationName } from '../../models/activations/registry.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';

/** The scores of a model that ends in one of these activations or in linear. */
export function scoresBefore({ value, activated }: LayerOutput, activations: readonly ActivationName[]): Value {
  return activated !== undefined && activations.includes(activated.by) ? activated.from : value;
}

/** `[0, z]` along a new last axis: softmax over it is the sigmoid of z, and its logarithm never overflows. */
export function againstZero(builder: GraphBuilder, scores: Value): Value {
  const column = builder.reshape(scores, [...scores.type.shape, 1]);
  return builder.concat([builder.multiply(column, builder.scalar(0)), column], -1);
}
