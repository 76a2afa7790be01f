/**
 * Clips every element of the gradients by itself.
 *
 * Formula: g ← min(max(g, −limit), limit).
 * Arguments: limit (default 1), above 0.
 * Errors: none.
 * Source: as `torch.nn.utils.clip_grad_value_`, and Keras' clipvalue.
 */
import { limitField, type ClipDefinition } from './definition.ts';

export const value: ClipDefinition = {
  formula: 'g ← min(max(g, −limit), limit)',
  fields: { limit: limitField },
  clip: ({ builder, gradients, limit }) =>
    new Map(
      [...gradients].map(([name, gradient]) => [
        name,
        builder.minimum(builder.maximum(gradient.value, builder.scalar(-limit)), builder.scalar(limit)),
      ]),
    ),
};
