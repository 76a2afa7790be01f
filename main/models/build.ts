/** A checked model on known data, and its forward pass as ops of a graph. */
import { BugError } from '../base/errors.ts';
import { layers } from './layers/registry.ts';
import { toLayout, type Layout } from './layers/layout.ts';
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
    parameters.map((parameter) => ({ ...parameter, layer: id, key: parameterKey(id, parameter.name) })),
  );
}

export interface ForwardOptions {
  /** float32 `[batch, …shape]` by input id; int32 for one of numbers that stand for things (tokens). */
  readonly inputs: Readonly<Record<string, Value>>;
  /** By key. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly training: boolean;
  /** Gives the noise that a layer asks for in training. */
  noise(layer: string, request: NoiseRequest): Value;
}

/** What a forward pass comes to. */
export interface BuiltModel {
  /** In the model's order, channels last. */
  readonly outputs: readonly LayerOutput[];
  /** In training: what parameters that are not trainable are from the next step on, by key. */
  readonly updates: Readonly<Record<string, Value>>;
}

/** Adds the forward pass to a graph, each node in the scope of its id. */
export function buildForward(builder: GraphBuilder, model: CheckedModel, options: ForwardOptions): BuiltModel {
  const outputs = new Map<string, LayerOutput>();
  const updates: Record<string, Value> = {};
  for (const [id, value] of Object.entries(options.inputs)) outputs.set(id, { value });
  const outputOf = (id: string): LayerOutput => {
    const output = outputs.get(id);
    if (output === undefined) throw new BugError(`the model has no node ${id}`);
    return output;
  };
  for (const node of model.nodes) {
    const parameters = Object.fromEntries(
      node.parameters.flatMap(({ name }) => {
        const value = options.parameters[parameterKey(node.id, name)];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const { layout: wanted = 'channelsLast', takesIntegers = false, build } = layers[node.type];
    const given = node.inputs.map(outputOf);
    const layout = wanted === 'any' ? layoutOf(given[0]) : wanted;
    const built = builder.withScope(node.id, () =>
      build({
        builder,
        inputs: given.map((input) => {
          const value = toLayout(builder, input.value, layoutOf(input), layout);
          return takesIntegers || value.type.dtype === 'float32' ? value : builder.cast(value, 'float32');
        }),
        layout,
        parameters,
        options: node.options,
        training: options.training,
        noise: (request) => options.noise(node.id, request),
      }),
    );
    outputs.set(node.id, { ...built, layout: built.layout ?? layout });
    for (const [name, value] of Object.entries(built.updates ?? {})) updates[parameterKey(node.id, name)] = value;
  }
  return {
    outputs: model.outputs.map((id) => builder.withScope(id, () => channelsLast(builder, outputOf(id)))),
    updates,
  };
}

function layoutOf(output: LayerOutput | undefined): Layout {
  return output?.layout ?? 'channelsLast';
}

function channelsLast(builder: GraphBuilder, output: LayerOutput): LayerOutput {
  const { value, activated } = output;
  const turn = (one: Value): Value => toLayout(builder, one, layoutOf(output), 'channelsLast');
  return {
    value: turn(value),
    ...(activated === undefined ? {} : { activated: { by: activated.by, from: turn(activated.from) } }),
  };
}

/** In state and checkpoints: `parameters/dense_1/kernel`. */
function parameterKey(layer: string, name: string): string {
  return `parameters/${layer}/${name}`;
}
