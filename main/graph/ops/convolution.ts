/**
 * Cross-correlation of an input `[batch, channels, …space]` with a kernel `[outputs, channels / groups, …window]`, which is
 * what deep learning calls convolution: `y[b,o,s] = Σ x[b,c,s·stride + t·dilation − padBefore] · k[o,c,t]` over the channels
 * of `o`'s group and the places `t` of the window, with zeros outside. One or two spatial axes.
 */
import { convolutionSizes, expectKernel } from '../convolution.ts';
import { expectSpatial, type ConvolutionAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export const convolution: OpDefinition<ConvolutionAttributes, 2> = {
  arity: 2,
  infer: (inputs, attributes) => {
    const [input, kernel] = inputs;
    const sizes = convolutionSizes(
      'convolution',
      inputs,
      expectSpatial('convolution', inputs, input),
      expectKernel('convolution', inputs, kernel),
      attributes,
    );
    const batch = input.shape[0] ?? 1;
    return [{ dtype: 'float32', shape: [batch, sizes.output.channels, ...sizes.output.space] }];
  },
  gradient: ({ builder, inputs: [input, kernel], attributes, outputGradients: [gradient] }) => [
    builder.convolutionInputGradient(gradient, kernel, {
      ...attributes,
      inputSize: input.type.shape.slice(2).map(Number),
    }),
    builder.convolutionKernelGradient(input, gradient, {
      ...attributes,
      kernelSize: kernel.type.shape.slice(2).map(Number),
    }),
  ],
};
