/**
 * LeCun normal: keeps the variance of signals through selu.
 *
 * Formula: normal cut off at two standard deviations, with variance 1 / fanIn after the cut.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: LeCun et al., Efficient BackProp, 1998, section 4.6; as in Keras.
 */
import { normalOfVariance, type InitializerDefinition } from './definition.ts';

export const lecunNormal: InitializerDefinition = {
  formula: 'N(0, 1 / fanIn), |x| ≤ 2σ',
  sampler: (stream, fans) => normalOfVariance(stream, 1 / fans.input),
};
