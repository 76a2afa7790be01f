/** Takes out nodes that change nothing, and broadcasts that elementwise ops do by themselves. All of it is exact. */
import { isOp, rewrite, type Pass, type RewriteContext } from '../rewrite.ts';
import { broadcastShapes, shapesEqual, typesEqual } from '../shapes.ts';
import { scalarValue } from './1-fold-constants.ts';
import type { Node, Value } from '../ir.ts';
import type { OpName } from '../ops/registry.ts';
import type { Shape } from '../tensor.ts';

const broadcasting: ReadonlySet<OpName> = new Set<OpName>([
  'add',
  'divide',
  'equal',
  'greater',
  'greaterEqual',
  'logicalAnd',
  'maximum',
  'minimum',
  'multiply',
  'subtract',
  'where',
]);

export const simplify: Pass = (graph) =>
  rewrite(graph, (node, inputs, context) => {
    const [input] = inputs;
    const [output] = node.outputs;
    if (input === undefined || output === undefined) return null;
    if (broadcasting.has(node.op)) return simplifyElementwise(node, inputs, output, context);
    if (isOp(node, 'reshape')) {
      const source = sourceThrough(context, 'reshape', input);
      return [keepsType(source, output) ? source : context.builder.reshape(source, node.attributes.shape)];
    }
    if (isOp(node, 'transpose')) {
      return node.attributes.permutation.every((axis, index) => axis === index) ? [input] : null;
    }
    if (isOp(node, 'broadcastTo') || isOp(node, 'cast')) return keepsType(input, output) ? [input] : null;
    if (isOp(node, 'negate')) {
      const before = context.producer(input);
      return isOp(before, 'negate') ? before.inputs : null;
    }
    return null;
  });

function simplifyElementwise(
  node: Node,
  inputs: readonly Value[],
  output: Value,
  context: RewriteContext,
): readonly Value[] | null {
  const [left, right] = inputs;
  if (left === undefined || right === undefined) return null;
  if ((isOp(node, 'multiply') || isOp(node, 'divide')) && scalarValue(context, right) === 1) return [left];
  if (isOp(node, 'multiply') && scalarValue(context, left) === 1) return [right];

  const bare = withoutBroadcasts(inputs, output.type.shape, context);
  const [first, second] = bare;
  const negated = second === undefined ? null : context.producer(second);
  if (first !== undefined && isOp(negated, 'negate') && negated.inputs[0] !== undefined) {
    if (isOp(node, 'add')) return [context.builder.subtract(first, negated.inputs[0])];
    if (isOp(node, 'subtract')) return [context.builder.add(first, negated.inputs[0])];
  }
  return context.builder.apply(node.op, bare, node.attributes);
}

/** The inputs with each broadcast undone, and each leading axis of 1, that the op's own broadcasting puts back. */
function withoutBroadcasts(inputs: readonly Value[], shape: Shape, context: RewriteContext): readonly Value[] {
  return inputs.reduce((kept, input, index) => {
    const candidate = kept.with(index, withoutLeadingOnes(context, sourceThrough(context, 'broadcastTo', input)));
    const stretched = candidate
      .map((value): Shape | null => value.type.shape)
      .reduce((left, right) => (left === null || right === null ? null : broadcastShapes(left, right)));
    return stretched !== null && shapesEqual(stretched, shape) ? candidate : kept;
  }, inputs);
}

/** What a value was before a reshape that does no more than put axes of 1 in front. */
function withoutLeadingOnes({ producer }: RewriteContext, value: Value): Value {
  const node = producer(value);
  const source = isOp(node, 'reshape') ? node.inputs[0] : undefined;
  if (source === undefined) return value;
  const { shape } = value.type;
  const added = shape.length - source.type.shape.length;
  const leads = added >= 0 && shape.slice(0, added).every((dim) => dim === 1);
  return leads && shapesEqual(shape.slice(added), source.type.shape) ? source : value;
}

/** What a value was before any ops of one kind were applied to it. */
function sourceThrough({ producer }: RewriteContext, op: OpName, value: Value): Value {
  let source = value;
  for (let node = producer(source); node?.op === op; node = producer(source)) source = node.inputs[0] ?? source;
  return source;
}

function keepsType(input: Value, output: Value): boolean {
  return typesEqual(input.type, output.type);
}
