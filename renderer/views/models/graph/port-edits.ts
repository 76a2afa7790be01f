/**
 * Inputs and outputs of the model: added, taken away, called otherwise. A list has one of each, so that a second makes it a
 * graph; what the data and the training say of each goes with it. Pure.
 */
import { isObject, valueAt, withValue, type Experiment, type Layer } from '../../../../main/drafts/draft.ts';
import {
  lossFor,
  metricsFor,
  outputLayer,
  targetKind,
  type ColumnFacts,
  type TableFacts,
} from '../../../../main/drafts/table-draft.ts';
import { addLayer, freshName, graphOf, itemOf, readScope, removeLayers, type AddedLayer } from './model-edits.ts';
import { blockInput, placeLayers, repeatType } from './layer-names.ts';
import { outputKey, type GraphItem } from './model-graph.ts';
import { byOutput, followOutputs, withOutputSettings } from './output-sections.ts';

/** `models.canvas.port.<reason>` is its text. */
export type PortRefusal =
  'lastInput' | 'lastOutput' | 'onlyTables' | 'noColumn' | 'chooseLayer' | 'inBlock' | 'isOutput';

/** Why a name cannot be. */
export type NameRefusal = 'notAName' | 'taken';

/** The model as a graph, whatever form it had. */
export function asGraph(experiment: Experiment): Experiment {
  const graph = graphOf(experiment);
  if (graph.form === 'graph') return experiment;
  const { layers } = readScope(experiment, null);
  const nodes = layers.map(({ id, inputs, layer: { type, ...options } }) => ({ id, type, inputs, ...options }));
  const [input] = graph.items;
  const last = layers.at(-1);
  return withValue(experiment, ['model'], {
    inputs: [{ id: input?.id ?? 'features' }],
    nodes,
    outputs: last === undefined ? [] : [last.id],
  });
}

function idsOf(experiment: Experiment, kind: 'input' | 'output'): string[] {
  return graphOf(experiment)
    .items.filter((item) => item.kind === kind)
    .map(({ id }) => id);
}

/** Every name of the model's own list and inputs. */
function namesOf(experiment: Experiment): Set<string> {
  const { items } = graphOf(experiment);
  return new Set(items.filter(({ parent, kind }) => parent === null && kind !== 'output').map(({ id }) => id));
}

/** Adds an input, which nothing takes yet; of columns by input it begins with those of the first. */
export function addInput(experiment: Experiment): AddedLayer {
  const whole = asGraph(experiment);
  const id = freshName('input', namesOf(whole));
  const inputs = idsOf(whole, 'input').map((known) => ({ id: known }));
  const next = withValue(whole, ['model', 'inputs'], [...inputs, { id }]);
  const features = featuresByInput(next);
  return {
    experiment:
      features === null
        ? next
        : withValue(next, ['data', 'features'], { ...features, [id]: Object.values(features)[0] }),
    key: id,
  };
}

/** Columns of each input; null where all inputs take the same. */
export function featuresByInput(experiment: Experiment): Readonly<Record<string, unknown>> | null {
  if (valueAt(experiment, ['data', 'kind']) === 'audio') return null;
  const features = valueAt(experiment, ['data', 'features']);
  return isObject(features) && !Array.isArray(features) ? (features as Record<string, unknown>) : null;
}

/** Gives an input columns of its own; the others keep what they took until then. */
export function withInputColumns(
  experiment: Experiment,
  input: string,
  columns: readonly string[],
  all: readonly string[],
): Experiment {
  const known = featuresByInput(experiment) ?? Object.fromEntries(idsOf(experiment, 'input').map((id) => [id, all]));
  return withValue(experiment, ['data', 'features'], { ...known, [input]: columns });
}

export function removeInput(experiment: Experiment, id: string): Experiment | PortRefusal {
  const left = idsOf(experiment, 'input').filter((other) => other !== id);
  const [only, ...others] = left;
  if (only === undefined) return 'lastInput';
  let next = withValue(
    experiment,
    ['model', 'inputs'],
    left.map((other) => ({ id: other })),
  );
  next = withNodes(next, (layers) => renamedInputs(layers, id, null));
  const features = featuresByInput(next);
  if (features === null) return next;
  const { [id]: _, ...kept } = features;
  return withValue(next, ['data', 'features'], others.length === 0 ? kept[only] : kept);
}

/** Calls an input otherwise, wherever it is taken. */
export function renameInput(experiment: Experiment, id: string, name: string): Experiment | NameRefusal {
  const refusal = refuseName(experiment, id, name);
  if (refusal !== null) return refusal;
  const whole = asGraph(experiment);
  const inputs = idsOf(whole, 'input').map((other) => ({ id: other === id ? name : other }));
  const next = withNodes(withValue(whole, ['model', 'inputs'], inputs), (layers) => renamedInputs(layers, id, name));
  const features = featuresByInput(next);
  if (features === null) return next;
  const renamed = Object.entries(features).map(([input, columns]) => [input === id ? name : input, columns] as const);
  return withValue(next, ['data', 'features'], Object.fromEntries(renamed));
}

/** Calls a layer of the model's own list otherwise, and so the output that it is. */
export function renameLayer(experiment: Experiment, id: string, name: string): Experiment | NameRefusal {
  const refusal = refuseName(experiment, id, name);
  if (refusal !== null) return refusal;
  const isList = graphOf(experiment).form === 'list';
  const path = ['model', isList ? 'layers' : 'nodes'];
  const written = readScope(experiment, null).layers.map(({ id: own }) => own);
  const raw = valueAt(experiment, path) as readonly Layer[];
  const place = written.indexOf(id);
  const named = raw.map((layer, index) => (index === place ? { ...layer, id: name } : layer));
  const next = withValue(experiment, path, renamedInputs(named, id, name));
  if (isList) return next;
  const outputs = idsOf(experiment, 'output').map((output) => (output === id ? name : output));
  return followOutputs(withValue(next, ['model', 'outputs'], outputs), new Map([[id, name]]), outputs);
}

function refuseName(experiment: Experiment, id: string, name: string): NameRefusal | null {
  if (!/^[A-Za-z][\w-]{0,63}$/u.test(name)) return 'notAName';
  if (name === id) return null;
  // Inside a block that takes it, the name could be a layer's own.
  const { items } = graphOf(experiment);
  return items.some(({ kind, id: other }) => kind !== 'output' && other === name) || name === blockInput
    ? 'taken'
    : null;
}

function withNodes(experiment: Experiment, change: (layers: readonly Layer[]) => Layer[]): Experiment {
  const nodes = valueAt(experiment, ['model', 'nodes']);
  return Array.isArray(nodes) ? withValue(experiment, ['model', 'nodes'], change(nodes as Layer[])) : experiment;
}

/** Layers that take something under another name, those of blocks too; null: it is not there any more. */
function renamedInputs(layers: readonly Layer[], id: string, name: string | null): Layer[] {
  return layers.map((layer): Layer => {
    const { inputs, layers: inner } = layer;
    const list = Array.isArray(inputs) ? (inputs as unknown[]) : null;
    const taken =
      list === null ? {} : { inputs: list.flatMap((input) => (input !== id ? [input] : name === null ? [] : [name])) };
    if (layer.type !== repeatType || !Array.isArray(inner)) return { ...layer, ...taken };
    const own = placeLayers(inner as Layer[], blockInput).some((place) => place.id === id);
    return { ...layer, ...taken, ...(own ? {} : { layers: renamedInputs(inner as Layer[], id, name) }) };
  });
}

/**
 * Makes a further output: of a layer that leads nowhere yet, or of a new one after it. It predicts the first column that is
 * neither target nor a feature by name, else the first that is no target, which then is no feature any more.
 */
export function addOutput(
  experiment: Experiment,
  after: GraphItem | undefined,
  table: TableFacts | null,
): AddedLayer | PortRefusal {
  if (table === null) return 'onlyTables';
  if (after === undefined || after.kind === 'input' || after.kind === 'output') return 'chooseLayer';
  if (after.parent !== null) return 'inBlock';
  const whole = asGraph(experiment);
  const before = idsOf(whole, 'output');
  const column = freeColumn(whole, table);
  if (column === undefined) return 'noColumn';
  const graph = graphOf(whole);
  const leads = graph.edges.some(({ source, inside }) => source === after.key && inside === null);
  if (!leads && before.includes(after.id)) return 'isOutput';
  const kind = targetKind(column);
  const head = leads ? addHead(whole, after, outputLayer(kind)) : { experiment: whole, key: after.key };
  const outputs = [...before, head.key];
  let next = withValue(head.experiment, ['model', 'outputs'], outputs);
  next = withoutFeature(next, column.name);
  next = withOutputSettings(next, before, head.key, {
    target: column.name,
    loss: lossFor[kind],
    metrics: metricsFor(kind),
  });
  return { experiment: next, key: outputKey(head.key) };
}

/** A layer beside those that take the same: what took it takes it still. */
function addHead(experiment: Experiment, after: GraphItem, layer: Layer): AddedLayer {
  const { experiment: next, key } = addLayer(experiment, layer, null);
  const nodes = valueAt(next, ['model', 'nodes']) as readonly Layer[];
  const wired = nodes.map((node) => (node['id'] === key ? { ...node, inputs: [after.id] } : node));
  return { experiment: withValue(next, ['model', 'nodes'], wired), key };
}

function freeColumn(experiment: Experiment, { columns }: TableFacts): ColumnFacts | undefined {
  const target = valueAt(experiment, ['data', 'target']);
  const targets = new Set(Object.values(byOutput(experiment, ['data', 'target']) ?? { target }).flat());
  const features = valueAt(experiment, ['data', 'features']);
  const named = new Set(isObject(features) ? Object.values(features).flat() : []);
  const free = columns.filter(({ name, kind }) => !targets.has(name) && kind !== 'text');
  return free.find(({ name }) => named.size > 0 && !named.has(name)) ?? free.at(-1);
}

function withoutFeature(experiment: Experiment, column: string): Experiment {
  const features = valueAt(experiment, ['data', 'features']);
  const without = (list: unknown): unknown =>
    Array.isArray(list) ? list.filter((name: unknown) => name !== column) : list;
  if (Array.isArray(features)) return withValue(experiment, ['data', 'features'], without(features));
  const byInput = featuresByInput(experiment);
  if (byInput === null) return experiment;
  const entries = Object.entries(byInput).map(([input, list]) => [input, without(list)] as const);
  return withValue(experiment, ['data', 'features'], Object.fromEntries(entries));
}

/** Takes an output away, and its layer where that leads nowhere else. */
export function removeOutput(experiment: Experiment, id: string): Experiment | PortRefusal {
  const left = idsOf(experiment, 'output').filter((other) => other !== id);
  if (left.length === 0) return 'lastOutput';
  const next = followOutputs(withValue(experiment, ['model', 'outputs'], left), new Map([[id, null]]), left);
  const graph = graphOf(next);
  const leads = graph.edges.some(({ source }) => source === id);
  return leads || itemOf(graph, id) === undefined ? next : removeLayers(next, [id]);
}
