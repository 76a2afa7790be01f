/**
 * Gaussian error linear unit in its approximation by tanh, as GPT-2 has it.
 *
 * Formula: f(x) = x (1 + tanh(sqrt(2/π) (x + 0.044715 x^3))) / 2.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016, section 2, https://arxiv.org/abs/1606.08415; PyTorch's
 * gelu with approximate='tanh'.
 */
import type { ActivationDefinition } from './definition.ts';

export const geluTanh: ActivationDefinition = {
  formula: 'f(x) = x(1 + tanh(√(2/π)(x + 0.044715x³))) / 2',
  build: (builder, input) => {
    // The bracket as x(1 + 0.044715x²), both factors scaled.
    const rate = Math.sqrt(2 / Math.PI);
    const square = builder.multiply(input, input);
    const factor = builder.add(builder.multiply(square, builder.scalar(0.044715 * rate)), builder.scalar(rate));
    const bend = builder.tanh(builder.multiply(input, factor));
    return builder.multiply(builder.multiply(input, builder.scalar(0.5)), builder.add(bend, builder.scalar(1)));
  },
};
