/**
 * Scales all gradients together down to an L2 norm, where theirs is larger: their direction stays.
 *
 * Formula: g ← g · min(1, limit / (‖all g‖ + 1e-6)).
 * Arguments: limit (default 1), above 0.
 * Errors: none.
 * Source: Pascanu et al., On the difficulty of training recurrent neural networks, 2013; as
 * `torch.nn.utils.clip_grad_norm_` of all parameters. Keras' global_clipnorm leaves out the 1e-6.
 */
import { limitField, shrinking, type ClipDefinition } from './definition.ts';

export const globalNorm: ClipDefinition = {
  formula: 'g ← g · min(1, limit / ‖all g‖)',
  fields: { limit: limitField },
  clip: ({ builder, gradients, norm, limit }) => {
    const factor = shrinking(builder, norm, limit);
    return new Map([...gradients].map(([name, { value }]) => [name, builder.multiply(value, factor)]));
  },
};
