/** How many elements lie along some axes, as float32: what a mean over the batch divides by. Exact up to 2^24. */
import { expectAxis } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const elementCount: OpDefinition<{ readonly axes: readonly number[] }, 1> = {
  arity: 1,
  infer: (inputs, { axes }) => {
    for (const axis of axes) expectAxis('elementCount', inputs, axis, inputs[0].shape.length);
    return [{ dtype: 'float32', shape: [] }];
  },
  gradient: 'none',
};
