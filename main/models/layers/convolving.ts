/** What convolution layers share: from their options and inputs to shapes, parameters and ops. */
import { activated } from './activated.ts';
import { only, type BuildContext, type LayerOutput, type LayerProblem, type LayerShape } from './definition.ts';
import { alongChannels, type Layout } from './layout.ts';
import { perAxis, rankProblem, slide, windowProblem, type Padding, type Sliding } from './sliding.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ConvolutionAttributes } from '../../graph/windows.ts';
import type { ActivationName } from '../activations/registry.ts';
import type { Fans } from '../initializers/definition.ts';

/** The options from which a convolution's geometry follows. */
export interface GeometryOptions {
  readonly kernelSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: Padding;
  readonly dilation: number | readonly number[];
}

export function slidingOf({ kernelSize, strides, padding, dilation }: GeometryOptions, axes: number): Sliding {
  return {
    window: perAxis(kernelSize, axes),
    strides: perAxis(strides, axes),
    dilations: perAxis(dilation, axes),
    padding,
  };
}

/** The output `[…space, filters]` of a convolution over `[…space, channels]`, or why there is none. */
export function inferConvolution(
  layer: string,
  axes: 1 | 2,
  inputs: readonly LayerShape[],
  options: GeometryOptions & { readonly filters: number; readonly groups: number },
): LayerShape | LayerProblem {
  const input = only(inputs);
  const sliding = slidingOf(options, axes);
  const space = input.slice(0, -1);
  const channels = input.at(-1) ?? 0;
  const { filters, groups } = options;
  if (channels % groups !== 0 || filters % groups !== 0) {
    const wrongRank = rankProblem(layer, input, axes);
    return wrongRank ?? { code: 'models.unevenGroups', params: { groups, channels, filters }, field: 'groups' };
  }
  return (
    rankProblem(layer, input, axes) ??
    windowProblem(layer, 'kernelSize', space, sliding) ?? [...slide(space, sliding).sizes, filters]
  );
}

/** A kernel `[filters, channels / groups, …window]`, its fans counted as Keras counts them. */
export function convolutionKernel(
  sliding: Sliding,
  channels: number,
  filters: number,
  groups: number,
): { readonly shape: readonly number[]; readonly fans: Fans } {
  const field = sliding.window.reduce((product, size) => product * size, 1);
  const channelsPerGroup = channels / groups;
  return {
    shape: [filters, channelsPerGroup, ...sliding.window],
    fans: { input: field * channelsPerGroup, output: field * filters },
  };
}

/** A kernel `[channels · multiplier, 1, …window]` whose filters see one channel each. */
export function depthwiseKernel(
  { window }: Sliding,
  channels: number,
  multiplier: number,
): { readonly shape: readonly [number, ...number[]]; readonly fans: Fans } {
  const field = window.reduce((product, size) => product * size, 1);
  return { shape: [channels * multiplier, 1, ...window], fans: { input: field, output: field * multiplier } };
}

/** A window of one place, which mixes channels alone. */
export function pointwise(axes: number): Sliding {
  const ones = Array.from({ length: axes }, () => 1);
  return { window: ones, strides: ones, dilations: ones, padding: 'valid' };
}

/** The attributes of the op over an input of a known size. */
export function convolutionAttributes(
  space: readonly number[],
  sliding: Sliding,
  groups: number,
): ConvolutionAttributes {
  const { padBefore, padAfter } = slide(space, sliding);
  return { strides: sliding.strides, dilations: sliding.dilations, padBefore, padAfter, groups };
}

/** Convolves the input, channels first, with the parameter `kernel`. */
export function convolve(builder: GraphBuilder, input: Value, kernel: Value, sliding: Sliding, groups: number): Value {
  const space = input.type.shape.slice(2).map(Number);
  return builder.convolution(input, kernel, convolutionAttributes(space, sliding, groups));
}

/** Adds the bias, where there is one, and applies the activation. */
export function finish(
  { builder, layout, parameters: { bias } }: Pick<BuildContext<unknown>, 'builder' | 'layout' | 'parameters'>,
  value: Value,
  activation: ActivationName,
): LayerOutput {
  const sum = bias === undefined ? value : builder.add(value, alongChannels(builder, bias, value, layout));
  return activated(builder, sum, layout satisfies Layout, activation);
}

export function kernelOf({ kernel }: Readonly<Record<string, Value>>): Value {
  if (kernel === undefined) throw new RangeError('a convolution is built without its kernel');
  return kernel;
}
