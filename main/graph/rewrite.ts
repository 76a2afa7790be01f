/** The frame of every pass: walks a graph in order and builds another, node by node. */
import { BugError } from '../base/errors.ts';
import { GraphBuilder } from './builder.ts';
import { verify } from './verify.ts';
import type { Graph, Node, Value } from './ir.ts';
import type { OpName } from './ops/registry.ts';

export type Pass = (graph: Graph) => Graph;

export interface RewriteContext {
  /** Builds the new graph; `inputs` are already values of it. */
  readonly builder: GraphBuilder;
  /** What computes a value of the new graph; null for its inputs. */
  readonly producer: (value: Value) => Node | null;
}

/** What stands in for a node in the new graph, as many values as the node has outputs; null keeps the node. */
export type Rewrite = (node: Node, inputs: readonly Value[], context: RewriteContext) => readonly Value[] | null;

export function isOp<Name extends OpName>(node: Node | null, op: Name): node is Node<Name> {
  return node?.op === op;
}

export function rewrite(graph: Graph, replace: Rewrite): Graph {
  const builder = new GraphBuilder();
  const renamed = new Map<number, Value>();
  const producers = new Map<number, Node>();
  const find = (value: Value): Value => {
    const found = renamed.get(value.id);
    if (found === undefined) throw new BugError(`value ${value.id} is used before it is computed`);
    return found;
  };
  let recorded = 0;
  const context: RewriteContext = {
    builder,
    producer: (value) => {
      for (; recorded < builder.nodes.length; recorded += 1) {
        const node = builder.nodes[recorded];
        for (const output of node?.outputs ?? []) if (node !== undefined) producers.set(output.id, node);
      }
      return producers.get(value.id) ?? null;
    },
  };
  for (const { name, value } of graph.inputs) renamed.set(value.id, builder.input(name, value.type));
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(find);
    const outputs = builder.withScope(
      node.scope,
      () => replace(node, inputs, context) ?? builder.apply(node.op, inputs, node.attributes),
    );
    node.outputs.forEach((value, index) => {
      const output = outputs[index];
      if (output === undefined) throw new BugError(`a pass gives ${outputs.length} values for ${node.op}`);
      renamed.set(value.id, output);
    });
  }
  for (const { name, value } of graph.outputs) builder.output(name, find(value));
  const rewritten = builder.build();
  verify(rewritten);
  return rewritten;
}
