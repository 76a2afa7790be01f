/** A tensor that is part of the graph. */
import type { OpDefinition } from './definition.ts';
import type { Tensor } from '../tensor.ts';

export const constant: OpDefinition<{ readonly tensor: Tensor }, 0> = {
  arity: 0,
  infer: (_, { tensor }) => [{ dtype: tensor.dtype, shape: tensor.shape }],
  gradient: 'none',
};
