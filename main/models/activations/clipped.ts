/** Shared by the activations that stop at a bound. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** Between 0 and `limit`, where the slope is 1; beyond, and at both ends, it is 0. NaN stays NaN. */
export function clipped(builder: GraphBuilder, input: Value, limit: number): Value {
  const bound = builder.scalar(limit);
  return builder.where(builder.greaterEqual(input, bound), bound, builder.relu(input));
}
