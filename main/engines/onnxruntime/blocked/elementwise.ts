/** Elementwise ops on values in blocks: the same operators, over the same elements in another order. */
import { elementwiseLowerings, type ElementwiseName } from '../lowering/elementwise.ts';
import { shapesEqual } from '../../../graph/shapes.ts';
import { fuse } from './fuse.ts';
import { fillsBlocks, isAlongChannels, planeSizes, type PlaneSizes } from './sizes.ts';
import type { Node, Value } from '../../../graph/ir.ts';
import type { OpInputs } from '../../../graph/ops/registry.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowering } from '../lowering/lowering.ts';

/** How an operand is stretched to the output: not at all, from one number, from one a channel, or from one a row and channel. */
type Stretch = 'whole' | 'scalar' | 'channels' | 'rows';

/** Done in blocks where an operand was computed so and every other can be brought there. */
export function elementwise(emit: GraphEmitter, block: number, node: Node<ElementwiseName>): boolean {
  const [output] = node.outputs;
  const sizes = output === undefined ? null : planeSizes(output);
  if (output === undefined || sizes === null || !fillsBlocks(sizes.channels, block)) return false;
  if (fuse(emit, node)) return true;
  const stretches = node.inputs.map((input) => stretchOf(input, output, sizes));
  if (!node.inputs.some((input, index) => stretches[index] === 'whole' && emit.blocked.has(input))) return false;
  const known = stretches.filter((stretch) => stretch !== null);
  if (known.length < stretches.length) return false;

  emit.lowerBlocked(node, () => {
    // Operands along channels are repeated over the width: runs of one block alone would take four times as long.
    const isWide = known.some((stretch) => stretch === 'channels' || stretch === 'rows');
    const names = node.inputs.map((input, index) => {
      switch (known[index]) {
        case 'scalar':
          return emit.op('Reshape', [emit.nameOf(input), emit.integers([1])]);
        case 'channels':
        case 'rows':
          return repeatOverWidth(emit, block, emit.nameOf(input), sizes);
        default:
          return isWide
            ? emit.op('Reshape', [
                emit.blocked.nameOf(input),
                emit.integers([-1, sizes.channels / block, sizes.height, sizes.width * block]),
              ])
            : emit.blocked.nameOf(input);
      }
    });
    const lowering = elementwiseLowerings[node.op] as Lowering<ElementwiseName>;
    const [result = ''] = lowering(emit, names as unknown as OpInputs<ElementwiseName, string>, node);
    const { channels, height, width } = sizes;
    return isWide ? emit.op('Reshape', [result, emit.integers([-1, channels, height, width])]) : result;
  });
  return true;
}

function stretchOf(input: Value, output: Value, { channels }: PlaneSizes): Stretch | null {
  const { shape } = input.type;
  if (shapesEqual(shape, output.type.shape)) return 'whole';
  if (shape.every((dim) => dim === 1)) return 'scalar';
  if (isAlongChannels(shape, channels)) return 'channels';
  return shape.length === 4 && shape[0] === output.type.shape[0] && isAlongChannels([1, ...shape.slice(1)], channels)
    ? 'rows'
    : null;
}

/** From `[…, channels, 1, 1]` to `[…, channels / block, 1, width · block]`. */
export function repeatOverWidth(
  emit: GraphEmitter,
  block: number,
  name: string,
  { channels, width }: PlaneSizes,
): string {
  const blocks = channels / block;
  const apart = emit.op('Reshape', [name, emit.integers([-1, blocks, 1, 1, block])]);
  const repeated = emit.op('Expand', [apart, emit.integers([1, 1, 1, width, 1])]);
  return emit.op('Reshape', [repeated, emit.integers([-1, blocks, 1, width * block])]);
}
