/** Which places of the input a sliding window reaches. One spatial axis is a plane of one row. */
import { at } from '../numbers.ts';
import type { WindowAttributes } from '../../../graph/windows.ts';

/** Rows and columns, from one or two spatial axes. `filler` is what stands for the rows of a single axis. */
export function planeOf(values: readonly number[], filler = 1): readonly [number, number] {
  return values.length === 1 ? [filler, at(values, 0)] : [at(values, 0), at(values, 1)];
}

/**
 * The places that the window at `position` (row and column among windows) reaches inside the input, in row-major order:
 * `tap` numbers the element of the window, `input` the place in the plane. Places in the padding are left out.
 */
export function placesInWindow(
  position: readonly [number, number],
  space: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes & { readonly dilations?: readonly number[] },
): readonly { readonly tap: number; readonly input: number }[] {
  const [height, width] = planeOf(space);
  const [windowRows, windowColumns] = planeOf(window);
  const [rowStride, columnStride] = planeOf(attributes.strides);
  const [rowsBefore, columnsBefore] = planeOf(attributes.padBefore, 0);
  const [rowDilation, columnDilation] = planeOf(attributes.dilations ?? window.map(() => 1));
  const places: { tap: number; input: number }[] = [];
  for (let tap = 0; tap < windowRows * windowColumns; tap += 1) {
    const row = position[0] * rowStride - rowsBefore + Math.floor(tap / windowColumns) * rowDilation;
    const column = position[1] * columnStride - columnsBefore + (tap % windowColumns) * columnDilation;
    if (row >= 0 && row < height && column >= 0 && column < width) places.push({ tap, input: row * width + column });
  }
  return places;
}
