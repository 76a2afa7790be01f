/** A checked model on known data, and its forward pass as ops of a graph. */
import { BugError } from '../base/errors.ts';
import { layers } from './layers/registry.ts';
import { problemError, type ProblemPath } from './problems.ts';
import { resolveModel, type ModelData, type ResolvedNode } from './resolve.ts';
import { normalizeModel, type ModelSpec } from './spec.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Value } from '../graph/ir.ts';
import type { LayerOutput, NoiseRequest, ParameterSpec } from './layers/definition.ts';

/** A model whose every node can be built. */
export interface CheckedModel {
  readonly inputs: readonly { readonly id: string }[];
  /** In the order of computation. */
  readonly nodes: readonly ResolvedNode[];
  /** Ids of nodes. */
  readonly outputs: readonly string[];
}

/** Throws the first problem as a UserError `models.*` with its path. */
export function checkModel(spec: ModelSpec, data: ModelData, root: ProblemPath = ['model']): CheckedModel {
  const graph = normalizeModel(spec);
  const drafts = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, node })) };
  const { nodes, problems } = resolveModel(drafts, data, root);
  const [first] = problems;
  if (first !== undefined) throw problemError(first);
  const unresolved = graph.nodes.find(({ id }) => !nodes.some((node) => node.id === id));
  // Without a problem, what is missing is a fact about the data: `classes` of a target that has none.
  if (unresolved !== undefined) {
    throw problemError({ code: 'models.noClasses', params: { node: unresolved.id }, path: 'data.target' });
  }
  return { inputs: graph.inputs, nodes, outputs: graph.outputs.map(({ id }) => id) };
}

export interface ModelParameter extends ParameterSpec {
  /** Id of the node that it belongs to. */
  readonly layer: string;
  /** In state and checkpoints: `parameters/dense_1/kernel`. */
  readonly key: string;
}

/** Every parameter of the model, in the order of computation. */
export function modelParameters(model: CheckedModel): ModelParameter[] {
  return model.nodes.flatMap(({ id, parameters }) =>
    parameters.map((parameter) => ({ ...parameter, layer: id, key: `parameters/${id}/${parameter.name}` })),
  );
}

export interface ForwardOptions {
  /** float32 `[batch, …shape]` by input id. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** By key. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly training: boolean;
  /** Gives the noise that a layer asks for in training. */
  noise(layer: string, request: NoiseRequest): Value;
}

/** Adds the forward pass to a graph, each node in the scope of its id. Outputs come in the model's order. */
export function buildForward(builder: GraphBuilder, model: CheckedModel, options: ForwardOptions): LayerOutput[] {
  const outputs = new Map<string, LayerOutput>();
  for (const [id, value] of Object.entries(options.inputs)) outputs.set(id, { value });
  const outputOf = (id: string): LayerOutput => {
    const output = outputs.get(id);
    if (output === undefined) throw new BugError(`the model has no node ${id}`);
    return output;
  };
  for (const node of model.nodes) {
    const parameters = Object.fromEntries(
      node.parameters.flatMap(({ name }) => {
        const value = options.parameters[`parameters/${node.id}/${name}`];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const built = builder.withScope(node.id, () =>
      layers[node.type].build({
        builder,
        inputs: node.inputs.map((id) => outputOf(id).value),
        parameters,
        options: node.options,
        training: options.training,
        noise: (request) => options.noise(node.id, request),
      }),
    );
    outputs.set(node.id, built);
  }
  return model.outputs.map(outputOf);
}
