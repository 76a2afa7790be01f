/** Every op there is. To add one: a file here, a line below, and its form on each engine (the compiler asks). */
import { abs } from './abs.ts';
import { add } from './add.ts';
import { argMax } from './arg-max.ts';
import { averagePoolGradient } from './average-pool-gradient.ts';
import { averagePool } from './average-pool.ts';
import { batchNormalize } from './batch-normalize.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { convolutionKernelGradient } from './convolution-kernel-gradient.ts';
import { convolution } from './convolution.ts';
import { divide } from './divide.ts';
import { elementCount } from './element-count.ts';
import { equal } from './equal.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { gather } from './gather.ts';
import { greaterEqual } from './greater-equal.ts';
import { greater } from './greater.ts';
import { gridSample } from './grid-sample.ts';
import { logSoftmax } from './log-softmax.ts';
import { log } from './log.ts';
import { logicalAnd } from './logical-and.ts';
import { logicalNot } from './logical-not.ts';
import { matmul } from './matmul.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { maxPool } from './max-pool.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { normalize } from './normalize.ts';
import { oneHot } from './one-hot.ts';
import { pad } from './pad.ts';
import { reduceMax } from './reduce-max.ts';
import { reduceSum } from './reduce-sum.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { segmentSum } from './segment-sum.ts';
import { sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { sqrt } from './sqrt.ts';
import { subtract } from './subtract.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';
import { where } from './where.ts';
import type { Arity, OpDefinition, Operands } from './definition.ts';

export const opDefinitions = {
  abs,
  add,
  argMax,
  averagePoolGradient,
  averagePool,
  batchNormalize,
  broadcastTo,
  cast,
  concat,
  constant,
  convolutionInputGradient,
  convolutionKernelGradient,
  convolution,
  divide,
  elementCount,
  equal,
  erf,
  exp,
  gather,
  greaterEqual,
  greater,
  gridSample,
  logSoftmax,
  log,
  logicalAnd,
  logicalNot,
  matmul,
  maxPoolGradient,
  maxPool,
  maximum,
  minimum,
  multiply,
  negate,
  normalize,
  oneHot,
  pad,
  reduceMax,
  reduceSum,
  relu,
  reshape,
  segmentSum,
  sigmoid,
  slice,
  softmaxCrossEntropy,
  softmax,
  softplus,
  sqrt,
  subtract,
  tanh,
  transpose,
  where,
};

type Definitions = typeof opDefinitions;

export type OpName = keyof Definitions;

type Part<Definition, Which extends 'attributes' | 'arity'> =
  Definition extends OpDefinition<infer Attributes, infer Inputs, infer _Outputs>
    ? { attributes: Attributes; arity: Inputs }[Which]
    : never;

export type OpAttributeMap = { readonly [Name in OpName]: Part<Definitions[Name], 'attributes'> };

export type OpAttributes<Name extends OpName> = OpAttributeMap[Name];

/** As many items as the op takes inputs: what the kernels of engines are given. */
export type OpInputs<Name extends OpName, Item> = {
  readonly [Each in OpName]: Operands<Item, Part<Definitions[Each], 'arity'>>;
}[Name];

export const opNames = Object.keys(opDefinitions) as readonly OpName[];

/**
 * The definition of an op by a name known only at run time. The counts are widened: the builder has checked that a
 * node's inputs are as many as its op takes.
 */
export function opDefinition<Name extends OpName>(name: Name): AnyDefinition<OpAttributes<Name>> {
  return opDefinitions[name] as unknown as AnyDefinition<OpAttributes<Name>>;
}

type AnyDefinition<Attributes> = Omit<OpDefinition<Attributes, 'many', 'many'>, 'arity'> & { readonly arity: Arity };
