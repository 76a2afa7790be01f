/** Pooling and its gradients. The gradient of a maximum goes to the first of equal ones, as in the op's definition. */
import { float32, type Shape } from '../../../graph/tensor.ts';
import { axisShares, tapsOf, type Tap } from '../../windows.ts';
import { int, ints, text } from '../schema.ts';
import { padSpace, sliceTap, spaceOf, windowAttributes } from './windows.ts';
import type { OpAttributes, OpInputs } from '../../../graph/ops/registry.ts';
import type { PoolAttributes } from '../../../graph/windows.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

type PoolingName = 'averagePool' | 'averagePoolGradient' | 'maxPool' | 'maxPoolGradient';

export const poolingLowerings: Lowerings<PoolingName> = {
  maxPool: (emit, [input], { inputs: [value], outputs: [output], attributes }) => {
    const { window, strides, padBefore, padAfter } = attributes;
    const largest = (name: string, plane: PoolAttributes): string =>
      emit.op('MaxPool', [name], { ...windowAttributes(plane), kernel_shape: ints(plane.window) });
    if (window.length > 1) return [largest(input, attributes)];
    // Over a single axis a window of nothing but NaN comes out as the lowest float, which relu would hide.
    const plane = {
      window: [...window, 1],
      strides: [...strides, 1],
      padBefore: [...padBefore, 0],
      padAfter: [...padAfter, 0],
    };
    const pooled = largest(emit.reshape(input, [...(value?.type.shape ?? []), 1]), plane);
    return [emit.reshape(pooled, output?.type.shape ?? [])];
  },

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
    const shape = output?.type.shape ?? [];
    return [
      standApart(attributes)
        ? repeated(emit, gradient, shape, windows, attributes)
        : spread(emit, gradient, windows, attributes),
    ];
  },
};

/** Whether windows stand side by side, without padding. */
export function standApart({ window, strides, padBefore, padAfter }: PoolAttributes): boolean {
  return (
    [...padBefore, ...padAfter].every((count) => count === 0) && window.every((size, axis) => size === strides[axis])
  );
}

/** Windows side by side: each gradient's share in all places of its window, and zeros in what windows leave over. */
function repeated(
  emit: GraphEmitter,
  gradient: string,
  shape: Shape,
  windows: readonly number[],
  { window }: PoolAttributes,
): string {
  const share = emit.op('Mul', [gradient, emit.scalar(1 / window.reduce((product, size) => product * size, 1))]);
  const scales = emit.constant(float32([window.length + 2], [1, 1, ...window]));
  const whole = emit.op('Resize', [share, '', scales], {
    mode: text('nearest'),
    coordinate_transformation_mode: text('asymmetric'),
    nearest_mode: text('floor'),
  });
  const over = spaceOf(shape).map((size, axis) => size - (windows[axis] ?? 1) * (window[axis] ?? 1));
  return padSpace(emit, whole, { padBefore: over.map(() => 0), padAfter: over });
}

/**
 * Windows that overlap or reach outside: what each axis does to the gradient is a matrix of its own, so that two products
 * do what slicing and adding tap by tap takes twenty times as long for.
 */
function spread(
  emit: GraphEmitter,
  gradient: string,
  windows: readonly number[],
  attributes: OpAttributes<'averagePoolGradient'>,
): string {
  const last = windows.length - 1;
  return windows.reduce((value, count, axis) => {
    const shares = axisShares(count, axis, attributes);
    const places = attributes.inputSize[axis] ?? 1;
    if (axis === last) return emit.op('MatMul', [value, emit.constant(float32([count, places], shares.flat()))]);
    const byPlace = Array.from({ length: places }, (_, place) => shares.map((row) => row[place] ?? 0));
    return emit.op('MatMul', [emit.constant(float32([places, count], byPlace.flat())), value]);
  }, gradient);
}

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
