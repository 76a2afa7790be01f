/**
 * Separable conv2d: a depthwise convolution that looks at each channel alone, then a 1 × 1 convolution that mixes channels:
 * far fewer weights than a whole convolution.
 *
 * Formula: y[i, j, o] = f(Σ z[i, j, k] P[o, k] + bias[o]), z the depthwise convolution of x with kernel D.
 * Arguments: filters (required, 1 to 65,536, or `classes`); kernelSize (required, 1 to 1,000; a number or [height, width]);
 * strides (default 1); padding (default valid; same: as many outputs as strides fit, zeros around, of an uneven padding the
 * larger half below and to the right); dilation (default 1); depthMultiplier (default 1, 1 to 1,000): depthwise filters of
 * each channel; activation f (default linear); useBias (default true); kernelInitializer (default glorotUniform), kernelL1
 * and kernelL2 (default 0) of both kernels; biasInitializer (default zeros).
 * Shapes: [height, width, channels] to [height', width', filters], sizes as conv2d has them. Kept are depthwiseKernel
 * [channels · depthMultiplier, 1, kernel height, kernel width] and pointwiseKernel [filters, channels · depthMultiplier, 1, 1].
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`.
 * Source: Chollet, Xception, 2017, https://arxiv.org/abs/1610.02357; keras.layers.SeparableConv2D, whose defaults, padding
 * and number of parameters it shares (Keras has initializers and penalties of each kernel apart).
 */
import { activationNames } from '../activations/registry.ts';
import { choice, integer, integers } from '../fields.ts';
import {
  convolutionKernel,
  convolve,
  depthwiseKernel,
  finish,
  inferConvolution,
  pointwise,
  slidingOf,
} from './convolving.ts';
import { defineLayer, only } from './definition.ts';
import { LARGEST_WINDOW } from './sliding.ts';
import { weightFields, weightParameters } from './weights.ts';

const size = { minimum: 1, maximum: LARGEST_WINDOW, lengths: [2] };

const fields = {
  filters: integer({ default: 32, minimum: 1, maximum: 65_536, words: ['classes'], required: true }),
  kernelSize: integers({ default: 3, ...size, required: true }),
  strides: integers({ default: 1, ...size }),
  padding: choice({ default: 'valid', choices: ['valid', 'same'] }),
  dilation: integers({ default: 1, ...size }),
  depthMultiplier: integer({ default: 1, minimum: 1, maximum: 1_000 }),
  activation: choice({ default: 'linear', choices: activationNames }),
  ...weightFields,
};

export const separableConv2d = defineLayer({
  category: 'convolution',
  silhouette: 'block',
  formula: 'y = f((x ∗ D) ∗ P + b)',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => inferConvolution('separableConv2d', 2, inputs, { ...options, groups: 1 }),
  parameters: (inputs, options) => {
    const depthwise = depthwiseKernel(slidingOf(options, 2), only(inputs).at(-1) ?? 0, options.depthMultiplier);
    const mixing = convolutionKernel(pointwise(2), depthwise.shape[0], options.filters, 1);
    const [first] = weightParameters(depthwise, 0, { ...options, useBias: false });
    const [second, ...bias] = weightParameters(mixing, options.filters, options);
    return [
      ...(first === undefined ? [] : [{ ...first, name: 'depthwiseKernel' }]),
      ...(second === undefined ? [] : [{ ...second, name: 'pointwiseKernel' }]),
      ...bias,
    ];
  },
  build: (context) => {
    const { builder, inputs, parameters, options } = context;
    const { depthwiseKernel: depthwise, pointwiseKernel: mixing } = parameters;
    if (depthwise === undefined || mixing === undefined) throw new RangeError('separableConv2d lacks a kernel');
    const input = only(inputs);
    const apart = convolve(builder, input, depthwise, slidingOf(options, 2), Number(input.type.shape[1]));
    return finish(context, convolve(builder, apart, mixing, pointwise(2), 1), options.activation);
  },
});
