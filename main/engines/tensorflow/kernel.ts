/** What a kernel of the TensorFlow.js engine is. */
import type * as Tensorflow from '@tensorflow/tfjs-core';
import type { Node } from '../../graph/ir.ts';
import type { OpInputs, OpName } from '../../graph/ops/registry.ts';

/** The functions of TensorFlow.js, from whichever package has been loaded. */
export type TensorflowLibrary = typeof Tensorflow;
export type TensorflowTensor = Tensorflow.Tensor;

/** The concrete shape of an output, once the batch size is known. */
export type OutputShape = readonly number[];

export type Kernel<Name extends OpName> = (
  tf: TensorflowLibrary,
  inputs: OpInputs<Name, TensorflowTensor>,
  node: Node<Name>,
  shapes: readonly [OutputShape, ...OutputShape[]],
) => readonly TensorflowTensor[];

export type Kernels<Names extends OpName = OpName> = { readonly [Name in Names]: Kernel<Name> };
