/**
 * Softplus: a smooth rectifier.
 *
 * Formula: f(x) = ln(1 + e^x), computed as max(x, 0) + ln(1 + e^-|x|), which never overflows.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, NIPS 2000.
 */
import type { ActivationDefinition } from './definition.ts';

export const softplus: ActivationDefinition = {
  formula: 'f(x) = ln(1 + eˣ)',
  build: (builder, input) => {
    const small = builder.exp(builder.negate(builder.abs(input)));
    return builder.add(builder.relu(input), builder.log(builder.add(small, builder.scalar(1))));
  },
};
