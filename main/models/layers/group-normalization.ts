/**
 * Group normalization: brings each group of neighbouring channels, over all places of a row, to mean 0 and variance 1, then
 * scales and shifts each channel by learned numbers. One group is the whole row; as many groups as channels is what is
 * called instance normalization.
 *
 * Formula: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and (biased) variance over the group and all places.
 * Arguments: groups (default 32, 1 to 65,536); epsilon (default 0.001, 1e-12 to 1); scale and center (default true): whether
 * gamma and beta are learned.
 * Shapes: any with channels last, unchanged.
 * Errors: `models.unevenChannels` where the groups do not divide the channels.
 * Source: Wu and He, Group Normalization, 2018, https://arxiv.org/abs/1803.08494; keras.layers.GroupNormalization, whose
 * defaults it shares (PyTorch's epsilon is 1e-5).
 */
import { integer } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { channelAxis } from './layout.ts';
import { channelsOf, epsilonField, scaled, scaleFields, scaleParameters } from './normalizing.ts';

const fields = {
  groups: integer({ default: 32, minimum: 1, maximum: 65_536 }),
  epsilon: epsilonField(1e-3),
  ...scaleFields,
};

export const groupNormalization = defineLayer({
  category: 'normalization',
  silhouette: 'gate',
  formula: 'y = γ(x − mean)/√(variance + ε) + β',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { groups }) => {
    const channels = channelsOf(inputs);
    if (channels % groups === 0) return only(inputs);
    return { code: 'models.unevenChannels', params: { channels, groups }, field: 'groups' };
  },
  parameters: (inputs, options) => scaleParameters(channelsOf(inputs), options),
  build: (context) => {
    const { builder, inputs, layout, options } = context;
    const input = only(inputs);
    const { shape } = input.type;
    // Channels come first, so that a group is one stretch of memory.
    const elements = shape.slice(channelAxis(input, layout)).reduce<number>((product, dim) => product * Number(dim), 1);
    const grouped = builder.reshape(input, ['batch', options.groups, elements / options.groups]);
    const normalized = builder.normalize(grouped, [2], options.epsilon);
    return { value: scaled(context, builder.reshape(normalized, shape)) };
  },
});
