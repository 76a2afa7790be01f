/** The error function: 2/√π times the integral of e^(−t²) from 0 to x. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const erf: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('erf', inputs),
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => {
    const bell = builder.exp(builder.negate(builder.multiply(input, input)));
    return [builder.multiply(gradient, builder.multiply(bell, builder.scalar(2 / Math.sqrt(Math.PI))))];
  },
};
