/** Sliding windows taken apart: what engines compose where they lack an operator. */
import type { AveragePoolGradientAttributes } from '../graph/ops/average-pool-gradient.ts';
import type { AveragePoolAttributes } from '../graph/ops/average-pool.ts';
import type { WindowAttributes } from '../graph/windows.ts';

/** Where one element of every window lies in a padded plane: `start`, `start + stride`, … up to without `end`. */
export interface Tap {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Every tap of a window in row-major order, for the given numbers of windows along each axis. */
export function tapsOf(
  window: readonly number[],
  windows: readonly number[],
  {
    strides,
    dilations = window.map(() => 1),
  }: Pick<WindowAttributes, 'strides'> & { readonly dilations?: readonly number[] },
): Tap[] {
  const starts = window.reduce<number[][]>(
    (before, size, axis) =>
      before.flatMap((start) => Array.from({ length: size }, (_, tap) => [...start, tap * (dilations[axis] ?? 1)])),
    [[]],
  );
  return starts.map((start) => ({
    start,
    end: start.map((first, axis) => first + ((windows[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1),
  }));
}

/** What one axis of an average pool's gradient does: the share of each window (a row) in each place of the input (a column). */
export function axisShares(
  windows: number,
  axis: number,
  { inputSize, window, strides, padBefore, countPadding }: AveragePoolGradientAttributes,
): number[][] {
  const [size = 1, length = 1, stride = 1, before = 0] = [
    inputSize[axis],
    window[axis],
    strides[axis],
    padBefore[axis],
  ];
  return Array.from({ length: windows }, (_, index) => {
    const start = index * stride - before;
    const inside = Array.from({ length: size }, (__, place) => place >= start && place < start + length);
    const places = countPadding ? length : inside.filter(Boolean).length;
    return inside.map((isInside) => (isInside ? 1 / places : 0));
  });
}

/**
 * By what the sum over each window is multiplied for a mean, in row-major order of the windows: one over the number of its
 * places, with or without those in the padding.
 */
export function meanFactors(
  space: readonly number[],
  windows: readonly number[],
  { window, strides, padBefore, countPadding }: AveragePoolAttributes,
): Float32Array {
  const counts = windows.reduce<number[]>(
    (before, count, axis) => {
      const size = window[axis] ?? 1;
      const inside = Array.from({ length: count }, (_, index) => {
        const start = index * (strides[axis] ?? 1) - (padBefore[axis] ?? 0);
        return countPadding ? size : Math.min(start + size, space[axis] ?? 1) - Math.max(start, 0);
      });
      return before.flatMap((product) => inside.map((places) => product * places));
    },
    [1],
  );
  return Float32Array.from(counts, (count) => 1 / count);
}
