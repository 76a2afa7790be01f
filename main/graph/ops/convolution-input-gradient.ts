/**
 * The gradient of `convolution` with respect to its input, from the gradient `[batch, outputs, …]` of its output and the
 * kernel `[outputs, channels / groups, …window]`. It is also what is called transposed convolution.
 */
import { convolutionSizes, expectKernel } from '../convolution.ts';
import { expectGradientShape, expectSpatial, type ConvolutionAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export interface ConvolutionInputGradientAttributes extends ConvolutionAttributes {
  /** Spatial sizes of the convolution's input: with strides, several sizes give one output. */
  readonly inputSize: readonly number[];
}

const name = 'convolutionInputGradient';

export const convolutionInputGradient: OpDefinition<ConvolutionInputGradientAttributes, 2> = {
  arity: 2,
  infer: (inputs, { inputSize, ...attributes }) => {
    const [gradient, kernelType] = inputs;
    const kernel = expectKernel(name, inputs, kernelType);
    const batch = gradient.shape[0] ?? 1;
    const shape = [batch, kernel.channels * attributes.groups, ...inputSize];
    const input = expectSpatial(name, inputs, { dtype: 'float32', shape });
    const { output } = convolutionSizes(name, inputs, input, kernel, attributes);
    expectGradientShape(name, inputs, gradient, [batch, output.channels, ...output.space]);
    return [{ dtype: 'float32', shape }];
  },
  gradient: ({
    builder,
    inputs: [gradient, kernel],
    attributes: { inputSize: _, ...attributes },
    outputGradients: [outer],
  }) => [
    builder.convolution(outer, kernel, attributes),
    builder.convolutionKernelGradient(outer, gradient, {
      ...attributes,
      kernelSize: kernel.type.shape.slice(2).map(Number),
    }),
  ],
};
