/** Pooling and its gradients. The gradient of a maximum goes to the first of equal ones, as in the op's definition. */
import { meanFactors, tapsOf, type Tap } from '../../windows.ts';
import { int, ints, text } from '../schema.ts';
import { padSpace, sliceTap, spaceOf, windowAttributes } from './windows.ts';
import type { OpInputs } from '../../../graph/ops/registry.ts';
import type { Shape } from '../../../graph/tensor.ts';
import type { PoolAttributes } from '../../../graph/windows.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

type PoolingName = 'averagePool' | 'averagePoolGradient' | 'maxPool' | 'maxPoolGradient';

export const poolingLowerings: Lowerings<PoolingName> = {
  maxPool: (emit, inputs, { attributes }) => [
    emit.op('MaxPool', inputs, { ...windowAttributes(attributes), kernel_shape: ints(attributes.window) }),
  ],

  maxPoolGradient: (emit, inputs, { inputs: [input, value], attributes }) => {
    const shape = input?.type.shape ?? [];
    // WebGPU claims MaxPool with Indices, and fails when it runs.
    if (emit.target === 'gpu') return [byTaps(emit, inputs, shape, spaceOf(value?.type.shape), attributes)];
    return [byIndices(emit, inputs, shape, attributes)];
  },

  averagePool: (emit, inputs, { attributes }) => [
    emit.op('AveragePool', inputs, {
      ...windowAttributes(attributes),
      kernel_shape: ints(attributes.window),
      count_include_pad: int(Number(attributes.countPadding)),
    }),
  ],

  averagePoolGradient: (emit, [gradient], { inputs: [value], outputs: [output], attributes }) => {
    const windows = spaceOf(value?.type.shape);
    const factors = meanFactors(attributes.inputSize, windows, attributes);
    const shares = emit.op('Mul', [
      gradient,
      emit.constant({ dtype: 'float32', shape: [1, 1, ...windows], data: factors }),
    ]);
    const shape = output?.type.shape ?? [];
    const parts = tapsOf(attributes.window, windows, attributes).map((tap) => [tap, shares] as const);
    return [sumOfTaps(emit, parts, shape, windows, attributes)];
  },
};

/** The operator says where each maximum stood; what windows share is added up. */
function byIndices(
  emit: GraphEmitter,
  [input, , gradient]: OpInputs<'maxPoolGradient', string>,
  shape: Shape,
  attributes: PoolAttributes,
): string {
  const [, indices] = emit.opWithTwo('MaxPool', [input], {
    ...windowAttributes(attributes),
    kernel_shape: ints(attributes.window),
  });
  const flat = emit.integers([-1]);
  const overlap = attributes.window.some((size, axis) => size > (attributes.strides[axis] ?? 1));
  const zeros = emit.op('Reshape', [emit.zeros({ dtype: 'float32', shape }), flat]);
  const scattered = emit.op(
    'ScatterElements',
    [zeros, emit.op('Reshape', [indices, flat]), emit.op('Reshape', [gradient, flat])],
    { axis: int(0), ...(overlap ? { reduction: text('add') } : {}) },
  );
  return emit.reshape(scattered, shape);
}

/**
 * Tap by tap: what is left of a window's gradient goes to the tap that holds the maximum, and nothing is left for later
 * ones. Each tap's part is then put back to where the tap met the input.
 */
function byTaps(
  emit: GraphEmitter,
  [input, value, gradient]: OpInputs<'maxPoolGradient', string>,
  shape: Shape,
  windows: readonly number[],
  attributes: PoolAttributes,
): string {
  const padded = padSpace(emit, input, attributes, emit.scalar(-Infinity));
  const zero = emit.scalar(0);
  let left = gradient;
  const parts = tapsOf(attributes.window, windows, attributes).map((tap) => {
    const holds = emit.op('Equal', [sliceTap(emit, padded, tap, attributes.strides), value]);
    const part = emit.op('Where', [holds, left, zero]);
    left = emit.op('Where', [holds, zero, left]);
    return [tap, part] as const;
  });
  return sumOfTaps(emit, parts, shape, windows, attributes);
}

/** What each tap gives of the windows' gradient, put back to where the tap met the input, in the input's shape. */
function sumOfTaps(
  emit: GraphEmitter,
  parts: readonly (readonly [Tap, string])[],
  shape: Shape,
  windows: readonly number[],
  { strides, padBefore, padAfter }: PoolAttributes,
): string {
  const space = spaceOf(shape);
  const reach = space.map((size, axis) => size + (padBefore[axis] ?? 0) + (padAfter[axis] ?? 0));
  const leading = shape.slice(0, 2);
  const sum = parts
    .map(([{ start }, part]) => placeTap(emit, part, leading, windows, start, reach, strides))
    .reduce((total, part) => emit.op('Add', [total, part]));
  if ([...padBefore, ...padAfter].every((count) => count === 0)) return sum;
  const ends = space.map((size, axis) => size + (padBefore[axis] ?? 0));
  const axes = emit.integers(space.map((_, axis) => axis + 2));
  return emit.op('Slice', [sum, emit.integers(padBefore), emit.integers(ends), axes]);
}

/** The reverse of `sliceTap`: a plane of zeros with the given elements at `start`, `start + stride`, … */
function placeTap(
  emit: GraphEmitter,
  name: string,
  leading: Shape,
  windows: readonly number[],
  start: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
): string {
  let placed = name;
  const sizes = [...windows];
  windows.forEach((count, axis) => {
    const stride = strides[axis] ?? 1;
    if (stride === 1 || count === 1) return;
    // Zeros after every element: as elements of an axis of their own, which is then joined with the axis before it.
    const apart: Shape = [...leading, ...sizes.slice(0, axis), count, 1, ...sizes.slice(axis + 1)];
    const before = apart.map(() => 0);
    const after = before.with(leading.length + axis + 1, stride - 1);
    const padded = emit.op('Pad', [emit.reshape(placed, apart), emit.integers([...before, ...after])]);
    sizes[axis] = count * stride;
    placed = emit.reshape(padded, [...leading, ...sizes]);
  });
  // The last element's zeros may reach past the end.
  const ends = reach.map((size, axis) => Math.min(sizes[axis] ?? 1, size - (start[axis] ?? 0)));
  if (ends.some((end, axis) => end < (sizes[axis] ?? 1))) {
    const axes = emit.integers(ends.map((_, axis) => axis + leading.length));
    placed = emit.op('Slice', [placed, emit.integers(ends.map(() => 0)), emit.integers(ends), axes]);
  }
  const after = reach.map((size, axis) => size - (start[axis] ?? 0) - (ends[axis] ?? 0));
  return padSpace(emit, placed, { padBefore: start, padAfter: after });
}
