/** Batch normalization of values in blocks. */
import { int, ints } from '../schema.ts';
import { repeatOverWidth } from './elementwise.ts';
import { sumChannels } from './reductions.ts';
import { planeSizes } from './sizes.ts';
import type { Node } from '../../../graph/ir.ts';
import type { GraphEmitter } from '../emitter.ts';

/**
 * The statistics are two sums over blocks. What scales and shifts is a convolution of each channel alone that waits, so that
 * a sum with a shortcut and an activation become part of it.
 */
export function batchNormalize(emit: GraphEmitter, block: number, node: Node<'batchNormalize'>): boolean {
  const {
    inputs: [input, scale, shift],
    outputs: [output, mean, variance],
    attributes: { axis, epsilon },
  } = node;
  if (input === undefined || scale === undefined || shift === undefined) return false;
  if (output === undefined || mean === undefined || variance === undefined) return false;
  const sizes = planeSizes(input);
  if (axis !== 1 || sizes === null || !emit.blocked.has(input)) return false;
  const { channels, height, width } = sizes;
  emit.startNode(node);
  const count = emit.elementCount([input.type.shape[0] ?? 1, height, width]);
  const meanOf = (name: string): string => emit.op('Div', [sumChannels(emit, block, name, sizes), count]);
  const source = emit.blocked.nameOf(input);
  const center = meanOf(source);
  // In the very operators that the gradient takes the mean away with, so that the library shares the result.
  const wide = emit.op('Reshape', [source, emit.integers([-1, channels / block, height, width * block])]);
  const stretched = repeatOverWidth(emit, block, emit.reshape(center, [channels, 1, 1]), sizes);
  const apart = emit.op('Sub', [wide, stretched]);
  const centered = emit.op('Reshape', [apart, emit.integers([-1, channels, height, width])]);
  const spread = meanOf(emit.op('Mul', [centered, centered]));
  const deviation = emit.op('Sqrt', [emit.op('Add', [spread, emit.scalar(epsilon)])]);
  const slope = emit.op('Div', [emit.nameOf(scale), deviation]);
  emit.bind(mean, center);
  emit.bind(variance, spread);
  emit.blocked.defer(output, {
    source: centered,
    filter: emit.op('Reshape', [slope, emit.integers([channels, 1, 1, 1])]),
    attributes: { kernel_shape: ints([1, 1]), group: int(channels) },
    bias: emit.nameOf(shift),
    sum: null,
    rectified: false,
  });
  return true;
}
