/**
 * Conv2d transpose: the reverse of a convolution's way through space. Every place of the input lays a weighted copy of the
 * kernel onto the output, strides apart, and what overlaps adds up: what widens images in decoders and generators.
 *
 * Formula: y[i·s + a·d − p, j·s + b·d − p, o] sums x[i, j, c] K[c, o, a, b]; then + bias[o] and f.
 * Arguments: filters (required, 1 to 65,536, or `classes`); kernelSize (required, 1 to 1,000; a number or [height, width]);
 * strides (default 1): by how much it widens; padding (default valid: all that the kernels reach; same: input · stride, of an
 * uneven rest the larger half is cut off below and to the right); dilation (default 1); activation f (default linear);
 * useBias (default true); kernelInitializer (default glorotUniform); biasInitializer (default zeros); kernelL1 and kernelL2
 * (default 0).
 * Shapes: [height, width, channels] to [height', width', filters]; with padding valid, height' = height · stride +
 * max(0, (kernel − 1)·dilation + 1 − stride), with same, height · stride. The kernel is kept as PyTorch keeps it,
 * [channels, filters, kernel height, kernel width].
 * Errors: `models.expectedSpace` for inputs of another rank.
 * Source: keras.layers.Conv2DTranspose, whose defaults, padding, fans and number of parameters it shares; with padding
 * valid and a kernel no smaller than its stride it is torch.nn.ConvTranspose2d.
 */
import { activationNames } from '../activations/registry.ts';
import { choice, integer, integers } from '../fields.ts';
import { convolutionAttributes, finish, kernelOf, slidingOf } from './convolving.ts';
import { defineLayer, only } from './definition.ts';
import { LARGEST_WINDOW, rankProblem, widenedSizes } from './sliding.ts';
import { weightFields, weightParameters } from './weights.ts';

const size = { minimum: 1, maximum: LARGEST_WINDOW, lengths: [2] };

const fields = {
  filters: integer({ default: 32, minimum: 1, maximum: 65_536, words: ['classes'], required: true }),
  kernelSize: integers({ default: 3, ...size, required: true }),
  strides: integers({ default: 1, ...size }),
  padding: choice({ default: 'valid', choices: ['valid', 'same'] }),
  dilation: integers({ default: 1, ...size }),
  activation: choice({ default: 'linear', choices: activationNames }),
  ...weightFields,
};

export const conv2dTranspose = defineLayer({
  category: 'convolution',
  silhouette: 'block',
  formula: 'y = f(x ∗ᵀ K + b)',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => {
    const input = only(inputs);
    const wrongRank = rankProblem('conv2dTranspose', input, 2);
    return wrongRank ?? [...widenedSizes(input.slice(0, -1), slidingOf(options, 2)), options.filters];
  },
  parameters: (inputs, options) => {
    const channels = only(inputs).at(-1) ?? 0;
    const { window } = slidingOf(options, 2);
    const field = window.reduce((product, length) => product * length, 1);
    const fans = { input: field * options.filters, output: field * channels };
    return weightParameters({ shape: [channels, options.filters, ...window], fans }, options.filters, options);
  },
  build: (context) => {
    const { builder, inputs, parameters, options } = context;
    const input = only(inputs);
    const sliding = slidingOf(options, 2);
    const inputSize = widenedSizes(input.type.shape.slice(2).map(Number), sliding);
    // As a convolution of the output would come to the input, so its gradient goes from the input to the output.
    const attributes = { ...convolutionAttributes(inputSize, sliding, 1), inputSize };
    const value = builder.convolutionInputGradient(input, kernelOf(parameters), attributes);
    return finish(context, value, options.activation);
  },
});
