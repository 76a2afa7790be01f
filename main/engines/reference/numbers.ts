/** Tensors as the reference engine computes with them: every dtype held in float64, which represents each exactly. */
import { BugError } from '../../base/errors.ts';
import { allocate, elementCount, type DType, type Tensor } from '../../graph/tensor.ts';

export interface Numbers {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export function numbersFrom(tensor: Tensor): Numbers {
  return { dtype: tensor.dtype, shape: tensor.shape, values: Float64Array.from(tensor.data) };
}

export function tensorFrom({ dtype, shape, values }: Numbers): Tensor {
  const data = allocate(dtype, values.length);
  data.set(values);
  return { dtype, shape: [...shape], data };
}

/** The element at an index that must exist: an index out of range is a mistake, never `undefined`. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new BugError(`index ${index} is outside ${values.length} elements`);
  return value;
}

/** How far apart neighbours along each axis lie in memory. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** Strides that read a tensor as if it had been broadcast to `shape`: 0 along stretched axes. */
export function broadcastStrides(from: readonly number[], shape: readonly number[]): number[] {
  const strides = stridesOf(from);
  const added = shape.length - from.length;
  return shape.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : at(strides, axis - added)));
}

/**
 * Where each element of a block of `shape`, in row-major order, lies in memory with the given strides. It counts as an
 * odometer does: dividing each index into its places took most of the interpreter's time.
 */
export function positionsOf(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const positions = new Int32Array(elementCount(shape));
  const places = new Int32Array(shape.length);
  let position = start;
  for (let index = 0; index < positions.length; index += 1) {
    positions[index] = position;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const stride = at(strides, axis);
      position += stride;
      places[axis] = at(places, axis) + 1;
      if (at(places, axis) < at(shape, axis)) break;
      position -= stride * at(shape, axis);
      places[axis] = 0;
    }
  }
  return positions;
}

/** The elements at the given positions. */
export function pick(values: Float64Array, positions: Int32Array): Float64Array {
  const picked = new Float64Array(positions.length);
  for (let index = 0; index < positions.length; index += 1) picked[index] = at(values, at(positions, index));
  return picked;
}

/** The values of integers that count from 0 and must be below a limit. */
export function expectIndices(op: string, indices: Numbers, limit: number): Float64Array {
  const wrong = indices.values.find((index) => !(index >= 0 && index < limit));
  if (wrong !== undefined) throw new BugError(`${op} was given index ${wrong}, expected 0 up to ${limit - 1}`);
  return indices.values;
}
