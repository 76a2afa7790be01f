/** Sum of two tensors, broadcast. Integers must not overflow. */
import { inferBinary, reduceToShape } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const add: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('add', inputs, ['float32', 'int32']),
  gradient: ({ builder, inputs: [left, right], outputGradients: [gradient] }) => [
    reduceToShape(builder, gradient, left),
    reduceToShape(builder, gradient, right),
  ],
};
