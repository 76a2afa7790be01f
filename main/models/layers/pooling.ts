/** What layers that pool share: windows over each channel alone, from options to shapes and the attributes of ops. */
import { choice, integers } from '../fields.ts';
import { only, type LayerProblem, type LayerShape } from './definition.ts';
import { LARGEST_WINDOW, perAxis, rankProblem, slide, windowProblem, type Sliding } from './sliding.ts';
import type { Value } from '../../graph/ir.ts';
import type { PoolAttributes } from '../../graph/windows.ts';
import type { OptionsOf } from '../fields.ts';

/** The options of pooling over as many axes. */
export function poolFields(axes: 1 | 2) {
  return {
    poolSize: integers({ default: 2, minimum: 1, maximum: LARGEST_WINDOW, lengths: [axes] }),
    // As Keras and PyTorch have it, windows stand side by side unless the person says otherwise.
    strides: integers({ default: 0, minimum: 0, maximum: LARGEST_WINDOW, lengths: [axes] }),
    padding: choice({ default: 'valid', choices: ['valid', 'same'] }),
  };
}

type PoolOptions = OptionsOf<ReturnType<typeof poolFields>>;

function slidingOf({ poolSize, strides, padding }: PoolOptions, axes: number): Sliding {
  const window = perAxis(poolSize, axes);
  const given = perAxis(strides, axes);
  return {
    window,
    strides: window.map((size, axis) => (given[axis] === 0 ? size : (given[axis] ?? size))),
    dilations: window.map(() => 1),
    padding,
  };
}

/** The output `[…space, channels]`, or why there is none. */
export function inferPool(
  layer: string,
  axes: 1 | 2,
  inputs: readonly LayerShape[],
  options: PoolOptions,
): LayerShape | LayerProblem {
  const input = only(inputs);
  const space = input.slice(0, -1);
  const sliding = slidingOf(options, axes);
  return (
    rankProblem(layer, input, axes) ??
    windowProblem(layer, 'poolSize', space, sliding) ?? [...slide(space, sliding).sizes, input.at(-1) ?? 0]
  );
}

/** The attributes of the op over an input `[batch, channels, …space]`. */
export function poolAttributes({ type: { shape } }: Value, options: PoolOptions): PoolAttributes {
  const space = shape.slice(2).map(Number);
  const sliding = slidingOf(options, space.length);
  const { padBefore, padAfter } = slide(space, sliding);
  return { window: sliding.window, strides: sliding.strides, padBefore, padAfter };
}
