/**
 * Edits of a model as a graph: each gives a new experiment in the form that the old one had. A list stays a list, with
 * names and inputs written out only where they are not what the core would count. Pure.
 */
import { valueAt, withValue, type Experiment, type Layer } from '../../../../main/drafts/draft.ts';
import { blockInput, countedNames, listInput, placeLayers, repeatType } from './layer-names.ts';
import { followOutputs } from './output-sections.ts';
import { readModelGraph, type GraphItem, type ModelGraph } from './model-graph.ts';

type Path = readonly (string | number)[];

/** A layer with its name and inputs apart. */
export interface PlacedLayer {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly layer: Layer;
}

/** The layers of one list: the model's own, or a block's. */
export interface Scope {
  /** Key of the block; null for the model. */
  readonly block: string | null;
  readonly path: Path;
  /** What a first layer takes; null among the nodes of the long form. */
  readonly entry: string | null;
  readonly layers: readonly PlacedLayer[];
}

export function graphOf(experiment: Experiment): ModelGraph {
  return readModelGraph(valueAt(experiment, ['model']));
}

export function itemOf(graph: ModelGraph, key: string): GraphItem | undefined {
  return graph.items.find((item) => item.key === key);
}

export function readScope(experiment: Experiment, block: string | null): Scope {
  const graph = graphOf(experiment);
  const item = block === null ? undefined : itemOf(graph, block);
  const isLong = item === undefined && graph.form === 'graph';
  const path: Path = item === undefined ? ['model', isLong ? 'nodes' : 'layers'] : [...item.path, 'layers'];
  const entry = isLong ? null : item === undefined ? listInput : blockInput;
  const raw = valueAt(experiment, path);
  const list = (Array.isArray(raw) ? raw : []).filter((layer): layer is Layer => {
    return typeof valueAt({ layer }, ['layer', 'type']) === 'string';
  });
  const places = placeLayers(list, entry ?? listInput);
  const layers = list.map((whole, index): PlacedLayer => {
    const { id: _, inputs: __, ...layer } = whole;
    return { ...(places[index] ?? { id: '', inputs: [] }), layer };
  });
  return { block, path, entry, layers };
}

function writeScope(experiment: Experiment, { path, entry }: Scope, layers: readonly PlacedLayer[]): Experiment {
  return withValue(experiment, path, writtenLayers(layers, entry));
}

function writtenLayers(layers: readonly PlacedLayer[], entry: string | null): Layer[] {
  const named = entry === null ? layers.map(() => true) : layersThatNeedNames(layers);
  return layers.map(({ id, inputs, layer }, index): Layer => {
    const { type, ...options } = layer;
    const [only, ...more] = inputs;
    const counted = entry !== null && more.length === 0 && only === (layers[index - 1]?.id ?? entry);
    return {
      ...(entry === null ? { id, type, inputs } : { type, ...(named[index] ? { id } : {}) }),
      ...(entry === null || counted ? {} : { inputs }),
      ...options,
    };
  });
}

/** Those whose count is not their name. Writing one out shifts no other, yet may be passed over by a count. */
function layersThatNeedNames(layers: readonly PlacedLayer[]): boolean[] {
  const named = layers.map(() => false);
  for (;;) {
    const counted = countedNames(
      layers.map(({ id, layer: { type } }, index) => (named[index] === true ? { type, id } : { type })),
    );
    const wrong = layers.findIndex(({ id }, index) => named[index] === false && counted[index] !== id);
    if (wrong < 0) return named;
    named[wrong] = true;
  }
}

/** A name that no layer around it has: `dense_4`. */
export function freshName(type: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const name = `${type}_${String(count)}`;
    if (!taken.has(name)) return name;
  }
}

function namesIn({ layers, entry }: Scope, graph: ModelGraph): Set<string> {
  const inputs = graph.items.filter(({ kind }) => kind === 'input').map(({ id }) => id);
  return new Set([...layers.map(({ id }) => id), ...(entry === null ? [] : [entry]), ...inputs]);
}

/** How layers of the scope of `target` call `source`; null where they cannot see it. */
export function nameFor(graph: ModelGraph, source: string, target: GraphItem): string | null {
  const item = itemOf(graph, source);
  if (item === undefined || item.kind === 'output') return null;
  if (item.key === target.parent) return blockInput;
  for (let scope: string | null = target.parent; ; scope = itemOf(graph, scope)?.parent ?? null) {
    if (item.parent === scope) return item.id;
    // A layer of the block has that name, or it is the outermost list.
    if (scope === null || isHidden(graph, scope, item.id)) return null;
  }
}

/** Whether `id` means something else inside the block. */
export function isHidden(graph: ModelGraph, block: string, id: string): boolean {
  return id === blockInput || graph.items.some((item) => item.parent === block && item.id === id);
}

export interface AddedLayer {
  readonly experiment: Experiment;
  readonly key: string;
}

function keyIn(block: string | null, id: string): string {
  return block === null ? id : `${block}/${id}`;
}

/**
 * Adds a layer. After another one it takes that one's output and passes on to all that took it; without, it stands
 * alone until it is connected.
 */
export function addLayer(experiment: Experiment, layer: Layer, after: string | null): AddedLayer {
  const graph = graphOf(experiment);
  const before = after === null ? undefined : itemOf(graph, after);
  const anchor = before?.kind === 'output' ? itemOf(graph, sourceOf(graph, before.key) ?? '') : before;
  const scope = readScope(experiment, anchor?.parent ?? null);
  const id = freshName(layer.type, namesIn(scope, graph));
  const key = keyIn(scope.block, id);
  if (anchor === undefined) {
    const place = { id, inputs: scope.layers.length === 0 ? [scope.entry ?? listInput] : [], layer };
    // The last one is the output, and stays so.
    const end = scope.entry === null ? scope.layers.length : Math.max(0, scope.layers.length - 1);
    return { experiment: writeScope(experiment, scope, scope.layers.toSpliced(end, 0, place)), key };
  }
  const moved = scope.layers.map((other) => ({
    ...other,
    inputs: other.inputs.map((input) => (input === anchor.id ? id : input)),
  }));
  const index = scope.layers.findIndex((other) => other.id === anchor.id);
  const next = writeScope(experiment, scope, moved.toSpliced(index + 1, 0, { id, inputs: [anchor.id], layer }));
  return { experiment: renameOutputs(next, new Map([[anchor.id, id]]), scope), key };
}

function sourceOf(graph: ModelGraph, key: string): string | undefined {
  return graph.edges.find(({ target, inside }) => target === key && inside === null)?.source;
}

/** In the long form, outputs that were one layer are another. */
function renameOutputs(experiment: Experiment, names: ReadonlyMap<string, string | null>, scope: Scope): Experiment {
  const outputs = valueAt(experiment, ['model', 'outputs']);
  if (scope.block !== null || scope.entry !== null || !Array.isArray(outputs)) return experiment;
  const renamed = outputs.flatMap((id: unknown) => {
    const name = names.has(String(id)) ? names.get(String(id)) : String(id);
    return name == null ? [] : [name];
  });
  const left = [...new Set(renamed)];
  return followOutputs(withValue(experiment, ['model', 'outputs'], left), names, left);
}

/** Adds a connection; what is not possible (`connect-rules.ts` says it) changes nothing. */
export function connect(experiment: Experiment, source: string, target: string): Experiment {
  const graph = graphOf(experiment);
  const from = itemOf(graph, source);
  const to = itemOf(graph, target);
  if (from === undefined || to === undefined) return experiment;
  if (to.kind === 'output') return withOutput(experiment, graph, to, from);
  if (from.parent === to.key) return withLast(experiment, readScope(experiment, to.key), from.id);
  const name = nameFor(graph, source, to);
  if (name === null) return experiment;
  const scope = readScope(experiment, to.parent);
  return writeScope(
    experiment,
    scope,
    scope.layers.map((layer) => (layer.id === to.id ? { ...layer, inputs: [...layer.inputs, name] } : layer)),
  );
}

function withOutput(experiment: Experiment, graph: ModelGraph, output: GraphItem, from: GraphItem): Experiment {
  if (from.parent !== null || from.kind === 'input') return experiment;
  const scope = readScope(experiment, null);
  if (graph.form === 'list') return withLast(experiment, scope, from.id);
  return renameOutputs(experiment, new Map([[output.id, from.id]]), scope);
}

/** A list whose last layer, its output, is another. */
function withLast(experiment: Experiment, scope: Scope, id: string): Experiment {
  const layer = scope.layers.find((other) => other.id === id);
  if (layer === undefined) return experiment;
  return writeScope(experiment, scope, [...scope.layers.filter((other) => other !== layer), layer]);
}

/** Takes connections away, by their keys. Those to the model's or a block's output stay: something must be the output. */
export function disconnect(experiment: Experiment, edgeKeys: readonly string[]): Experiment {
  const graph = graphOf(experiment);
  const edges = graph.edges.filter(({ key, inside }) => edgeKeys.includes(key) && inside !== 'exit');
  return edges.reduce((next, { target, place }) => {
    const item = itemOf(graph, target);
    if (item === undefined || item.kind === 'output') return next;
    const scope = readScope(next, item.parent);
    // Places are those before the edit: mark first, take out what is marked once all are.
    const gone = edges.filter((edge) => edge.target === target).map((edge) => edge.place);
    if (place !== Math.min(...gone)) return next;
    const layers = scope.layers.map((layer) =>
      layer.id === item.id ? { ...layer, inputs: layer.inputs.filter((_, index) => !gone.includes(index)) } : layer,
    );
    return writeScope(next, scope, layers);
  }, experiment);
}

/** Takes layers out and closes the gaps: what took a layer takes what that one took. */
export function removeLayers(experiment: Experiment, keys: readonly string[]): Experiment {
  const graph = graphOf(experiment);
  const gone = graph.items.filter(({ key, kind }) => keys.includes(key) && (kind === 'layer' || kind === 'block'));
  const byScope = Map.groupBy(gone, ({ parent }) => parent);
  // Blocks inside before those around them: keys of inner layers are longer.
  const scopes = [...byScope].sort(([left], [right]) => (right?.length ?? 0) - (left?.length ?? 0));
  return scopes.reduce((next, [block, items]) => {
    if (block !== null && itemOf(graphOf(next), block) === undefined) return next;
    const scope = readScope(next, block);
    const ids = new Set(items.map(({ id }) => id));
    const rest = scope.layers.filter(({ id }) => !ids.has(id));
    if (rest.length === 0 && block !== null) return removeLayers(next, [block]);
    const byId = new Map(scope.layers.map((layer) => [layer.id, layer]));
    const bridge = (id: string, seen: ReadonlySet<string> = new Set()): string | null => {
      if (!ids.has(id)) return id;
      const [first] = byId.get(id)?.inputs ?? [];
      return first === undefined || seen.has(id) ? null : bridge(first, new Set([...seen, id]));
    };
    const layers = rest.map((layer) => ({
      ...layer,
      inputs: layer.inputs.flatMap((input, index) => {
        const taken = bridge(input);
        // A layer that already takes it takes it once.
        const doubled = taken !== input && layer.inputs.some((other, at) => at !== index && other === taken);
        return taken === null || doubled ? [] : [taken];
      }),
    }));
    const names = new Map([...ids].map((id) => [id, bridge(id)]));
    const written = renameOutputs(writeScope(next, scope, layers), names, scope);
    const last = scope.layers.at(-1)?.id ?? '';
    const heir = scope.entry !== null && ids.has(last) ? bridge(last) : null;
    return heir === null || !layers.some(({ id }) => id === heir)
      ? written
      : withLast(written, readScope(written, block), heir);
  }, experiment);
}

/** Layers cut out of a model, with the connections among them. */
export interface Fragment {
  readonly layers: readonly PlacedLayer[];
}

/** The chosen layers of one list: the one that the first of them is in. */
export function copyLayers(experiment: Experiment, keys: readonly string[]): Fragment {
  const graph = graphOf(experiment);
  const items = graph.items.filter(({ key, kind }) => keys.includes(key) && (kind === 'layer' || kind === 'block'));
  const [first] = items;
  if (first === undefined) return { layers: [] };
  const ids = new Set(items.filter(({ parent }) => parent === first.parent).map(({ id }) => id));
  return { layers: readScope(experiment, first.parent).layers.filter(({ id }) => ids.has(id)) };
}

/** Puts copies into the list of `beside`: they take what the originals took, as far as it is there. */
export function pasteLayers(
  experiment: Experiment,
  { layers }: Fragment,
  beside: string | null,
): { readonly experiment: Experiment; readonly keys: readonly string[] } {
  const graph = graphOf(experiment);
  const scope = readScope(experiment, (beside === null ? undefined : itemOf(graph, beside))?.parent ?? null);
  const taken = namesIn(scope, graph);
  const known = new Set(taken);
  const names = new Map<string, string>();
  for (const { id, layer } of layers) {
    const name = freshName(layer.type, taken);
    taken.add(name);
    names.set(id, name);
  }
  const copies = layers.map(({ id, inputs, layer }) => ({
    id: names.get(id) ?? id,
    inputs: inputs.flatMap((input) => names.get(input) ?? (known.has(input) ? [input] : [])),
    layer,
  }));
  const end = scope.entry === null ? scope.layers.length : Math.max(0, scope.layers.length - 1);
  return {
    experiment: writeScope(experiment, scope, scope.layers.toSpliced(end, 0, ...copies)),
    keys: copies.map(({ id }) => keyIn(scope.block, id)),
  };
}

/** Why layers cannot become a block. */
export type GroupRefusal = 'nothing' | 'severalEntries' | 'severalExits' | 'severalLists';

/** Makes one block of layers that have one way in and one way out. */
export function groupLayers(experiment: Experiment, keys: readonly string[], times = 2): AddedLayer | GroupRefusal {
  const graph = graphOf(experiment);
  const items = graph.items.filter(({ key, kind }) => keys.includes(key) && (kind === 'layer' || kind === 'block'));
  const [first] = items;
  if (first === undefined) return 'nothing';
  if (items.some(({ parent }) => parent !== first.parent)) return 'severalLists';
  const scope = readScope(experiment, first.parent);
  const ids = new Set(items.map(({ id }) => id));
  const inner = scope.layers.filter(({ id }) => ids.has(id));
  const outer = scope.layers.filter(({ id }) => !ids.has(id));
  const entries = new Set(inner.flatMap(({ inputs }) => inputs.filter((input) => !ids.has(input))));
  const [entry] = entries;
  if (entry === undefined || entries.size > 1) return 'severalEntries';
  const used = new Set(outer.flatMap(({ inputs }) => inputs.filter((input) => ids.has(input))));
  const outputs = graph.edges
    .filter(({ target }) => itemOf(graph, target)?.kind === 'output')
    .map(({ source }) => source);
  const exits = new Set([...used, ...(scope.block === null ? outputs.filter((id) => ids.has(id)) : [])]);
  const last = scope.layers.at(-1)?.id;
  if (scope.block !== null && last !== undefined && ids.has(last)) exits.add(last);
  const [exit = inner.at(-1)?.id ?? ''] = exits;
  if (exits.size > 1) return 'severalExits';
  const id = freshName(repeatType, namesIn(scope, graph));
  const sorted = [...inner.filter((layer) => layer.id !== exit), ...inner.filter((layer) => layer.id === exit)];
  const inside = sorted.map((layer) => ({
    ...layer,
    inputs: layer.inputs.map((input) => (input === entry ? blockInput : input)),
  }));
  const block: PlacedLayer = {
    id,
    inputs: [entry],
    layer: { type: repeatType, times, layers: writtenLayers(inside, blockInput) },
  };
  const place = scope.layers.findIndex((layer) => layer.id === exit) - inner.length + 1;
  const rewired = outer.map((layer): PlacedLayer => ({
    ...layer,
    inputs: layer.inputs.map((input) => (input === exit ? id : input)),
  }));
  const next = writeScope(experiment, scope, rewired.toSpliced(Math.max(0, place), 0, block));
  return { experiment: renameOutputs(next, new Map([[exit, id]]), scope), key: keyIn(scope.block, id) };
}

/** Writes every copy of a block out: the same network without the block. Null for what is no block. */
export function ungroup(experiment: Experiment, key: string): Experiment | null {
  const graph = graphOf(experiment);
  const item = itemOf(graph, key);
  if (item?.kind !== 'block') return null;
  const scope = readScope(experiment, item.parent);
  const block = scope.layers.find(({ id }) => id === item.id);
  const inner = readScope(experiment, key).layers;
  const last = inner.at(-1);
  if (block === undefined || last === undefined) return null;
  const times = Math.max(1, Math.trunc(Number(block.layer['times'])) || 1);
  const nameOf = (id: string, copy: number): string => `${item.id}-${String(copy)}-${id}`;
  const own = new Set(inner.map(({ id }) => id));
  const copies = Array.from({ length: times }, (_, index) => {
    const entry = index === 0 ? block.inputs[0] : nameOf(last.id, index);
    return inner.map(({ id, inputs, layer }) => ({
      id: nameOf(id, index + 1),
      inputs: inputs.map((input) => {
        if (own.has(input)) return nameOf(input, index + 1);
        return input === blockInput ? (entry ?? input) : input;
      }),
      layer,
    }));
  }).flat();
  const exit = nameOf(last.id, times);
  const layers = scope.layers.flatMap((layer) =>
    layer === block ? copies : [{ ...layer, inputs: layer.inputs.map((input) => (input === item.id ? exit : input)) }],
  );
  return renameOutputs(writeScope(experiment, scope, layers), new Map([[item.id, exit]]), scope);
}
