/**
 * RMS normalization: divides the channels of each place of each row by their root mean square, then scales them by learned
 * numbers. Layer normalization without the mean.
 *
 * Formula: y = gamma x / sqrt(mean of x^2 over the channels + epsilon).
 * Arguments: epsilon (default 0.000001, 1e-12 to 1).
 * Shapes: any with channels last, unchanged.
 * Errors: none.
 * Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, https://arxiv.org/abs/1910.07467;
 * keras.layers.RMSNormalization, whose defaults it shares.
 */
import { defineLayer, only } from './definition.ts';
import { channelAxis } from './layout.ts';
import { channelParameter, channelsOf, epsilonField, scaled } from './normalizing.ts';

export const rmsNormalization = defineLayer({
  category: 'normalization',
  silhouette: 'gate',
  formula: 'y = γx/√(mean x² + ε)',
  fields: { epsilon: epsilonField(1e-6) },
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: (inputs) => [channelParameter('gamma', channelsOf(inputs), 'ones')],
  build: (context) => {
    const { builder, inputs, layout, options } = context;
    const input = only(inputs);
    const square = builder.multiply(input, input);
    const mean = builder.reduceMean(square, [channelAxis(input, layout)], { keepDimensions: true });
    const root = builder.sqrt(builder.add(mean, builder.scalar(options.epsilon)));
    return { value: scaled(context, builder.divide(input, root)) };
  },
});
