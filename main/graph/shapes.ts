/** Shape arithmetic that the ops' rules share, and the one way in which they refuse. */
import { BugError } from '../base/errors.ts';
import { formatType, type Dim, type DType, type Shape, type TensorType } from './tensor.ts';

/** Refuses an op's inputs: the message names the op, the types and the reason. */
export function refuse(op: string, inputs: readonly TensorType[], why: string): never {
  throw new BugError(`${op}(${inputs.map(formatType).join(', ')}): ${why}`);
}

/** `input` is the one of `inputs` that must have an allowed dtype; all are named when it has not. */
export function expectDType(
  op: string,
  inputs: readonly TensorType[],
  input: TensorType,
  allowed: readonly DType[],
): void {
  if (!allowed.includes(input.dtype)) refuse(op, inputs, `expected ${allowed.join(' or ')}, found ${input.dtype}`);
}

export function expectAxis(op: string, inputs: readonly TensorType[], axis: number, rank: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) {
    refuse(op, inputs, `axis ${axis} is outside a tensor of rank ${rank}`);
  }
}

export function shapesEqual(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((dim, axis) => dim === right[axis]);
}

export function typesEqual(left: TensorType, right: TensorType): boolean {
  return left.dtype === right.dtype && shapesEqual(left.shape, right.shape);
}

function broadcastDim(left: Dim, right: Dim): Dim | null {
  if (left === right || right === 1) return left;
  return left === 1 ? right : null;
}

/** numpy's rule: shapes are aligned at the last axis, and a dimension of 1 stretches. Null where they do not fit. */
export function broadcastShapes(left: Shape, right: Shape): Shape | null {
  const rank = Math.max(left.length, right.length);
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const dim = broadcastDim(left[axis - rank + left.length] ?? 1, right[axis - rank + right.length] ?? 1);
    if (dim === null) return null;
    result.push(dim);
  }
  return result;
}

export function expectBroadcast(op: string, inputs: readonly TensorType[]): Shape {
  return inputs
    .map((input) => input.shape)
    .reduce((left, right) => broadcastShapes(left, right) ?? refuse(op, inputs, 'the shapes do not broadcast'));
}

/** Product of the known dimensions, and how often `batch` occurs: two shapes of one size agree in both. */
export function symbolicSize(shape: Shape): { readonly known: number; readonly batches: number } {
  let known = 1;
  let batches = 0;
  for (const dim of shape) {
    if (dim === 'batch') batches += 1;
    else known *= dim;
  }
  return { known, batches };
}

/** The shape after reducing `axes`, which are left out or kept as 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDimensions: boolean): Shape {
  if (keepDimensions) return shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return shape.filter((_, axis) => !axes.includes(axis));
}
