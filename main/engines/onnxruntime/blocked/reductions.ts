/** Sums of values in blocks, and how many elements they are of. */
import { int } from '../schema.ts';
import { planeSizes, type PlaneSizes } from './sizes.ts';
import type { Node } from '../../../graph/ir.ts';
import type { GraphEmitter } from '../emitter.ts';

/** Sums over space, and over the batch too, which leave one number a channel. The result lies as it always does. */
export function reduceSum(emit: GraphEmitter, block: number, node: Node<'reduceSum'>): boolean {
  const [input] = node.inputs;
  const [output] = node.outputs;
  const axes = node.attributes.axes.join(',');
  if (input === undefined || output === undefined || !emit.blocked.has(input)) return false;
  const sizes = planeSizes(input);
  if (sizes === null || (axes !== '2,3' && axes !== '0,2,3')) return false;
  emit.lower(node, () => {
    const sum = axes === '2,3' ? sumPlanes : sumChannels;
    const sums = sum(emit, block, emit.blocked.nameOf(input), sizes);
    return [emit.reshape(sums, output.type.shape)];
  });
  return true;
}

/** Asks for a shape alone: a value in blocks stays there. */
export function elementCount(emit: GraphEmitter, node: Node<'elementCount'>): boolean {
  const [input] = node.inputs;
  if (input === undefined || !emit.blocked.has(input)) return false;
  emit.lower(node, () => [emit.elementCount(node.attributes.axes.map((axis) => input.type.shape[axis] ?? 1))]);
  return true;
}

/** Sums of a tensor in blocks over height and width, `[batch, channels]`. */
export function sumPlanes(
  emit: GraphEmitter,
  block: number,
  name: string,
  { channels, height, width }: PlaneSizes,
): string {
  // In two steps, each of which has a kernel of its own; one over both axes takes seven times as long.
  const planes = emit.op('Reshape', [name, emit.integers([-1, height * width, block])]);
  const overSpace = emit.op('ReduceSum', [planes, emit.integers([1])], { keepdims: int(0) });
  return emit.op('Reshape', [overSpace, emit.integers([-1, channels])]);
}

/** Sums of a tensor in blocks over the batch, height and width, `[channels]`. */
export function sumChannels(emit: GraphEmitter, block: number, name: string, sizes: PlaneSizes): string {
  return emit.op('ReduceSum', [sumPlanes(emit, block, name, sizes), emit.integers([0])], { keepdims: int(0) });
}
