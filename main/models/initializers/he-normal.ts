/**
 * He normal: keeps the variance of signals through relu.
 *
 * Formula: normal cut off at two standard deviations, with variance 2 / fanIn after the cut.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: He et al., Delving Deep into Rectifiers, ICCV 2015, equation 10; as in Keras.
 */
import { normalOfVariance, type InitializerDefinition } from './definition.ts';

export const heNormal: InitializerDefinition = {
  formula: 'N(0, 2 / fanIn), |x| ≤ 2σ',
  sampler: (stream, fans) => normalOfVariance(stream, 2 / fans.input),
};
