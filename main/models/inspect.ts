/**
 * What a model amounts to on given data: the shape and the parameters of every node, and everything that is wrong with
 * it, all at once. Never throws for a wrong model: the builder inspects drafts.
 */
import { formatPath, problemsOf, type Problem, type ProblemPath } from './problems.ts';
import {
  blockInput,
  countExpanded,
  expandBlocks,
  mostNodes,
  repeatType,
  withoutRepeats,
  type WiredItem,
} from './repeat.ts';
import { countParameters, resolveModel, type Draft, type ModelData } from './resolve.ts';
import {
  layerItem,
  modelNode,
  modelSchema,
  nodeItem,
  placeLayers,
  placeNode,
  shortInputId,
  type LayerPlace,
  type NodeSpec,
} from './spec.ts';
import type { WiredModel } from './order.ts';

export interface NodeInspection {
  readonly id: string;
  readonly type: string;
  /** Where it is written in the experiment file, e.g. `model.layers[2]`: the same for every copy of a block's layer. */
  readonly path: string;
  /** Of its first input, without the batch; null while unknown, as are the others. */
  readonly inputShape: number[] | null;
  readonly outputShape: number[] | null;
  /** Number of values that the node learns or keeps. */
  readonly parameters: number | null;
}

export interface ModelInspection {
  readonly nodes: NodeInspection[];
  readonly parameters: number | null;
  readonly problems: Problem[];
}

/** Ids of a draft's inputs, as far as they can be read. */
export function draftInputs(raw: unknown): string[] {
  return readDraft(raw).inputs.map(({ id }) => id);
}

/** One item of a draft, however wrong. */
interface DraftNode extends Draft {
  readonly type: string;
}

/** Inspects a draft as it stands in an experiment; `root` is where it stands. */
export function inspectModel(raw: unknown, data: ModelData, root: ProblemPath = ['model']): ModelInspection {
  const parsed = modelSchema.safeParse(raw, { reportInput: true });
  const draft = readDraft(raw);
  const own = parsed.success ? [] : problemsOf(parsed.error, root);
  const problems = own.map((problem, index): Problem => {
    const node = nodeAt(draft, parsed.error?.issues[index]?.path ?? []);
    return node === undefined ? problem : { ...problem, node: node.id };
  });
  const resolved = resolveModel(draft, data, root);
  // A draft whose structure is wrong has said so; what follows from that would only repeat it.
  const wrong = parsed.success ? resolved.problems : resolved.problems.filter(({ node }) => node !== undefined);
  // What is wrong with a layer of a block is said once, of its first copy.
  const said = new Set<string>();
  for (const problem of wrong) {
    const once = `${problem.code} ${problem.path}`;
    if (!said.has(once)) problems.push(problem);
    said.add(once);
  }

  const byId = new Map(resolved.nodes.map((node) => [node.id, node]));
  const nodes = draft.nodes.map(({ id, type, path }): NodeInspection => {
    const node = byId.get(id);
    const input = node?.inputShapes[0];
    return {
      id,
      type,
      path: formatPath([...root, ...path]),
      inputShape: input === undefined ? null : [...input],
      outputShape: node === undefined ? null : [...node.outputShape],
      parameters: node === undefined ? null : countParameters(node),
    };
  });
  const complete = nodes.length > 0 && nodes.every(({ parameters }) => parameters !== null);
  const total = nodes.reduce((sum, { parameters }) => sum + (parameters ?? 0), 0);
  return { nodes, parameters: complete ? total : null, problems };
}

/** The node that a problem's path leads to: the layer itself, or the first of its block. */
function nodeAt({ nodes }: WiredModel<DraftNode>, place: ProblemPath): DraftNode | undefined {
  const leads = (path: ProblemPath, length: number): boolean =>
    path.slice(0, length).every((part, index) => part === place[index]);
  return nodes.find(({ path }) => leads(path, path.length)) ?? nodes.find(({ path }) => leads(path, 2));
}

/** The graph of a draft, blocks expanded, in which items that are wrong have their place and nothing else. */
function readDraft(raw: unknown): WiredModel<DraftNode> {
  const model = isObject(raw) ? raw : {};
  if (Array.isArray(model['layers'])) {
    const items = draftLayers(model['layers'], ['layers']);
    const { nodes, nameOf } = expandDraft(items);
    const last = items.at(-1);
    return {
      inputs: [{ id: shortInputId, path: [] }],
      nodes,
      outputs: last === undefined ? [] : [{ id: nameOf(last.id), path: last.path }],
    };
  }
  const list = (key: string): readonly unknown[] => (Array.isArray(model[key]) ? (model[key] as unknown[]) : []);
  const { nodes, nameOf } = expandDraft(
    list('nodes').map((item, index) => {
      const { id = `node_${index + 1}`, inputs = [] } = placeOf(item);
      const right = nodeItem.safeParse(item).success;
      return draftItem(item, { id, inputs }, ['nodes', index], right ? layerItem.safeParse(item) : null);
    }),
  );
  const ids = (key: string, read: (item: unknown) => unknown, path: (index: number) => ProblemPath) =>
    list(key).flatMap((item, index) => {
      const id = read(item);
      return typeof id === 'string' ? [{ id, path: path(index) }] : [];
    });
  const outputs = ids(
    'outputs',
    (item) => item,
    (index) => ['outputs', index],
  );
  return {
    inputs: ids(
      'inputs',
      (item) => (isObject(item) ? item['id'] : null),
      (index) => ['inputs', index, 'id'],
    ),
    nodes,
    outputs: outputs.map(({ id, path }) => ({ id: nameOf(id), path })),
  };
}

function expandDraft(items: readonly WiredItem<DraftNode>[]) {
  const few = countExpanded(items) <= mostNodes ? items : withoutRepeats(items);
  return expandBlocks(few, (draft, id, inputs) => {
    return { ...draft, id, inputs, node: draft.node === null ? null : placeNode(draft.node, id, inputs) };
  });
}

function draftLayers(items: readonly unknown[], path: ProblemPath, entry = shortInputId): WiredItem<DraftNode>[] {
  const places = placeLayers(
    items.map((item) => ({ type: typeOf(item), ...placeOf(item) })),
    entry,
  );
  return items.map((item, index) => {
    const place = places[index] ?? { id: '', inputs: [] };
    return draftItem(item, place, [...path, index], layerItem.safeParse(item));
  });
}

/** @param parsed the item as a layer, as far as it can be read */
function draftItem(
  item: unknown,
  place: { readonly id: string; readonly inputs: readonly string[] },
  path: ProblemPath,
  parsed: ReturnType<typeof layerItem.safeParse> | null,
): WiredItem<DraftNode> {
  const type = typeOf(item);
  if (isObject(item) && type === repeatType && Array.isArray(item['layers'])) {
    const { times } = item;
    const count = Number.isInteger(times) && Number(times) > 0 ? Number(times) : 1;
    return { ...place, path, times: count, items: draftLayers(item['layers'], [...path, 'layers'], blockInput) };
  }
  if (parsed?.success !== true) return { ...place, type, path, node: null };
  return { ...place, type, path, node: modelNode({ ...(parsed.data as NodeSpec), ...place }, path) };
}

/** What an item says of its place, where that can be read. */
function placeOf(item: unknown): Omit<LayerPlace, 'type'> {
  const { id, inputs } = isObject(item) ? item : {};
  return {
    id: typeof id === 'string' ? id : undefined,
    inputs: Array.isArray(inputs) ? inputs.filter((input) => typeof input === 'string') : undefined,
  };
}

function typeOf(item: unknown): string {
  return isObject(item) && typeof item['type'] === 'string' ? item['type'] : 'unknown';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
