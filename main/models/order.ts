/** Brings a model's nodes into an order in which each follows its inputs, and finds what prevents that. */
import { nearestName } from '../base/nearest.ts';
import { formatPath, type Problem, type ProblemPath } from './problems.ts';

/** What wiring is about: a node's id, what it takes, and where the person wrote it. */
export interface WiredNode {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly path: ProblemPath;
}

export interface WiredModel<Node extends WiredNode> {
  readonly inputs: readonly { readonly id: string; readonly path: ProblemPath }[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly { readonly id: string; readonly path: ProblemPath }[];
}

export interface OrderedNodes<Node extends WiredNode> {
  /** The nodes that can be computed, in order; among equals as written. */
  readonly nodes: readonly Node[];
  readonly problems: readonly Problem[];
}

/** Problems of wiring: doubled ids, inputs that are not there, circles, a missing output. `root` is the model's path. */
export function orderNodes<Node extends WiredNode>(model: WiredModel<Node>, root: ProblemPath): OrderedNodes<Node> {
  const problems: Problem[] = [];
  const add = (code: string, params: Problem['params'], path: ProblemPath, node?: string): void => {
    problems.push({ code, params, path: formatPath([...root, ...path]), ...(node === undefined ? {} : { node }) });
  };

  const seen = new Set<string>();
  for (const { id, path } of [
    ...model.inputs,
    ...model.nodes.map((node) => ({ ...node, path: [...node.path, 'id'] })),
  ]) {
    if (seen.has(id)) add('models.duplicateId', { id }, path, id);
    seen.add(id);
  }
  if (model.inputs.length === 0) add('models.noInput', {}, ['inputs']);

  const known = [...seen];
  for (const node of model.nodes) {
    node.inputs.forEach((id, index) => {
      if (seen.has(id)) return;
      const params = { id, nearest: nearestName(id, known), known: known.join(', ') };
      add('models.unknownNode', params, [...node.path, 'inputs', index], node.id);
    });
  }
  const nodeIds = new Set(model.nodes.map(({ id }) => id));
  for (const { id, path } of model.outputs) {
    if (nodeIds.has(id)) continue;
    add('models.unknownNode', { id, nearest: nearestName(id, [...nodeIds]), known: [...nodeIds].join(', ') }, path);
  }
  if (model.outputs.length === 0 && model.nodes.length > 0) add('models.noOutput', {}, ['outputs']);

  const done = new Set(model.inputs.map(({ id }) => id));
  const ordered: Node[] = [];
  let waiting = model.nodes;
  for (;;) {
    const ready = waiting.filter((node) => node.inputs.every((id) => done.has(id)));
    if (ready.length === 0) break;
    for (const node of ready) done.add(node.id);
    ordered.push(...ready);
    waiting = waiting.filter((node) => !ready.includes(node));
  }
  // What is left waits for an unknown node, said above, or for itself.
  const circular = waiting.filter((node) => node.inputs.every((id) => seen.has(id)));
  if (circular.length > 0 && circular.length === waiting.length) {
    const inCircle = withoutFollowers(circular);
    const [first] = inCircle;
    const nodes = inCircle.map(({ id }) => id).join(', ');
    if (first !== undefined) add('models.circle', { nodes }, [...first.path, 'inputs'], first.id);
  }
  return { nodes: ordered, problems };
}

/** Of nodes that cannot be computed, those that others of them take: what only follows a circle is no part of it. */
function withoutFollowers<Node extends WiredNode>(nodes: readonly Node[]): readonly Node[] {
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs));
  const left = nodes.filter(({ id }) => taken.has(id));
  return left.length === nodes.length ? left : withoutFollowers(left);
}
