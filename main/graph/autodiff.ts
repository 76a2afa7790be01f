/** Reverse-mode differentiation: one walk back over the nodes, asking each op for its gradient rule. */
import { BugError } from '../base/errors.ts';
import { opDefinition, type OpName } from './ops/registry.ts';
import { formatType } from './tensor.ts';
import type { GraphBuilder } from './builder.ts';
import type { Node, Value } from './ir.ts';

/**
 * Gradients of a scalar with respect to values recorded before it, as new nodes of the same graph, under the scope
 * `gradient/<scope of the node they belong to>`. A value that the loss does not depend on has a gradient of zeros.
 */
export function gradients(builder: GraphBuilder, loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.type.dtype !== 'float32' || loss.type.shape.length > 0) {
    throw new BugError(`a gradient needs a float32 scalar to start from, found ${formatType(loss.type)}`);
  }
  const nodes = builder.nodes.slice();
  const dependent = dependents(nodes, wrt);
  const found = new Map<number, Value>();

  return builder.withScope('gradient', () => {
    found.set(loss.id, builder.scalar(1));
    for (const node of nodes.reverse()) {
      if (node.inputs.some((input) => dependent.has(input.id))) {
        builder.withScope(node.scope, () => {
          propagate(builder, node, dependent, found);
        });
      }
    }
    return wrt.map((value) => found.get(value.id) ?? builder.broadcastTo(builder.scalar(0), value.type.shape));
  });
}

/** Ids of all values that depend on one of `wrt`, these included: nothing else needs a gradient. */
function dependents(nodes: readonly Node[], wrt: readonly Value[]): ReadonlySet<number> {
  const ids = new Set(wrt.map((value) => value.id));
  for (const node of nodes) {
    if (node.inputs.some((input) => ids.has(input.id))) for (const output of node.outputs) ids.add(output.id);
  }
  return ids;
}

/** Adds to `found` what one node passes on to those of its inputs that are wanted. */
function propagate<Name extends OpName>(
  builder: GraphBuilder,
  node: Node<Name>,
  dependent: ReadonlySet<number>,
  found: Map<number, Value>,
): void {
  const outputGradients = node.outputs.map((output) => found.get(output.id) ?? null);
  const { gradient } = opDefinition(node.op);
  if (gradient === 'none' || outputGradients.every((value) => value === null)) return;
  const { inputs, outputs, attributes } = node;
  const inputGradients = gradient({ builder, inputs, outputs, attributes, outputGradients });
  inputs.forEach((input, index) => {
    const added = inputGradients[index] ?? null;
    if (added === null || !dependent.has(input.id)) return;
    const before = found.get(input.id);
    found.set(input.id, before === undefined ? added : builder.add(before, added));
  });
}
