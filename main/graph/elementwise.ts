/** What elementwise ops share: their type rules, and the way back through numpy broadcasting. */
import { expectBroadcast, expectDType, refuse, shapesEqual } from './shapes.ts';
import type { GraphBuilder } from './builder.ts';
import type { Value } from './ir.ts';
import type { Operands } from './ops/definition.ts';
import type { DType, TensorType } from './tensor.ts';

/** Two operands of one dtype, broadcast; the result has the dtype of the operands unless another is named. */
export function inferBinary(
  op: string,
  inputs: Operands<TensorType, 2>,
  allowed: readonly DType[],
  result?: DType,
): readonly TensorType[] {
  const [left, right] = inputs;
  expectDType(op, inputs, left, allowed);
  if (left.dtype !== right.dtype) refuse(op, inputs, 'the dtypes differ');
  return [{ dtype: result ?? left.dtype, shape: expectBroadcast(op, inputs) }];
}

/** One float32 operand; the result has its type. */
export function inferUnary(op: string, inputs: Operands<TensorType, 1>): readonly TensorType[] {
  expectDType(op, inputs, inputs[0], ['float32']);
  return inputs;
}

/** One float32 operand of rank 1 or more; the result has its type. */
export function inferLastAxis(op: string, inputs: Operands<TensorType, 1>): readonly TensorType[] {
  expectDType(op, inputs, inputs[0], ['float32']);
  if (inputs[0].shape.length === 0) refuse(op, inputs, 'a scalar has no last axis');
  return inputs;
}

/** Sums a gradient over the axes along which `target` was stretched, so that it has the target's own shape. */
export function reduceToShape(builder: GraphBuilder, gradient: Value, target: Value): Value {
  const from = gradient.type.shape;
  const to = target.type.shape;
  if (shapesEqual(from, to)) return gradient;
  const added = from.length - to.length;
  const axes = from.flatMap((dim, axis) => (axis < added || (to[axis - added] === 1 && dim !== 1) ? [axis] : []));
  const summed = axes.length === 0 ? gradient : builder.reduceSum(gradient, axes);
  return shapesEqual(summed.type.shape, to) ? summed : builder.reshape(summed, to);
}
