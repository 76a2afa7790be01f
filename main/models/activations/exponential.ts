/** Shared by the activations that end in an exponential below zero. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** e^min(x, 0) − 1, whose slope at 0 is 1 and which does not overflow. */
export function exponentialBelowZero(builder: GraphBuilder, input: Value): Value {
  const zero = builder.scalar(0);
  const below = builder.where(builder.greater(input, zero), zero, input);
  return builder.subtract(builder.exp(below), builder.scalar(1));
}
