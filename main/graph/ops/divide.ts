/** Quotient of two tensors, broadcast, by IEEE 754: dividing by zero gives an infinity or NaN. */
import { inferBinary, reduceToShape } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const divide: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('divide', inputs, ['float32']),
  gradient: ({ builder, inputs: [left, right], outputs: [quotient], outputGradients: [gradient] }) => {
    const scaled = builder.divide(gradient, right);
    return [
      reduceToShape(builder, scaled, left),
      builder.negate(reduceToShape(builder, builder.multiply(scaled, quotient), right)),
    ];
  },
};
