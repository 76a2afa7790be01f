/** What the lowerings of convolution and pooling share. */
import { ints, type OnnxAttributes } from '../schema.ts';
import type { WindowAttributes } from '../../../graph/windows.ts';
import type { Shape } from '../../../graph/tensor.ts';
import type { Tap } from '../../windows.ts';
import type { GraphEmitter } from '../emitter.ts';

/** Sizes of the spatial axes of `[batch, channels, …space]`. */
export function spaceOf(shape: Shape = []): number[] {
  return shape.slice(2).map(Number);
}

export function windowAttributes({ strides, padBefore, padAfter }: WindowAttributes): OnnxAttributes {
  return { strides: ints(strides), pads: ints([...padBefore, ...padAfter]) };
}

/** Pads the spatial axes of `[batch, channels, …space]`, with zeros unless `filler` names another value. */
export function padSpace(
  emit: GraphEmitter,
  name: string,
  { padBefore, padAfter }: Pick<WindowAttributes, 'padBefore' | 'padAfter'>,
  filler?: string,
): string {
  if ([...padBefore, ...padAfter].every((count) => count === 0)) return name;
  const pads = emit.integers([0, 0, ...padBefore, 0, 0, ...padAfter]);
  return emit.op('Pad', filler === undefined ? [name, pads] : [name, pads, filler]);
}

/** What one element of every window meets in a padded `[…, …, …space]`. */
export function sliceTap(emit: GraphEmitter, padded: string, { start, end }: Tap, strides: readonly number[]): string {
  const axes = emit.integers(start.map((_, axis) => axis + 2));
  return emit.op('Slice', [padded, emit.integers(start), emit.integers(end), axes, emit.integers(strides)]);
}
