/** Tensors that random applications of ops are made of. */
import fc from 'fast-check';
import { elementCount, type DType, type Shape, type Tensor } from '../../../main/graph/tensor.ts';

/** Keeps floats off the points where an op has no derivative, and inside its domain. */
export interface Domain {
  readonly positive?: boolean;
  readonly scale?: number;
}

/** Floats that are all different, none near zero, and no two of which are nearer than 1/32. */
export function distinct(shape: readonly number[], offset: number, { positive = false, scale = 1 }: Domain): Tensor {
  const count = elementCount(shape);
  const data = Float32Array.from({ length: count }, (_, index) => {
    // 389 is prime, so multiples of it modulo 1024 repeat only after 1024 elements.
    const place = ((index * 389 + offset) % 1024) / 256 - 2 + 1 / 512;
    return (positive ? Math.abs(place) + 0.25 : place) * scale;
  });
  return { dtype: 'float32', shape, data };
}

export function integers(shape: readonly number[], offset: number, below: number, dtype: DType = 'int32'): Tensor {
  const values = Array.from({ length: elementCount(shape) }, (_, index) => (index * 5 + offset) % below);
  return { dtype, shape, data: dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values) };
}

export const offset = fc.integer({ min: 0, max: 1023 });
/** Whether the leading dimension is called `batch` in the type. */
export const symbolic = fc.boolean();

export function named(shape: readonly number[], asBatch: boolean): Shape {
  return asBatch && shape.length > 0 && shape[0] !== 0 ? ['batch', ...shape.slice(1)] : shape;
}
