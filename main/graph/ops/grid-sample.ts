/**
 * Reads images at given places: `y[b,c,i,j] = x[b, c, place(grid[b,i,j])]`, bilinearly between the four pixels around. The
 * grid has x before y, from −1 at the outer edge of the first pixel to 1 at the outer edge of the last:
 * `column = ((x + 1)·width − 1) / 2`, as `torch.nn.functional.grid_sample` with `align_corners=False`.
 */
import { refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface GridSampleAttributes {
  /** What lies beyond the image: zeros, its nearest pixel, or its mirror image, again and again. */
  readonly outside: 'zero' | 'nearest' | 'mirror';
}

export const gridSample: OpDefinition<GridSampleAttributes, 2> = {
  arity: 2,
  infer: (inputs) => {
    const [images, grid] = inputs;
    const [batch, channels, ...space] = images.shape;
    const [gridBatch, rows, columns, ...pair] = grid.shape;
    const float = inputs.every(({ dtype }) => dtype === 'float32');
    const filled = space.length === 2 && space.every((size) => size !== 'batch' && size > 0);
    if (!float || batch === undefined || channels === undefined || !filled) {
      refuse('gridSample', inputs, 'expected float32 [batch, channels, height, width]');
    }
    if (gridBatch !== batch || rows === undefined || columns === undefined || pair.length !== 1 || pair[0] !== 2) {
      refuse('gridSample', inputs, 'expected a float32 grid [batch, rows, columns, 2]');
    }
    return [{ dtype: 'float32', shape: [batch, channels, rows, columns] }];
  },
  // It stands between data and model, where nothing is learnt.
  gradient: 'none',
};
