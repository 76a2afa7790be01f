/**
 * Gaussian noise: in training, adds to each element a normal number of its own; otherwise it passes everything on unchanged.
 *
 * Formula: y = x + stddev n, n standard normal.
 * Arguments: stddev (required, 0 to 1,000,000): standard deviation of the noise.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995; keras.layers.GaussianNoise.
 */
import { number } from '../fields.ts';
import { defineLayer, only } from './definition.ts';

export const gaussianNoise = defineLayer({
  category: 'regularization',
  silhouette: 'mist',
  formula: 'y = x + σn, n ~ N(0, 1)',
  fields: { stddev: number({ default: 0.1, minimum: 0, maximum: 1e6, required: true }) },
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: () => [],
  build: ({ builder, inputs, options: { stddev }, training, noise }) => {
    const input = only(inputs);
    if (!training || stddev === 0) return { value: input };
    const shape = input.type.shape.slice(1).map(Number);
    const normal = noise({ purpose: 'normal', shape, distribution: { kind: 'normal' } });
    return { value: builder.add(input, builder.multiply(normal, builder.scalar(stddev))) };
  },
});
