/** Square root: of a negative number NaN. Its gradient at zero is infinite. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const sqrt: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('sqrt', inputs),
  gradient: ({ builder, outputs: [root], outputGradients: [gradient] }) => [
    builder.divide(builder.multiply(gradient, builder.scalar(0.5)), root),
  ],
};
