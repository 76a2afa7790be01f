/**
 * Dropout: in training, zeroes each element with a given probability and scales up the rest, so that the expected
 * value stays; otherwise it passes everything on unchanged.
 *
 * Formula: y = x keep / (1 - rate), keep = 1 with probability 1 - rate, else 0.
 * Arguments: rate (required, 0 to 0.99).
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Srivastava et al., Dropout, JMLR 15 (2014); inverted scaling as in Keras and PyTorch.
 */
import { number } from '../fields.ts';
import { defineLayer, only } from './definition.ts';

export const dropout = defineLayer({
  category: 'regularization',
  silhouette: 'mist',
  formula: 'y = x·keep / (1 − rate)',
  fields: { rate: number({ default: 0.5, minimum: 0, maximum: 0.99, required: true }) },
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: () => [],
  build: ({ builder, inputs, options: { rate }, training, noise }) => {
    const input = only(inputs);
    if (!training || rate === 0) return { value: input };
    const shape = input.type.shape.slice(1).map(Number);
    const keep = noise({ purpose: 'keep', shape, distribution: { kind: 'bernoulli', probability: 1 - rate } });
    return { value: builder.multiply(input, builder.multiply(keep, builder.scalar(1 / (1 - rate)))) };
  },
});
