/** Product of two tensors, broadcast. Integers must not overflow. */
import { inferBinary, reduceToShape } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const multiply: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('multiply', inputs, ['float32', 'int32']),
  gradient: ({ builder, inputs: [left, right], outputGradients: [gradient] }) => [
    reduceToShape(builder, builder.multiply(gradient, right), left),
    reduceToShape(builder, builder.multiply(gradient, left), right),
  ],
};
