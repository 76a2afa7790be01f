/** Sums of values in blocks. */
import { int } from '../schema.ts';
import { planeSizes } from './sizes.ts';
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
  const { channels, height, width } = sizes;
  emit.lower(node, () => {
    // In two steps, each of which has a kernel of its own; one over both axes takes seven times as long.
    const planes = emit.op('Reshape', [emit.blocked.nameOf(input), emit.integers([-1, height * width, block])]);
    const overSpace = emit.op('ReduceSum', [planes, emit.integers([1])], { keepdims: int(0) });
    const rows = emit.op('Reshape', [overSpace, emit.integers([-1, channels])]);
    const sums = axes === '2,3' ? rows : emit.op('ReduceSum', [rows, emit.integers([0])], { keepdims: int(0) });
    return [emit.reshape(sums, output.type.shape)];
  });
  return true;
}
