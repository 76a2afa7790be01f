/** Difference of two tensors, broadcast. Integers must not overflow. */
import { inferBinary, reduceToShape } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const subtract: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('subtract', inputs, ['float32', 'int32']),
  gradient: ({ builder, inputs: [left, right], outputGradients: [gradient] }) => [
    reduceToShape(builder, gradient, left),
    builder.negate(reduceToShape(builder, gradient, right)),
  ],
};
