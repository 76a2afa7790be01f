/** Reading images between their pixels. */
import { elementCount } from '../../../graph/tensor.ts';
import { at } from '../numbers.ts';
import type { GridSampleAttributes } from '../../../graph/ops/grid-sample.ts';
import type { Kernels } from './kernel.ts';

/** Where a place beyond the pixels `0` to `size − 1` is read; `zero` leaves it where it is. */
function inside(place: number, size: number, outside: GridSampleAttributes['outside']): number {
  if (outside === 'zero') return place;
  if (outside === 'nearest') return Math.min(Math.max(place, 0), size - 1);
  // Mirrors stand at the outer edges of the outer pixels; between an edge and a pixel's middle that pixel is read.
  const period = ((((place + 0.5) % (2 * size)) + 2 * size) % (2 * size)) - 0.5;
  const mirrored = period > size - 0.5 ? 2 * size - 1 - period : period;
  return Math.min(Math.max(mirrored, 0), size - 1);
}

export const samplingKernels: Kernels<'gridSample'> = {
  gridSample: ([images, grid], { outside }, [output]) => {
    const [batch = 0, channels = 0, height = 1, width = 1] = images.shape;
    const points = elementCount(output.shape.slice(2));
    const result = new Float64Array(elementCount(output.shape));
    for (let row = 0; row < batch; row += 1) {
      for (let point = 0; point < points; point += 1) {
        const place = 2 * (row * points + point);
        const x = inside(((at(grid.values, place) + 1) * width - 1) / 2, width, outside);
        const y = inside(((at(grid.values, place + 1) + 1) * height - 1) / 2, height, outside);
        const [left, top] = [Math.floor(x), Math.floor(y)];
        for (const [line, across] of [
          [top, 1 - (y - top)],
          [top + 1, y - top],
        ] as const) {
          for (const [column, along] of [
            [left, 1 - (x - left)],
            [left + 1, x - left],
          ] as const) {
            if (!(line >= 0 && line < height && column >= 0 && column < width)) continue;
            for (let channel = 0; channel < channels; channel += 1) {
              const plane = row * channels + channel;
              const index = plane * points + point;
              result[index] =
                at(result, index) + across * along * at(images.values, (plane * height + line) * width + column);
            }
          }
        }
      }
    }
    return [result];
  },
};
