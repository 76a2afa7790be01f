/** e to the power of the operand. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const exp: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('exp', inputs),
  gradient: ({ builder, outputs: [power], outputGradients: [gradient] }) => [builder.multiply(gradient, power)],
};
