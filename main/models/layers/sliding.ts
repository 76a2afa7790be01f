/** What layers that slide a window over space share: how many windows there are, what is padded, and what is refused. */
import { spanOf } from '../../graph/windows.ts';
import type { LayerProblem, LayerShape } from './definition.ts';

/** `valid`: no padding. `same`: as many windows as strides fit. `causal`: a window ends where its output stands. */
export type Padding = 'valid' | 'same' | 'causal';

/** One number per spatial axis in each list. */
export interface Sliding {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

export interface Slid {
  /** How many windows there are along each axis; less than 1 where not even one fits. */
  readonly sizes: number[];
  readonly padBefore: number[];
  readonly padAfter: number[];
}

/** Largest window, stride and dilation that an option may ask for. */
export const LARGEST_WINDOW = 1_000;

/** An option that is one number for all axes, or a list. */
export function perAxis(value: number | readonly number[], axes: number): readonly number[] {
  return typeof value === 'number' ? Array.from({ length: axes }, () => value) : value;
}

/** As TensorFlow slides: of an uneven padding, the larger half comes after. */
export function slide(space: readonly number[], { window, strides, dilations, padding }: Sliding): Slid {
  const axes = space.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    const span = spanOf(window, dilations, axis);
    if (padding === 'valid') return { size: Math.floor((size - span) / stride) + 1, before: 0, after: 0 };
    const count = Math.ceil(size / stride);
    if (padding === 'causal') return { size: count, before: span - 1, after: 0 };
    const padded = Math.max(0, (count - 1) * stride + span - size);
    return { size: count, before: Math.floor(padded / 2), after: Math.ceil(padded / 2) };
  });
  return {
    sizes: axes.map(({ size }) => size),
    padBefore: axes.map(({ before }) => before),
    padAfter: axes.map(({ after }) => after),
  };
}

/** What a transposed convolution widens each axis to: the input that the same windows would bring to this size. */
export function widenedSizes(space: readonly number[], { window, strides, dilations, padding }: Sliding): number[] {
  return space.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    return size * stride + (padding === 'valid' ? Math.max(0, spanOf(window, dilations, axis) - stride) : 0);
  });
}

/** Why a layer cannot take an input that has not the axes it works on; null where it has. */
export function rankProblem(layer: string, input: LayerShape, axes: 1 | 2): LayerProblem | null {
  if (input.length === axes + 1) return null;
  const expected = axes === 1 ? '[steps, channels]' : '[height, width, channels]';
  const params = { layer, expected, found: `[${input.join(', ')}]` };
  return { code: 'models.expectedSpace', params };
}

/** Why a window cannot slide over an input: `field` is the option that sets its size. Null where it can. */
export function windowProblem(
  layer: string,
  field: string,
  space: readonly number[],
  sliding: Sliding,
): LayerProblem | null {
  if (slide(space, sliding).sizes.every((size) => size >= 1)) return null;
  const spans = space.map((_, axis) => spanOf(sliding.window, sliding.dilations, axis));
  return {
    code: 'models.windowTooLarge',
    params: { layer, window: spans.join(' × '), found: space.join(' × ') },
    field,
  };
}
