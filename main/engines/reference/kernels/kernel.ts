/** What a kernel of the reference engine is. */
import type { OpAttributes, OpInputs, OpName } from '../../../graph/ops/registry.ts';
import type { DType } from '../../../graph/tensor.ts';
import type { Numbers } from '../numbers.ts';

/** The type of an output, once the batch size is known. */
export interface ConcreteType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/**
 * Computes an op in float64 and gives the elements of each output. Sums run in row-major order. Rounding to the
 * output's dtype is the interpreter's business, once per op.
 */
export type Kernel<Name extends OpName> = (
  inputs: OpInputs<Name, Numbers>,
  attributes: OpAttributes<Name>,
  outputs: readonly [ConcreteType, ...ConcreteType[]],
) => readonly Float64Array[];

export type Kernels<Names extends OpName = OpName> = { readonly [Name in Names]: Kernel<Name> };
