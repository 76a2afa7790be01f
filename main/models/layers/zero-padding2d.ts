/**
 * Zero padding 2d: zeros around an image.
 *
 * Formula: y[i + top, j + left, c] = x[i, j, c], and 0 elsewhere.
 * Arguments: padding (default 1, 0 to 10,000): a number for all sides, [height, width] for both sides of each axis, or [top,
 * bottom, left, right].
 * Shapes: [height, width, channels] to [top + height + bottom, left + width + right, channels].
 * Errors: `models.expectedSpace` for inputs of another rank.
 * Source: keras.layers.ZeroPadding2D.
 */
import { integers } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { rankProblem } from './sliding.ts';

const fields = { padding: integers({ default: 1, minimum: 0, maximum: 10_000, lengths: [2, 4] }) };

/** Zeros before and after height and width. */
function sidesOf(padding: number | readonly number[]): { readonly before: number[]; readonly after: number[] } {
  const [first = 0, second = 0, left, right] = typeof padding === 'number' ? [padding, padding] : padding;
  if (left === undefined || right === undefined) return { before: [first, second], after: [first, second] };
  return { before: [first, left], after: [second, right] };
}

export const zeroPadding2d = defineLayer({
  category: 'shape',
  silhouette: 'block',
  formula: 'y = x, zeros around',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { padding }) => {
    const input = only(inputs);
    const { before, after } = sidesOf(padding);
    return (
      rankProblem('zeroPadding2d', input, 2) ??
      input.map((size, axis) => size + (before[axis] ?? 0) + (after[axis] ?? 0))
    );
  },
  parameters: () => [],
  build: ({ builder, inputs, options: { padding } }) => {
    const { before, after } = sidesOf(padding);
    return { value: builder.pad(only(inputs), [0, 0, ...before], [0, 0, ...after]) };
  },
});
