/** Sizes of tensors that may lie in blocks. */
import type { Value } from '../../../graph/ir.ts';
import type { Shape } from '../../../graph/tensor.ts';

/** The fixed sizes of `[batch, channels, height, width]`, or of a kernel `[outputs, channels, height, width]`. */
export interface PlaneSizes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Null for values of another rank. */
export function planeSizes({ type: { shape } }: Value): PlaneSizes | null {
  const [, channels, height, width] = shape;
  if (shape.length !== 4 || typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number') {
    return null;
  }
  return { channels, height, width };
}

export function fillsBlocks(channels: number, block: number): boolean {
  return channels > 0 && channels % block === 0;
}

/** Whether a shape is one number per channel, `[channels, 1, 1]` or `[1, channels, 1, 1]`. */
export function isAlongChannels(shape: Shape, channels: number): boolean {
  const [count, ...space] = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  return shape.length >= 3 && count === channels && space.length === 2 && space.every((dim) => dim === 1);
}
