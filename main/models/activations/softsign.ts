/**
 * Softsign: any number to between -1 and 1, approached more slowly than by tanh.
 *
 * Formula: f(x) = x / (1 + |x|).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Bergstra et al., Quadratic Polynomials Learn Better Image Features, 2009; keras.activations.softsign.
 */
import type { ActivationDefinition } from './definition.ts';

export const softsign: ActivationDefinition = {
  formula: 'f(x) = x / (1 + |x|)',
  build: (builder, input) => builder.divide(input, builder.add(builder.abs(input), builder.scalar(1))),
};
