/**
 * Exponential linear unit: the identity above zero, and down to -1 below.
 *
 * Formula: f(x) = x for x > 0, else e^x - 1 (alpha is 1).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2015,
 * https://arxiv.org/abs/1511.07289.
 */
import { exponentialBelowZero } from './exponential.ts';
import type { ActivationDefinition } from './definition.ts';

export const elu: ActivationDefinition = {
  formula: 'f(x) = x if x > 0, else eˣ − 1',
  build: (builder, input) => builder.add(builder.relu(input), exponentialBelowZero(builder, input)),
};
