/** Leaves out nodes that no output depends on. Inputs stay: they are the graph's interface. */
import { verify } from '../verify.ts';
import type { Pass } from '../rewrite.ts';

export const removeDeadCode: Pass = (graph) => {
  const needed = new Set(graph.outputs.map(({ value }) => value.id));
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      const isNeeded = node.outputs.some(({ id }) => needed.has(id));
      if (isNeeded) for (const { id } of node.inputs) needed.add(id);
      return isNeeded;
    })
    .reverse();
  const live = { ...graph, nodes };
  verify(live);
  return live;
};
