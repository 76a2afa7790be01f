/**
 * What a model amounts to on given data: the shape and the parameters of every node, and everything that is wrong with
 * it, all at once. Never throws for a wrong model: the builder inspects drafts.
 */
import { problemsOf, type Problem, type ProblemPath } from './problems.ts';
import { countParameters, resolveModel, type Draft, type ModelData } from './resolve.ts';
import { layerItem, modelNode, modelSchema, nodeItem, placeLayers, shortInputId, type LayerPlace } from './spec.ts';
import type { WiredModel } from './order.ts';

export interface NodeInspection {
  readonly id: string;
  readonly type: string;
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
    const [list, item] = parsed.error?.issues[index]?.path ?? [];
    const node = list === 'layers' || list === 'nodes' ? draft.nodes[Number(item)] : undefined;
    return node === undefined ? problem : { ...problem, node: node.id };
  });
  const resolved = resolveModel(draft, data, root);
  // A draft whose structure is wrong has said so; what follows from that would only repeat it.
  if (parsed.success) problems.push(...resolved.problems);
  else problems.push(...resolved.problems.filter(({ node }) => node !== undefined));

  const byId = new Map(resolved.nodes.map((node) => [node.id, node]));
  const nodes = draft.nodes.map(({ id, type }): NodeInspection => {
    const node = byId.get(id);
    const input = node?.inputShapes[0];
    return {
      id,
      type,
      inputShape: input === undefined ? null : [...input],
      outputShape: node === undefined ? null : [...node.outputShape],
      parameters: node === undefined ? null : countParameters(node),
    };
  });
  const complete = nodes.length > 0 && nodes.every(({ parameters }) => parameters !== null);
  const total = nodes.reduce((sum, { parameters }) => sum + (parameters ?? 0), 0);
  return { nodes, parameters: complete ? total : null, problems };
}

/** The graph of a draft, in which items that are wrong have their place and nothing else. */
function readDraft(raw: unknown): WiredModel<DraftNode> {
  const model = isObject(raw) ? raw : {};
  if (Array.isArray(model['layers'])) return readLayers(model['layers']);
  const list = (key: string): readonly unknown[] => (Array.isArray(model[key]) ? (model[key] as unknown[]) : []);
  const nodes = list('nodes').map((item, index): DraftNode => {
    const { id = `node_${index + 1}`, inputs = [] } = placeOf(item);
    const parsed = nodeItem.safeParse(item);
    const path = ['nodes', index];
    if (!parsed.success) return { id, type: typeOf(item), inputs, path, node: null };
    return { id, type: typeOf(item), inputs, path, node: modelNode(parsed.data, path) };
  });
  const ids = (key: string, read: (item: unknown) => unknown, path: (index: number) => ProblemPath) =>
    list(key).flatMap((item, index) => {
      const id = read(item);
      return typeof id === 'string' ? [{ id, path: path(index) }] : [];
    });
  return {
    inputs: ids(
      'inputs',
      (item) => (isObject(item) ? item['id'] : null),
      (index) => ['inputs', index, 'id'],
    ),
    nodes,
    outputs: ids(
      'outputs',
      (item) => item,
      (index) => ['outputs', index],
    ),
  };
}

function readLayers(items: readonly unknown[]): WiredModel<DraftNode> {
  const places = placeLayers(items.map((item) => ({ type: typeOf(item), ...placeOf(item) })));
  const nodes = items.map((item, index): DraftNode => {
    const place = places[index] ?? { id: '', inputs: [] };
    const type = typeOf(item);
    const path = ['layers', index];
    const parsed = layerItem.safeParse(item);
    if (!parsed.success) return { ...place, type, path, node: null };
    return { ...place, type, path, node: modelNode({ ...parsed.data, ...place }, path) };
  });
  const last = nodes.at(-1);
  return {
    inputs: [{ id: shortInputId, path: [] }],
    nodes,
    outputs: last === undefined ? [] : [{ id: last.id, path: last.path }],
  };
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
