/** Convolution and its two gradients: three sums over the same products. */
import { elementCount } from '../../../graph/tensor.ts';
import { at } from '../numbers.ts';
import { planeOf, placesInWindow } from './windows.ts';
import type { ConvolutionAttributes } from '../../../graph/windows.ts';
import type { Kernels } from './kernel.ts';

type ConvolutionName = 'convolution' | 'convolutionInputGradient' | 'convolutionKernelGradient';

/** Calls `visit` with the three places that each product of a convolution joins, outputs in row-major order. */
function eachProduct(
  shapes: Readonly<Record<'input' | 'kernel' | 'output', readonly number[]>>,
  attributes: ConvolutionAttributes,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const [outputs, channels] = [at(shapes.kernel, 0), at(shapes.kernel, 1)];
  const [inputSize, kernelSize, outputSize] = [shapes.input, shapes.kernel, shapes.output].map((shape) =>
    elementCount(shape.slice(2)),
  ) as [number, number, number];
  const window = shapes.kernel.slice(2);
  const outputPlane = planeOf(shapes.output.slice(2));
  // The same in every row and channel: which places of the input plane each window reaches, with which tap.
  const reached = Array.from({ length: outputSize }, (_, place) =>
    placesInWindow(
      [Math.floor(place / outputPlane[1]), place % outputPlane[1]],
      shapes.input.slice(2),
      window,
      attributes,
    ),
  );
  for (let row = 0; row < at(shapes.input, 0); row += 1) {
    for (let output = 0; output < outputs; output += 1) {
      const firstChannel = Math.floor((output * attributes.groups) / outputs) * channels;
      reached.forEach((places, place) => {
        for (let channel = 0; channel < channels; channel += 1) {
          const inputStart = (row * channels * attributes.groups + firstChannel + channel) * inputSize;
          const kernelStart = (output * channels + channel) * kernelSize;
          const outputIndex = (row * outputs + output) * outputSize + place;
          for (const { tap, input } of places) visit(inputStart + input, kernelStart + tap, outputIndex);
        }
      });
    }
  }
}

export const convolutionKernels: Kernels<ConvolutionName> = {
  convolution: ([input, kernel], attributes, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    const shapes = { input: input.shape, kernel: kernel.shape, output: output.shape };
    eachProduct(shapes, attributes, (inputIndex, kernelIndex, outputIndex) => {
      result[outputIndex] = at(result, outputIndex) + at(input.values, inputIndex) * at(kernel.values, kernelIndex);
    });
    return [result];
  },

  convolutionInputGradient: ([gradient, kernel], attributes, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    const shapes = { input: output.shape, kernel: kernel.shape, output: gradient.shape };
    eachProduct(shapes, attributes, (inputIndex, kernelIndex, outputIndex) => {
      result[inputIndex] = at(result, inputIndex) + at(gradient.values, outputIndex) * at(kernel.values, kernelIndex);
    });
    return [result];
  },

  convolutionKernelGradient: ([input, gradient], attributes, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    const shapes = { input: input.shape, kernel: output.shape, output: gradient.shape };
    eachProduct(shapes, attributes, (inputIndex, kernelIndex, outputIndex) => {
      result[kernelIndex] = at(result, kernelIndex) + at(input.values, inputIndex) * at(gradient.values, outputIndex);
    });
    return [result];
  },
};
