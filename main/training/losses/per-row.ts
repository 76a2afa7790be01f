/** Shared by the losses and metrics that compare numbers: differences, and their mean within a row. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** Mean over all axes but the batch: float32 [batch, …] to [batch]. */
export function meanPerRow(builder: GraphBuilder, values: Value): Value {
  const axes = values.type.shape.map((_, axis) => axis).slice(1);
  return axes.length === 0 ? values : builder.reduceMean(values, axes);
}
