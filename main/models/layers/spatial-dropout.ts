/**
 * Spatial dropout: in training, zeroes whole channels of a row with a given probability and scales up the rest; otherwise it
 * passes everything on unchanged. Where neighbours are alike, dropping single elements would hide nothing.
 *
 * Formula: y = x keep / (1 - rate), keep = 1 with probability 1 - rate, else 0, one for each row and channel.
 * Arguments: rate (required, 0 to 0.99).
 * Shapes: any with channels last, unchanged.
 * Errors: none.
 * Source: Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015, https://arxiv.org/abs/1411.4280;
 * keras.layers.SpatialDropout1D and 2D.
 */
import { number } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { channelAxis } from './layout.ts';

export const spatialDropout = defineLayer({
  category: 'regularization',
  silhouette: 'mist',
  formula: 'y = x·keep / (1 − rate), by channel',
  fields: { rate: number({ default: 0.5, minimum: 0, maximum: 0.99, required: true }) },
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: () => [],
  build: ({ builder, inputs, layout, options: { rate }, training, noise }) => {
    const input = only(inputs);
    if (!training || rate === 0) return { value: input };
    const axis = channelAxis(input, layout);
    const channels = Number(input.type.shape[axis]);
    const keep = noise({
      purpose: 'keep',
      shape: [channels],
      distribution: { kind: 'bernoulli', probability: 1 - rate },
    });
    const factor = builder.multiply(keep, builder.scalar(1 / (1 - rate)));
    const shape = input.type.shape.map((dim, index) => (index === 0 || index === axis ? dim : 1));
    return { value: builder.multiply(input, builder.reshape(factor, shape)) };
  },
});
