/**
 * LeCun uniform.
 *
 * Formula: U(-a, a), a = sqrt(3 / fanIn).
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: LeCun et al., Efficient BackProp, 1998, section 4.6; as in Keras.
 */
import { uniformOfVariance, type InitializerDefinition } from './definition.ts';

export const lecunUniform: InitializerDefinition = {
  formula: 'U(−a, a), a = √(3 / fanIn)',
  sampler: (stream, fans) => uniformOfVariance(stream, 1 / fans.input),
};
