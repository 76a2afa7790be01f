/**
 * Ops that become part of a convolution in blocks: a number for each channel added to its value, another tensor added,
 * negative elements made zero. A product with a number for each channel is a convolution of each channel alone, so that
 * normalization, the sum with a shortcut and the activation are one pass over memory where they were five.
 */
import { int, ints } from '../schema.ts';
import { isOp } from '../../../graph/rewrite.ts';
import { shapesEqual } from '../../../graph/shapes.ts';
import { isAlongChannels, planeSizes } from './sizes.ts';
import type { Node, Value } from '../../../graph/ir.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { PendingConvolution } from './blocked-values.ts';

/** False where the node is none of these. Its output fills blocks. */
export function fuse(emit: GraphEmitter, node: Node): boolean {
  const [output] = node.outputs;
  const [left, right = left] = node.inputs;
  if (output === undefined || left === undefined || right === undefined) return false;
  const fused = isOp(node, 'relu') ? rectify(emit, left) : combine(emit, node, [left, right], output);
  if (fused === null) return false;
  emit.startNode(node);
  emit.blocked.defer(output, fused());
  return true;
}

type Fused = (() => PendingConvolution) | null;

function rectify(emit: GraphEmitter, input: Value): Fused {
  const before = emit.blocked.pending(input);
  return before === null || before.rectified ? null : () => ({ ...before, rectified: true });
}

function combine(emit: GraphEmitter, node: Node, [left, right]: readonly [Value, Value], output: Value): Fused {
  if (!isOp(node, 'add') && !isOp(node, 'multiply')) return null;
  const channels = planeSizes(output)?.channels ?? 0;
  const isWhole = (value: Value): boolean => shapesEqual(value.type.shape, output.type.shape);
  const [whole, other] = isWhole(left) ? [left, right] : [right, left];
  if (!isWhole(whole)) return null;
  if (isAlongChannels(other.type.shape, channels)) {
    if (isOp(node, 'multiply')) {
      if (!emit.blocked.has(whole)) return null;
      return () => ({
        source: emit.blocked.nameOf(whole),
        filter: emit.op('Reshape', [emit.nameOf(other), emit.integers([channels, 1, 1, 1])]),
        attributes: { kernel_shape: ints([1, 1]), group: int(channels) },
        bias: null,
        sum: null,
        rectified: false,
      });
    }
    const before = emit.blocked.pending(whole);
    if (before === null || before.rectified || before.bias !== null) return null;
    return () => ({ ...before, bias: emit.op('Reshape', [emit.nameOf(other), emit.integers([channels])]) });
  }
  if (!isOp(node, 'add') || !isWhole(other)) return null;
  for (const [summand, rest] of [
    [left, right],
    [right, left],
  ] as const) {
    const before = emit.blocked.pending(summand);
    if (before !== null && !before.rectified && before.sum === null) {
      return () => ({ ...before, sum: emit.blocked.nameOf(rest) });
    }
  }
  return null;
}
