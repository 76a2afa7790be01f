/** Computes what depends on scalar constants alone: gradients leave many such nodes behind. */
import { isOp, rewrite, type Pass, type RewriteContext } from '../rewrite.ts';
import type { Value } from '../ir.ts';
import type { OpName } from '../ops/registry.ts';

/** Only what is one rounding of float64 arithmetic: the same bits on every engine. */
const scalarMeaning: Readonly<Partial<Record<OpName, (left: number, right: number) => number>>> = {
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  divide: (left, right) => left / right,
  negate: (operand) => -operand,
  sqrt: (operand) => Math.sqrt(operand),
};

export const foldConstants: Pass = (graph) =>
  rewrite(graph, (node, inputs, context) => {
    const meaning = scalarMeaning[node.op];
    if (meaning === undefined) return null;
    const [left = null, right = 0] = inputs.map((input) => scalarValue(context, input));
    if (left === null || right === null) return null;
    return [context.builder.scalar(Math.fround(meaning(left, right)))];
  });

/** The number that a float32 scalar constant holds; null for any other value. */
export function scalarValue({ producer }: RewriteContext, value: Value): number | null {
  const node = producer(value);
  if (!isOp(node, 'constant') || value.type.dtype !== 'float32' || value.type.shape.length > 0) return null;
  return node.attributes.tensor.data[0] ?? null;
}
