/** What ops that slide a window over the spatial axes share: where windows lie, how many there are, and what is refused. */
import { refuse, shapesEqual } from './shapes.ts';
import type { Shape, TensorType } from './tensor.ts';

/** One number per spatial axis in each list. */
export interface WindowAttributes {
  /** How far apart neighbouring windows begin; 1 or more. */
  readonly strides: readonly number[];
  /** Places before and after each axis that windows also reach; 0 or more. */
  readonly padBefore: readonly number[];
  readonly padAfter: readonly number[];
}

export interface ConvolutionAttributes extends WindowAttributes {
  /** How far apart neighbouring elements of a window lie; 1 or more. */
  readonly dilations: readonly number[];
  /** Into how many parts the channels are split, each of which has output channels of its own. */
  readonly groups: number;
}

export interface PoolAttributes extends WindowAttributes {
  /** Size of the window along each spatial axis. */
  readonly window: readonly number[];
}

/** How many spatial axes there may be. */
export const MOST_SPATIAL_AXES = 2;

/** Sizes of `[batch, channels, …space]`, every one but the batch known and at least 1. */
export interface SpatialSizes {
  readonly channels: number;
  readonly space: readonly number[];
}

/** Takes a type apart that must be float32 `[batch, channels, …space]`. */
export function expectSpatial(op: string, inputs: readonly TensorType[], { dtype, shape }: TensorType): SpatialSizes {
  const [, channels, ...space] = shape;
  if (dtype !== 'float32') refuse(op, inputs, `expected float32, found ${dtype}`);
  if (space.length < 1 || space.length > MOST_SPATIAL_AXES) {
    refuse(op, inputs, `expected [batch, channels] and 1 to ${MOST_SPATIAL_AXES} spatial axes`);
  }
  if (shape[0] === 0) refuse(op, inputs, 'there are no rows');
  const known = [channels, ...space].map((dim) =>
    typeof dim === 'number' && dim > 0 ? dim : refuse(op, inputs, 'channels and space must be known and not empty'),
  );
  const [count = 1, ...sizes] = known;
  return { channels: count, space: sizes };
}

/** Number of windows along each axis. Refuses attributes that do not fit the axes, and windows larger than the input. */
export function slidSizes(
  op: string,
  inputs: readonly TensorType[],
  space: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes & { readonly dilations?: readonly number[] },
): number[] {
  const { strides, padBefore, padAfter, dilations = window.map(() => 1) } = attributes;
  expectIntegers(op, inputs, 'window', window, space.length, 1);
  expectIntegers(op, inputs, 'strides', strides, space.length, 1);
  expectIntegers(op, inputs, 'dilations', dilations, space.length, 1);
  expectIntegers(op, inputs, 'padBefore', padBefore, space.length, 0);
  expectIntegers(op, inputs, 'padAfter', padAfter, space.length, 0);
  return space.map((size, axis) => {
    const room = size + (padBefore[axis] ?? 0) + (padAfter[axis] ?? 0) - spanOf(window, dilations, axis);
    if (room < 0) refuse(op, inputs, `the window is larger than spatial axis ${axis} with its padding`);
    return Math.floor(room / (strides[axis] ?? 1)) + 1;
  });
}

/** How many places a window covers along an axis, those between dilated elements included. */
export function spanOf(window: readonly number[], dilations: readonly number[], axis: number): number {
  return ((window[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
}

/** Number of windows along each axis for pooling, whose windows must each reach into the input itself. */
export function pooledSizes(
  op: string,
  inputs: readonly TensorType[],
  space: readonly number[],
  attributes: PoolAttributes,
): number[] {
  const { window, padBefore, padAfter } = attributes;
  const sizes = slidSizes(op, inputs, space, window, attributes);
  window.forEach((size, axis) => {
    if (Math.max(padBefore[axis] ?? 0, padAfter[axis] ?? 0) >= size) {
      refuse(op, inputs, `a window could lie in the padding of spatial axis ${axis} alone`);
    }
  });
  return sizes;
}

/** Refuses a gradient that has not the shape of what it is a gradient of. */
export function expectGradientShape(
  op: string,
  inputs: readonly TensorType[],
  gradient: TensorType,
  expected: Shape,
): void {
  if (gradient.dtype !== 'float32' || !shapesEqual(gradient.shape, expected)) {
    refuse(op, inputs, `expected a gradient float32[${expected.join(',')}]`);
  }
}

function expectIntegers(
  op: string,
  inputs: readonly TensorType[],
  name: string,
  values: readonly number[],
  count: number,
  least: number,
): void {
  if (values.length !== count || values.some((value) => !Number.isInteger(value) || value < least)) {
    refuse(op, inputs, `${name} [${values.join(',')}] must be ${count} integers of ${least} or more`);
  }
}
