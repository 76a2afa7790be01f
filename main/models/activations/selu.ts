/**
 * Scaled exponential linear unit, under which deep dense networks keep mean 0 and variance 1. Wants weights from
 * lecunNormal.
 *
 * Formula: f(x) = λ x for x > 0, else λ α (e^x - 1), with λ = 1.05070098735548 and α = 1.67326324235438.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017,
 * https://arxiv.org/abs/1706.02515.
 */
import { exponentialBelowZero } from './exponential.ts';
import type { ActivationDefinition } from './definition.ts';

const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

export const selu: ActivationDefinition = {
  formula: 'f(x) = 1.0507x if x > 0, else 1.7581(eˣ − 1)',
  build: (builder, input) =>
    builder.add(
      builder.multiply(builder.relu(input), builder.scalar(scale)),
      builder.multiply(exponentialBelowZero(builder, input), builder.scalar(scale * alpha)),
    ),
};
