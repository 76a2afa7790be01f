/** Natural logarithm: of zero an infinity, of a negative number NaN. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const log: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('log', inputs),
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => [builder.divide(gradient, input)],
};
