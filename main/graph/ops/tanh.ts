/** Hyperbolic tangent. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const tanh: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('tanh', inputs),
  gradient: ({ builder, outputs: [tanh], outputGradients: [gradient] }) => [
    builder.multiply(gradient, builder.subtract(builder.scalar(1), builder.multiply(tanh, tanh))),
  ],
};
