/** The operand with its sign turned. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const negate: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('negate', inputs),
  gradient: ({ builder, outputGradients: [gradient] }) => [builder.negate(gradient)],
};
