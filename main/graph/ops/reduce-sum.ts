/** Sum along axes, which are left out of the result or kept with size 1. The sum of nothing is zero. */
import { expandReduced, inferReduction, type ReductionAttributes } from '../reduction.ts';
import type { OpDefinition } from './definition.ts';

export const reduceSum: OpDefinition<ReductionAttributes, 1> = {
  arity: 1,
  infer: (inputs, attributes) => inferReduction('reduceSum', inputs, attributes),
  gradient: ({ builder, inputs: [input], attributes, outputGradients: [gradient] }) => [
    builder.broadcastTo(expandReduced(builder, gradient, input, attributes), input.type.shape),
  ],
};
