/**
 * Parametric rectified linear unit: the slope below zero is learned, one for each channel.
 *
 * Formula: y = x for x > 0, else alpha x. Its slope at 0 is taken as alpha, as PyTorch does.
 * Arguments: alphaInitializer (default zeros, with which it begins as relu).
 * Shapes: any with channels last, unchanged.
 * Errors: none.
 * Source: He et al., Delving Deep into Rectifiers, 2015, https://arxiv.org/abs/1502.01852; the initializer is that of
 * keras.layers.PReLU, which has a slope for each element unless axes are shared (PyTorch begins with 0.25).
 */
import { choice } from '../fields.ts';
import { initializerNames } from '../initializers/registry.ts';
import { defineLayer, only } from './definition.ts';
import { alongChannels } from './layout.ts';
import { channelParameter, channelsOf } from './normalizing.ts';

const fields = { alphaInitializer: choice({ default: 'zeros', choices: initializerNames }) };

export const prelu = defineLayer({
  category: 'activation',
  silhouette: 'gate',
  formula: 'y = x if x > 0, else αx',
  fields,
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: (inputs, { alphaInitializer }) => [channelParameter('alpha', channelsOf(inputs), alphaInitializer)],
  build: ({ builder, inputs, layout, parameters: { alpha } }) => {
    const input = only(inputs);
    if (alpha === undefined) throw new RangeError('prelu is built without its slopes');
    const slope = alongChannels(builder, alpha, input, layout);
    const isPositive = builder.greater(input, builder.scalar(0));
    return { value: builder.where(isPositive, input, builder.multiply(input, slope)) };
  },
});
