/** Tensor types and host tensors: the vocabulary that every engine shares. */

/** Element types. `bool` is the result of comparisons; on the host it is a Uint8Array of 0 and 1. */
export type DType = 'float32' | 'int32' | 'uint8' | 'bool';

/** A dimension is known when the graph is built, or is the number of rows in the batch. */
export type Dim = number | 'batch';

export type Shape = readonly Dim[];

/** Static type of a value in the graph. Rank is always known. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface DTypeArrays {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
}

export type TensorData = DTypeArrays[DType];

/** A tensor in host memory, row-major. `data.length` is the product of `shape` (1 for a scalar, shape `[]`). */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export type TensorMap = Readonly<Record<string, Tensor>>;

/** Number of elements of a concrete shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The concrete shape once the batch size is known. */
export function resolveShape(shape: Shape, batch: number): number[] {
  return shape.map((dim) => (dim === 'batch' ? batch : dim));
}

export function allocate(dtype: DType, length: number): TensorData {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(length);
    default:
      return dtype satisfies never;
  }
}

export function float32(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

export function int32(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return { dtype: 'int32', shape, data: Int32Array.from(values) };
}

/** `float32[batch,4]`, as error messages and dumps print a type. */
export function formatType(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(',')}]`;
}
