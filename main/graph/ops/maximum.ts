/** The larger of two tensors, broadcast. Equal operands share the gradient in halves, as in PyTorch. */
import { inferBinary, reduceToShape } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const maximum: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('maximum', inputs, ['float32', 'int32']),
  gradient: ({ builder, inputs: [left, right], outputGradients: [gradient] }) => {
    const half = builder.multiply(builder.cast(builder.equal(left, right), 'float32'), builder.scalar(0.5));
    const chosen = builder.cast(builder.greater(left, right), 'float32');
    const leftShare = builder.multiply(gradient, builder.add(chosen, half));
    return [
      reduceToShape(builder, leftShare, left),
      reduceToShape(builder, builder.subtract(gradient, leftShare), right),
    ];
  },
};
