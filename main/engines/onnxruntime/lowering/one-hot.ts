/** One-hot rows from integers, which several ops need. */
import { int } from '../schema.ts';
import type { Shape } from '../../../graph/tensor.ts';
import type { GraphEmitter } from '../emitter.ts';

/** Up to here a table of unit rows is small and gathering from it is fastest; above, indices are compared. */
const LARGEST_UNIT_TABLE = 64;

/** OneHot itself lacks a kernel for int32 indices. */
export function oneHot(emit: GraphEmitter, indices: string, shape: Shape, depth: number): string {
  if (depth <= LARGEST_UNIT_TABLE) {
    const rows = Float32Array.from({ length: depth * depth }, (_, index) => Number(index % (depth + 1) === 0));
    return emit.op('Gather', [emit.constant({ dtype: 'float32', shape: [depth, depth], data: rows }), indices]);
  }
  const numbers = Int32Array.from({ length: depth }, (_, index) => index);
  const column = emit.reshape(indices, [...shape, 1]);
  const same = emit.op('Equal', [column, emit.constant({ dtype: 'int32', shape: [depth], data: numbers })]);
  return emit.op('Cast', [same], { to: int(1) });
}
