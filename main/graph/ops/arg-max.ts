/** Index of the maximum along the last axis, which is left out; the first of equal maxima. */
import { expectDType, refuse } from '../shapes.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const argMax: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => {
    const { shape } = inputs[0];
    expectDType('argMax', inputs, inputs[0], ['float32']);
    if (shape.length === 0 || shape.at(-1) === 0) refuse('argMax', inputs, 'the last axis holds nothing');
    return [{ dtype: 'int32', shape: shape.slice(0, -1) }];
  },
  gradient: 'none',
};
