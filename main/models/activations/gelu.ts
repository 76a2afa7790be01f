/**
 * Gaussian error linear unit: the input times the probability that a standard normal is below it.
 *
 * Formula: f(x) = x (1 + erf(x / sqrt 2)) / 2, exactly; geluTanh is the approximation.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016, https://arxiv.org/abs/1606.08415.
 */
import type { ActivationDefinition } from './definition.ts';

export const gelu: ActivationDefinition = {
  formula: 'f(x) = x(1 + erf(x/√2)) / 2',
  build: (builder, input) => {
    const error = builder.erf(builder.multiply(input, builder.scalar(Math.SQRT1_2)));
    return builder.multiply(builder.multiply(input, builder.scalar(0.5)), builder.add(error, builder.scalar(1)));
  },
};
