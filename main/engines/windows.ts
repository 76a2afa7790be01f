/** Sliding windows taken apart by tap: what engines compose where they lack an operator. */
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
