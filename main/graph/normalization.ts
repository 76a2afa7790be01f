/** What ops and engines that normalize each channel share. */
import type { GraphBuilder } from './builder.ts';
import type { Value } from './ir.ts';
import type { Shape } from './tensor.ts';

/** All axes of a tensor but one. */
export function axesBut(rank: number, axis: number): number[] {
  return Array.from({ length: rank }, (_, index) => index).filter((index) => index !== axis);
}

/** The shape in which a vector along one axis broadcasts against a tensor: `[n, 1, …]`. */
export function alongAxisShape(size: number, rank: number, axis: number): readonly number[] {
  return [size, ...Array.from({ length: rank - 1 - axis }, () => 1)];
}

/** A vector along one axis of a tensor, shaped to broadcast against it. */
export function alongAxis(builder: GraphBuilder, vector: Value, rank: number, axis: number): Value {
  const shape: Shape = alongAxisShape(Number(vector.type.shape[0]), rank, axis);
  return shape.length === 1 ? vector : builder.reshape(vector, shape);
}
