/** The sizes on which the three ops of convolution agree. */
import { refuse } from './shapes.ts';
import { expectSpatial, slidSizes, type ConvolutionAttributes, type SpatialSizes } from './windows.ts';
import type { TensorType } from './tensor.ts';

export interface ConvolutionSizes {
  readonly input: SpatialSizes;
  readonly output: SpatialSizes;
}

/** Checks that a kernel `[outputs, channels / groups, …window]` fits an input, and gives the sizes of both ends. */
export function convolutionSizes(
  op: string,
  inputs: readonly TensorType[],
  input: SpatialSizes,
  kernel: SpatialSizes & { readonly outputs: number },
  attributes: ConvolutionAttributes,
): ConvolutionSizes {
  const { groups } = attributes;
  if (!Number.isInteger(groups) || groups < 1 || input.channels % groups !== 0 || kernel.outputs % groups !== 0) {
    refuse(op, inputs, `${input.channels} and ${kernel.outputs} channels do not split into ${groups} groups`);
  }
  if (kernel.channels * groups !== input.channels) {
    const wanted = input.channels / groups;
    refuse(op, inputs, `the kernel has ${kernel.channels} input channels where each group has ${wanted}`);
  }
  const space = slidSizes(op, inputs, input.space, kernel.space, attributes);
  return { input, output: { channels: kernel.outputs, space } };
}

/** Takes a kernel's type apart: `[outputs, channels, …window]`. */
export function expectKernel(
  op: string,
  inputs: readonly TensorType[],
  kernel: TensorType,
): SpatialSizes & { readonly outputs: number } {
  const [outputs] = kernel.shape;
  if (typeof outputs !== 'number' || outputs < 1) refuse(op, inputs, 'the output channels of the kernel are not known');
  return { outputs, ...expectSpatial(op, inputs, kernel) };
}
