/**
 * Softplus: a smooth rectifier.
 *
 * Formula: f(x) = ln(1 + e^x), without overflow.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, NIPS 2000.
 */
import type { ActivationDefinition } from './definition.ts';

export const softplus: ActivationDefinition = {
  formula: 'f(x) = ln(1 + eˣ)',
  build: (builder, input) => builder.softplus(input),
};
