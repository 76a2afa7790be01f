/** Convolution and its gradients. */
import { int, ints, type OnnxAttributes } from '../schema.ts';
import { spanOf, type ConvolutionAttributes } from '../../../graph/windows.ts';
import { tapsOf } from '../../windows.ts';
import { padSpace, sliceTap, spaceOf, windowAttributes } from './windows.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

type ConvolutionName = 'convolution' | 'convolutionInputGradient' | 'convolutionKernelGradient';

/** Up to so many columns (taps times channels) one product over all taps reads the gradient once instead of once a tap. */
const MOST_JOINED_COLUMNS = 64;

export const convolutionLowerings: Lowerings<ConvolutionName> = {
  convolution: (emit, inputs, { attributes }) => [emit.op('Conv', inputs, onnxAttributes(attributes))],

  convolutionInputGradient: (emit, inputs, { inputs: [gradient, kernel], attributes }) => {
    const window = spaceOf(kernel?.type.shape);
    // What a stride left over at the end of each axis, which belongs to no window.
    const leftOver = spaceOf(gradient?.type.shape).map((size, axis) => {
      const padding = (attributes.padBefore[axis] ?? 0) + (attributes.padAfter[axis] ?? 0);
      const covered = (size - 1) * (attributes.strides[axis] ?? 1) + spanOf(window, attributes.dilations, axis);
      return (attributes.inputSize[axis] ?? 1) + padding - covered;
    });
    const onnx = { ...onnxAttributes(attributes), output_padding: ints(leftOver) };
    const [outputs = 1, channels] = (kernel?.type.shape ?? []).map(Number);
    const perGroup = outputs / attributes.groups;
    if (emit.target === 'cpu' || channels !== 1 || perGroup === 1) return [emit.op('ConvTranspose', inputs, onnx)];
    // WebGPU is wrong where several channels of a group become one (onnxruntime 1.30): they are taken one by one.
    const every = emit.integers([perGroup]);
    const part = (name: string, axis: number, first: number): string =>
      emit.op('Slice', [name, emit.integers([first]), emit.integers([outputs]), emit.integers([axis]), every]);
    const parts = Array.from({ length: perGroup }, (_, first) =>
      emit.op('ConvTranspose', [part(inputs[0], 1, first), part(inputs[1], 0, first)], onnx),
    );
    return [parts.reduce((sum, next) => emit.op('Add', [sum, next]))];
  },

  // A product for each tap of the kernel, between the gradient and what that tap met in the input.
  convolutionKernelGradient: (emit, [input, gradient], { inputs: [, value], outputs: [output], attributes }) => {
    const [outputs = 1, channels = 1, ...window] = (output?.type.shape ?? []).map(Number);
    const taps = tapsOf(window, spaceOf(value?.type.shape), attributes);
    const rows = emit.op('Transpose', [gradient], { perm: batchSecond(window) });
    const padded = padSpace(emit, input, attributes);
    const planes = emit.op('Transpose', [padded], { perm: batchSecond(window) });
    const met = taps.map((tap) => sliceTap(emit, planes, tap, attributes.strides));
    const shape = emit.integers([outputs, channels, ...window]);
    const { groups } = attributes;
    if (groups === 1 && channels * taps.length <= MOST_JOINED_COLUMNS) {
      const columns = met.length === 1 ? (met[0] ?? planes) : emit.op('Concat', met, { axis: int(0) });
      const product = emit.op('Gemm', [flat(emit, rows, [outputs]), flat(emit, columns, [taps.length * channels])], {
        transB: int(1),
      });
      const apart = emit.op('Reshape', [product, emit.integers([outputs, taps.length, channels])]);
      return [emit.op('Reshape', [emit.op('Transpose', [apart], { perm: ints([0, 2, 1]) }), shape])];
    }
    const left = groups === 1 ? flat(emit, rows, [outputs]) : flat(emit, rows, [groups, outputs / groups]);
    const column = emit.integers([outputs, channels, 1]);
    const products = met.map((plane) => {
      const product =
        groups === 1
          ? emit.op('Gemm', [left, flat(emit, plane, [channels])], { transB: int(1) })
          : emit.op('MatMul', [
              left,
              emit.op('Transpose', [flat(emit, plane, [groups, channels])], { perm: ints([0, 2, 1]) }),
            ]);
      return emit.op('Reshape', [product, column]);
    });
    return [emit.op('Reshape', [emit.op('Concat', products, { axis: int(2) }), shape])];
  },
};

function onnxAttributes(attributes: ConvolutionAttributes): OnnxAttributes {
  const { dilations, groups } = attributes;
  return { ...windowAttributes(attributes), dilations: ints(dilations), group: int(groups) };
}

/** Exchanges the batch and the channels. */
function batchSecond(space: readonly number[]): ReturnType<typeof ints> {
  return ints([1, 0, ...space.map((_, axis) => axis + 2)]);
}

/** The given leading axes, and everything else in one. */
function flat(emit: GraphEmitter, name: string, leading: readonly number[]): string {
  return emit.op('Reshape', [name, emit.integers([...leading, -1])]);
}
