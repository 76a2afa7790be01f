/** Normalizations in elementary operators: BatchNormalization in training mode overwrites its own inputs, and is banned. */
import { alongAxisShape, axesBut } from '../../../graph/normalization.ts';
import { int, ints } from '../schema.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

type NormalizationName = 'batchNormalize' | 'normalize';

/** 1/√(variance + epsilon), times a factor. */
function overDeviation(emit: GraphEmitter, factor: string, variance: string, epsilon: number): string {
  return emit.op('Div', [factor, emit.op('Sqrt', [emit.op('Add', [variance, emit.scalar(epsilon)])])]);
}

export const normalizationLowerings: Lowerings<NormalizationName> = {
  // What the gradient computes again, in these very operators, onnxruntime shares.
  batchNormalize: (emit, [input, scale, shift], { inputs: [value], attributes: { axis, epsilon } }) => {
    const shape = value?.type.shape ?? [];
    const stretched = alongAxisShape(Number(shape[axis]), shape.length, axis);
    const stretch = (name: string): string => (stretched.length === 1 ? name : emit.reshape(name, stretched));
    const mean = (name: string): string =>
      emit.op('ReduceMean', [name], { axes: ints(axesBut(shape.length, axis)), keepdims: int(0) });
    const center = mean(input);
    const centered = emit.op('Sub', [input, stretch(center)]);
    const variance = mean(emit.op('Mul', [centered, centered]));
    const slope = overDeviation(emit, scale, variance, epsilon);
    const output = emit.op('Add', [emit.op('Mul', [centered, stretch(slope)]), stretch(shift)]);
    return [output, center, variance];
  },

  // Not LayerNormalization: it subtracts the squared mean from the mean square, which cancels where the mean is large.
  normalize: (emit, [input], { attributes: { axes, epsilon } }) => {
    const mean = (name: string): string => emit.op('ReduceMean', [name], { axes: ints(axes), keepdims: int(1) });
    const centered = emit.op('Sub', [input, mean(input)]);
    const inverse = overDeviation(emit, emit.scalar(1), mean(emit.op('Mul', [centered, centered])), epsilon);
    return [emit.op('Mul', [centered, inverse]), inverse];
  },
};
