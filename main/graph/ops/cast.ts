/**
 * Another dtype. Numbers become integers by truncation toward zero and must fit; `bool` is whether a number is not
 * zero, and becomes 0 or 1. Only between floating-point types does a gradient pass.
 */
import type { OpDefinition } from './definition.ts';
import type { DType } from '../tensor.ts';

export const cast: OpDefinition<{ readonly dtype: DType }, 1> = {
  arity: 1,
  infer: ([input], { dtype }) => [{ dtype, shape: input.shape }],
  gradient: ({ inputs: [input], attributes, outputGradients: [gradient] }) => [
    input.type.dtype === 'float32' && attributes.dtype === 'float32' ? gradient : null,
  ],
};
