/** Absolute value. Its gradient at zero is zero, as in PyTorch. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const abs: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('abs', inputs),
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => {
    const zero = builder.scalar(0);
    const positive = builder.cast(builder.greater(input, zero), 'float32');
    const negative = builder.cast(builder.greater(zero, input), 'float32');
    return [builder.multiply(gradient, builder.subtract(positive, negative))];
  },
};
