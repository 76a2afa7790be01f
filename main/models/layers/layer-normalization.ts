/**
 * Layer normalization: brings the channels of each place of each row to mean 0 and variance 1, then scales and shifts
 * them by learned numbers. The same in training and outside.
 *
 * Formula: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and (biased) variance over the channels.
 * Arguments: epsilon (default 0.001, 1e-12 to 1); scale and center (default true): whether gamma and beta are learned.
 * Shapes: any with channels last, unchanged.
 * Errors: none.
 * Source: Ba, Kiros and Hinton, Layer Normalization, 2016, https://arxiv.org/abs/1607.06450; keras.layers.LayerNormalization
 * along the last axis, whose defaults it shares (PyTorch's epsilon is 1e-5).
 */
import { defineLayer, only } from './definition.ts';
import { channelAxis } from './layout.ts';
import { channelsOf, epsilonField, scaled, scaleFields, scaleParameters } from './normalizing.ts';

export const layerNormalization = defineLayer({
  category: 'normalization',
  silhouette: 'gate',
  formula: 'y = γ(x − mean)/√(variance + ε) + β',
  fields: { epsilon: epsilonField(1e-3), ...scaleFields },
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: (inputs, options) => scaleParameters(channelsOf(inputs), options),
  build: (context) => {
    const { builder, inputs, layout, options } = context;
    const input = only(inputs);
    return { value: scaled(context, builder.normalize(input, [channelAxis(input, layout)], options.epsilon)) };
  },
});
