/**
 * Scales the gradient of each parameter tensor down to an L2 norm, where it is larger.
 *
 * Formula: g ← g · min(1, limit / (‖g‖ + 1e-6)) for each kernel, bias and so on by itself.
 * Arguments: limit (default 1), above 0.
 * Errors: none.
 * Source: as `torch.nn.utils.clip_grad_norm_` of each parameter alone. Keras' clipnorm leaves out the 1e-6.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { limitField, shrinking, type ClipDefinition } from './definition.ts';

export const norm: ClipDefinition = {
  formula: 'g ← g · min(1, limit / ‖g‖)',
  fields: { limit: limitField },
  clip: ({ builder, gradients, limit }) =>
    new Map(
      [...gradients].map(([name, { value, lengths }]) => {
        if (lengths.length === 1) return [name, clipped(builder, value, limit)];
        const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0));
        const parts = ends.map((end, index) => {
          const part = builder.slice(value, 0, end - (lengths[index] ?? 0), end);
          return clipped(builder, part, limit);
        });
        return [name, builder.concat(parts, 0)];
      }),
    ),
};

function clipped(builder: GraphBuilder, gradient: Value, limit: number): Value {
  const length = builder.sqrt(builder.reduceSum(builder.multiply(gradient, gradient)));
  return builder.multiply(gradient, shrinking(builder, length, limit));
}
