/** A model ready to be drawn: what each node says, and the tensor on each connection. Pure. */
import type { Catalogue, ComparedLayer, ModelInspection } from '../../../../main/api/contract/index.ts';
import { layerSummary } from '../layer-words.ts';
import { itemFacts, pathText, portProblems, type InspectionProblem } from './item-facts.ts';
import { outputKey, type GraphItem, type ItemKind, type ModelGraph } from './model-graph.ts';

export type TensorType = 'float32' | 'int32';

export interface DrawnNode {
  readonly key: string;
  readonly kind: ItemKind;
  readonly name: string;
  readonly type: string;
  /** Its options in a few words. */
  readonly summary: string;
  readonly inputShape: readonly number[] | null;
  readonly outputShape: readonly number[] | null;
  readonly parameters: number | null;
  /** How often a block stands in a row; of all others 1. */
  readonly times: number;
  readonly parent: string | null;
  readonly problems: readonly InspectionProblem[];
  /** Nothing takes what it gives, and it is no output. */
  readonly idle: boolean;
}

export interface DrawnEdge {
  readonly key: string;
  readonly source: string;
  readonly target: string;
  readonly inside: 'entry' | 'exit' | null;
  /** Without the batch; null while unknown. */
  readonly shape: readonly number[] | null;
  readonly dtype: TensorType;
  /** The layer that it leads to refuses it. */
  readonly wrong: boolean;
}

export interface DrawnModel {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** A draft or a model as recorded, with what the core found out about it. */
export function drawModel(
  graph: ModelGraph,
  inspection: ModelInspection | null,
  catalogue: Pick<Catalogue, 'layers'> | null,
  inputType: TensorType = 'float32',
): DrawnModel {
  const descriptors = new Map(catalogue?.layers.map((layer) => [layer.type, layer]));
  const inputShapes = new Map(inspection?.inputs.map(({ id, shape }) => [id, shape]));
  const drawn = new Map<string, DrawnNode>();
  const taken = new Set(graph.edges.filter(({ inside }) => inside !== 'entry').map(({ source }) => source));
  const sourceOf = new Map(graph.edges.filter(({ inside }) => inside !== 'exit').map((edge) => [edge.target, edge]));
  const nodeOf = (item: GraphItem): DrawnNode => {
    const { key, kind, id, layer, parent } = item;
    const facts = itemFacts(inspection, pathText(item.path));
    const times = Number(layer['times']);
    const base = {
      key,
      kind,
      name: id,
      type: layer.type,
      parent,
      times: 1,
      summary: '',
      problems: [],
      idle: !taken.has(key),
    };
    switch (kind) {
      case 'input': {
        const shape = inputShapes.get(id) ?? null;
        const problems = portProblems(inspection, item);
        return { ...base, inputShape: shape, outputShape: shape, parameters: null, problems };
      }
      case 'output': {
        const shape = drawn.get(sourceOf.get(key)?.source ?? '')?.outputShape ?? null;
        const problems = portProblems(inspection, item);
        return { ...base, inputShape: shape, outputShape: shape, parameters: null, problems, idle: false };
      }
      case 'block':
        return { ...base, ...facts, times: Number.isInteger(times) ? times : 1 };
      case 'layer':
        return { ...base, ...facts, summary: layerSummary(withoutPlace(layer), descriptors.get(layer.type)) };
      default:
        return kind satisfies never;
    }
  };
  for (const item of graph.items) drawn.set(item.key, nodeOf(item));
  const nodes = [...drawn.values()];
  const edges = graph.edges.map(({ key, source, target, inside, place }): DrawnEdge => {
    const from = drawn.get(source);
    const shape = (inside === 'entry' ? from?.inputShape : from?.outputShape) ?? null;
    const to = drawn.get(target);
    return {
      key,
      source,
      target,
      inside,
      shape,
      dtype: from?.kind === 'input' ? inputType : 'float32',
      wrong: refuses(to, place),
    };
  });
  return { nodes, edges };
}

/** Whether a layer's problem is this one of its inputs: of shapes that differ, the first and the one that differs. */
function refuses(node: DrawnNode | undefined, place: number): boolean {
  return (node?.problems ?? []).some(({ code, params, path }) => {
    if (path?.endsWith('.inputs') !== true) return false;
    if (code !== 'models.shapesDiffer') return true;
    return place === 0 || place + 1 === params['place'];
  });
}

/** Layers of a run, as a comparison of models lists them, in the order of computation. */
export function drawLayers(layers: readonly ComparedLayer[], catalogue: Pick<Catalogue, 'layers'> | null): DrawnModel {
  const descriptors = new Map(catalogue?.layers.map((layer) => [layer.type, layer]));
  const shapes = new Map(layers.map(({ id, outputShape }) => [id, outputShape]));
  const taken = new Set(layers.flatMap(({ inputs }) => inputs));
  const nodes = layers.map(({ id, type, inputs, settings, outputShape, parameters }): DrawnNode => {
    const kind = type === 'input' ? 'input' : 'layer';
    const inputShape = kind === 'input' ? outputShape : (shapes.get(inputs[0] ?? '') ?? null);
    const summary = layerSummary({ ...settings, type }, descriptors.get(type));
    const common = { key: id, kind, name: id, type, times: 1, parent: null, problems: [], idle: false } as const;
    return { ...common, summary, inputShape, outputShape, parameters: kind === 'input' ? null : parameters };
  });
  const edges = layers.flatMap(({ id, inputs }) =>
    inputs.map((source, place): DrawnEdge => {
      const key = `${source}>${id}:${String(place)}`;
      return {
        key,
        source,
        target: id,
        inside: null,
        shape: shapes.get(source) ?? null,
        dtype: 'float32',
        wrong: false,
      };
    }),
  );
  for (const { id, outputShape } of layers) {
    if (taken.has(id)) continue;
    const key = outputKey(id);
    const shape = {
      inputShape: outputShape,
      outputShape,
      parameters: null,
      times: 1,
      parent: null,
      problems: [],
      idle: false,
    };
    nodes.push({ key, kind: 'output', name: id, type: 'output', summary: '', ...shape });
    edges.push({
      key: `${id}>${key}:0`,
      source: id,
      target: key,
      inside: null,
      shape: outputShape,
      dtype: 'float32',
      wrong: false,
    });
  }
  return { nodes, edges };
}

function withoutPlace({ inputs: _, ...layer }: GraphItem['layer']): GraphItem['layer'] {
  return layer;
}

/** How a node stands. */
export function nodeState({ kind, problems, outputShape }: DrawnNode): 'valid' | 'wrong' | 'unknown' {
  if (problems.length > 0) return 'wrong';
  return outputShape === null && kind !== 'input' ? 'unknown' : 'valid';
}
