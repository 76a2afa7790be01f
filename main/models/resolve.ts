/** Works out shapes and parameters of a model's nodes on given data, and what prevents them. */
import { elementCount } from '../graph/tensor.ts';
import { layers } from './layers/registry.ts';
import { orderNodes, type WiredModel, type WiredNode } from './order.ts';
import { formatPath, type Problem, type ProblemPath } from './problems.ts';
import type { LayerProblem, LayerShape, ParameterSpec } from './layers/definition.ts';
import type { LayerOptionValues, ModelNode } from './spec.ts';

/** What is known of the data. */
export interface ModelData {
  /** Shape of one row by input; an input that is not here is not known yet. */
  readonly inputShapes: Readonly<Record<string, LayerShape>>;
  /**
   * Number of classes of the target; null for regression, and where no target is chosen yet. Where there are several
   * targets, the number of each that has classes, by output.
   */
  readonly classes: number | null | Readonly<Record<string, number>>;
}

/** A place in the graph, and the node that stands there if its options are right. */
export interface Draft extends WiredNode {
  readonly node: ModelNode | null;
}

/** A node whose options, shapes and parameters are known. */
export interface ResolvedNode extends ModelNode {
  readonly inputShapes: readonly LayerShape[];
  readonly outputShape: LayerShape;
  readonly parameters: readonly ParameterSpec[];
}

/**
 * All nodes that can have shapes and parameters, in the order of computation, and every problem of wiring and shapes.
 * A node whose input is wrong or unknown is left out without a problem of its own.
 */
export function resolveModel(
  model: WiredModel<Draft>,
  data: ModelData,
  root: ProblemPath,
): { readonly nodes: readonly ResolvedNode[]; readonly problems: readonly Problem[] } {
  const { nodes, problems } = orderNodes(model, root);
  const found = [...problems];
  const shapes = new Map<string, LayerShape>();
  for (const { id } of model.inputs) {
    const shape = data.inputShapes[id];
    if (shape !== undefined) shapes.set(id, shape);
  }
  const classes = classesByNode(model, data.classes);
  const resolved: ResolvedNode[] = [];
  for (const { node } of nodes) {
    const result = node === null ? null : resolveNode(node, shapes, classes(node.id));
    if (node === null || result === null) continue;
    if ('code' in result) {
      const path = [...root, ...node.path, ...(result.field === undefined ? [] : [result.field])];
      found.push({ code: result.code, params: result.params, path: formatPath(path), node: node.id });
    } else {
      shapes.set(node.id, result.outputShape);
      resolved.push(result);
    }
  }
  return { nodes: resolved, problems: found };
}

/** What the word `classes` means at a node: the classes of the output that it leads to, if it leads to one such alone. */
function classesByNode(model: WiredModel<Draft>, classes: ModelData['classes']): (id: string) => number | null {
  if (classes === null || typeof classes === 'number') return () => classes;
  const found = new Map<string, Set<number>>();
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  for (const [output, count] of Object.entries(classes)) {
    const before = new Set<string>();
    const waiting = [output];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (before.has(id)) continue;
      before.add(id);
      found.set(id, (found.get(id) ?? new Set()).add(count));
      waiting.push(...(byId.get(id)?.inputs ?? []));
    }
  }
  return (id) => {
    const [count, ...others] = found.get(id) ?? [];
    return others.length > 0 ? null : (count ?? null);
  };
}

/** Null while the shape of an input or the number of classes is not known. */
function resolveNode(
  node: ModelNode,
  shapes: ReadonlyMap<string, LayerShape>,
  classes: number | null,
): ResolvedNode | LayerProblem | null {
  const layer = layers[node.type];
  const { minimum, maximum } = layer.inputs;
  if (node.inputs.length < minimum || node.inputs.length > maximum) {
    const params = { layer: node.type, minimum, maximum, found: node.inputs.length };
    return { code: 'models.wrongInputCount', params, field: 'inputs' };
  }
  const options = resolveWords(node.options, classes);
  const inputShapes = node.inputs.flatMap((id) => {
    const shape = shapes.get(id);
    return shape === undefined ? [] : [shape];
  });
  if (options === null || inputShapes.length < node.inputs.length) return null;
  const output = layer.infer(inputShapes, options);
  if ('code' in output) return output;
  return { ...node, options, inputShapes, outputShape: output, parameters: layer.parameters(inputShapes, options) };
}

/** The options with the number that `classes` stands for; null while it is not known. */
function resolveWords(options: LayerOptionValues, classes: number | null): LayerOptionValues | null {
  const entries = Object.entries(options);
  if (classes === null) return entries.some(([, value]) => value === 'classes') ? null : options;
  return Object.fromEntries(entries.map(([name, value]) => [name, value === 'classes' ? classes : value]));
}

/** Number of values that a node learns or keeps. */
export function countParameters({ parameters }: Pick<ResolvedNode, 'parameters'>): number {
  return parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
