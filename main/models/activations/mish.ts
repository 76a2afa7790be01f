/**
 * Mish: a smooth rectifier that dips below zero.
 *
 * Formula: f(x) = x tanh(ln(1 + e^x)).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019, https://arxiv.org/abs/1908.08681.
 */
import type { ActivationDefinition } from './definition.ts';

export const mish: ActivationDefinition = {
  formula: 'f(x) = x tanh(ln(1 + eˣ))',
  build: (builder, input) => builder.multiply(input, builder.tanh(builder.softplus(input))),
};
