/** A new last axis of size `depth` that is 1 at the index and 0 elsewhere. Every index is in [0, depth). */
import { expectDType, refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const oneHot: OpDefinition<{ readonly depth: number }, 1> = {
  arity: 1,
  infer: (inputs, { depth }) => {
    expectDType('oneHot', inputs, inputs[0], ['int32']);
    if (!(Number.isInteger(depth) && depth >= 1)) refuse('oneHot', inputs, `a depth of ${depth} is not possible`);
    return [{ dtype: 'float32', shape: [...inputs[0].shape, depth] }];
  },
  gradient: 'none',
};
