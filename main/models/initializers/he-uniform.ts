/**
 * He uniform: keeps the variance of signals through relu.
 *
 * Formula: U(-a, a), a = sqrt(6 / fanIn).
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: He et al., Delving Deep into Rectifiers, ICCV 2015, equation 10; as in Keras.
 */
import { uniformOfVariance, type InitializerDefinition } from './definition.ts';

export const heUniform: InitializerDefinition = {
  formula: 'U(−a, a), a = √(6 / fanIn)',
  sampler: (stream, fans) => uniformOfVariance(stream, 2 / fans.input),
};
