/**
 * Conv1d: every filter slides over a sequence and answers at each step with a weighted sum of what it sees there, passed
 * through an activation.
 *
 * Formula: y[i, o] = f(Σ x[i·s + a·d − p, c] K[o, c, a] + bias[o]), with zeros outside the sequence.
 * Arguments: filters (required, 1 to 65,536, or `classes`); kernelSize (required, 1 to 1,000); strides (default 1);
 * padding (default valid; same: as many outputs as strides fit, zeros around, of an uneven padding the larger half after;
 * causal: zeros before alone, so that no output sees what comes after it); dilation (default 1); groups (default 1):
 * channels and filters are split into as many parts that do not see each other; activation f (default linear); useBias
 * (default true); kernelInitializer (default glorotUniform); biasInitializer (default zeros); kernelL1 and kernelL2
 * (default 0).
 * Shapes: [steps, channels] to [steps', filters]; with padding valid, steps' = floor((steps − (kernel − 1)·dilation − 1) /
 * stride) + 1, else ceil(steps / stride). The kernel is kept as [filters, channels / groups, kernel size].
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`, `models.unevenGroups`.
 * Source: keras.layers.Conv1D, whose defaults, padding and number of parameters it shares.
 */
import { activationNames } from '../activations/registry.ts';
import { choice, integer, integers } from '../fields.ts';
import { convolutionKernel, convolve, finish, inferConvolution, kernelOf, slidingOf } from './convolving.ts';
import { defineLayer, only } from './definition.ts';
import { LARGEST_WINDOW } from './sliding.ts';
import { weightFields, weightParameters } from './weights.ts';

const size = { minimum: 1, maximum: LARGEST_WINDOW, lengths: [1] };

const fields = {
  filters: integer({ default: 32, minimum: 1, maximum: 65_536, words: ['classes'], required: true }),
  kernelSize: integers({ default: 3, ...size, required: true }),
  strides: integers({ default: 1, ...size }),
  padding: choice({ default: 'valid', choices: ['valid', 'same', 'causal'] }),
  dilation: integers({ default: 1, ...size }),
  groups: integer({ default: 1, minimum: 1, maximum: 65_536 }),
  activation: choice({ default: 'linear', choices: activationNames }),
  ...weightFields,
};

export const conv1d = defineLayer({
  category: 'convolution',
  silhouette: 'block',
  formula: 'y = f(x ∗ K + b)',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => inferConvolution('conv1d', 1, inputs, options),
  parameters: (inputs, options) => {
    const channels = only(inputs).at(-1) ?? 0;
    const kernel = convolutionKernel(slidingOf(options, 1), channels, options.filters, options.groups);
    return weightParameters(kernel, options.filters, options);
  },
  build: (context) => {
    const { builder, inputs, parameters, options } = context;
    const value = convolve(builder, only(inputs), kernelOf(parameters), slidingOf(options, 1), options.groups);
    return finish(context, value, options.activation);
  },
});
