/**
 * Depthwise conv2d: a convolution in which each channel has filters of its own and sees no other channel.
 *
 * Formula: y[i, j, c·m + n] = f(Σ x[i·s + a·d − p, j·s + b·d − p, c] K[c·m + n, a, b] + bias[c·m + n]), with zeros outside the
 * image and m = depthMultiplier.
 * Arguments: kernelSize (required, 1 to 1,000; a number or [height, width]); strides (default 1); padding (default valid;
 * same: as many outputs as strides fit, zeros around, of an uneven padding the larger half below and to the right);
 * dilation (default 1); depthMultiplier (default 1, 1 to 1,000): filters of each channel; activation f (default linear);
 * useBias (default true); kernelInitializer (default glorotUniform); biasInitializer (default zeros); kernelL1 and kernelL2
 * (default 0).
 * Shapes: [height, width, channels] to [height', width', channels · depthMultiplier], sizes as conv2d has them. The kernel
 * is kept as [channels · depthMultiplier, 1, kernel height, kernel width].
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`.
 * Source: keras.layers.DepthwiseConv2D, whose defaults, padding, order of filters and number of parameters it shares. What
 * an initializer takes for the inputs of a filter is its own window (Keras counts the windows of all channels).
 */
import { activationNames } from '../activations/registry.ts';
import { choice, integer, integers } from '../fields.ts';
import { convolve, depthwiseKernel, finish, inferConvolution, kernelOf, slidingOf } from './convolving.ts';
import { defineLayer, only } from './definition.ts';
import { LARGEST_WINDOW } from './sliding.ts';
import { weightFields, weightParameters } from './weights.ts';

const size = { minimum: 1, maximum: LARGEST_WINDOW, lengths: [2] };

const fields = {
  kernelSize: integers({ default: 3, ...size, required: true }),
  strides: integers({ default: 1, ...size }),
  padding: choice({ default: 'valid', choices: ['valid', 'same'] }),
  dilation: integers({ default: 1, ...size }),
  depthMultiplier: integer({ default: 1, minimum: 1, maximum: 1_000 }),
  activation: choice({ default: 'linear', choices: activationNames }),
  ...weightFields,
};

export const depthwiseConv2d = defineLayer({
  category: 'convolution',
  silhouette: 'block',
  formula: 'y = f(x ∗ K + b), by channel',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => {
    const channels = only(inputs).at(-1) ?? 0;
    const filters = channels * options.depthMultiplier;
    return inferConvolution('depthwiseConv2d', 2, inputs, { ...options, filters, groups: channels });
  },
  parameters: (inputs, options) => {
    const kernel = depthwiseKernel(slidingOf(options, 2), only(inputs).at(-1) ?? 0, options.depthMultiplier);
    return weightParameters(kernel, kernel.shape[0], options);
  },
  build: (context) => {
    const { builder, inputs, parameters, options } = context;
    const input = only(inputs);
    const value = convolve(builder, input, kernelOf(parameters), slidingOf(options, 2), Number(input.type.shape[1]));
    return finish(context, value, options.activation);
  },
});
