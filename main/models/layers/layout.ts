/**
 * How the axes of a value lie in memory. A person writes and reads `[…space, channels]`; convolutions, pooling and their
 * engines want `[channels, …space]`. A value stays as it is until a layer wants it the other way.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** After the batch: `channelsLast` is `[…space, channels]`, `channelsFirst` is `[channels, …space]`. */
export type Layout = 'channelsLast' | 'channelsFirst';

/** The value with its axes in another order; values of rank 2 or less have no space and stay. */
export function toLayout(builder: GraphBuilder, value: Value, from: Layout, to: Layout): Value {
  const rank = value.type.shape.length;
  if (from === to || rank <= 2) return value;
  const space = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return builder.transpose(
    value,
    to === 'channelsFirst' ? [0, rank - 1, ...space.map((axis) => axis + 1)] : [0, ...space.map((axis) => axis + 2), 1],
  );
}

/** Axis of the channels of a value with a batch. */
export function channelAxis(value: Value, layout: Layout): number {
  const rank = value.type.shape.length;
  return layout === 'channelsFirst' && rank > 2 ? 1 : rank - 1;
}

/** A vector over the channels, shaped to broadcast against a value: `[channels]` or `[channels, 1, …]`. */
export function alongChannels(builder: GraphBuilder, vector: Value, value: Value, layout: Layout): Value {
  const after = value.type.shape.length - 1 - channelAxis(value, layout);
  if (after === 0) return vector;
  return builder.reshape(vector, [...vector.type.shape, ...Array.from({ length: after }, () => 1)]);
}
