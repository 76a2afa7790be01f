/**
 * The gradient of `convolution` with respect to its kernel, from its input `[batch, channels, …]` and the gradient
 * `[batch, outputs, …]` of its output: `[outputs, channels / groups, …kernelSize]`.
 */
import { convolutionSizes } from '../convolution.ts';
import { refuse } from '../shapes.ts';
import { expectGradientShape, expectSpatial, type ConvolutionAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export interface ConvolutionKernelGradientAttributes extends ConvolutionAttributes {
  /** Size of the kernel along each spatial axis: with strides, several sizes give one output. */
  readonly kernelSize: readonly number[];
}

const name = 'convolutionKernelGradient';

export const convolutionKernelGradient: OpDefinition<ConvolutionKernelGradientAttributes, 2> = {
  arity: 2,
  infer: (inputs, { kernelSize, ...attributes }) => {
    const [inputType, gradient] = inputs;
    const input = expectSpatial(name, inputs, inputType);
    const { channels: outputs } = expectSpatial(name, inputs, gradient);
    const channels = input.channels / attributes.groups;
    if (!Number.isInteger(channels)) {
      refuse(name, inputs, `${input.channels} channels do not split into ${attributes.groups} groups`);
    }
    const kernel = { outputs, channels, space: kernelSize };
    const { output } = convolutionSizes(name, inputs, input, kernel, attributes);
    expectGradientShape(name, inputs, gradient, [inputType.shape[0] ?? 1, output.channels, ...output.space]);
    return [{ dtype: 'float32', shape: [outputs, channels, ...kernelSize] }];
  },
  gradient: ({
    builder,
    inputs: [input, gradient],
    attributes: { kernelSize: _, ...attributes },
    outputGradients: [outer],
  }) => [
    builder.convolutionInputGradient(gradient, outer, {
      ...attributes,
      inputSize: input.type.shape.slice(2).map(Number),
    }),
    builder.convolution(input, outer, attributes),
  ],
};
