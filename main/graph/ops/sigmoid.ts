/** The logistic function 1 / (1 + exp(-x)). */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const sigmoid: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('sigmoid', inputs),
  gradient: ({ builder, outputs: [sigmoid], outputGradients: [gradient] }) => [
    builder.multiply(gradient, builder.multiply(sigmoid, builder.subtract(builder.scalar(1), sigmoid))),
  ],
};
