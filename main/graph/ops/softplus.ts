/** ln(1 + e^x), without overflow. An op of its own, for its parts have no derivative at zero, where it has: 1/2. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const softplus: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('softplus', inputs),
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => [
    builder.multiply(gradient, builder.sigmoid(input)),
  ],
};
