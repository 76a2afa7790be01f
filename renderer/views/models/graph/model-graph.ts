/** A `model` section as nodes and the connections between them, whatever form it is written in. Pure. */
import type { Layer } from '../../../../main/drafts/draft.ts';
import { blockInput, listInput, placeLayers, repeatType, type NamedPlace } from './layer-names.ts';

export type ItemKind = 'input' | 'layer' | 'block' | 'output';

export interface GraphItem {
  /** Unique in the model: of layers in blocks `stage/dense_1`, of outputs `out:dense_2`. */
  readonly key: string;
  readonly kind: ItemKind;
  /** Its name among those around it. */
  readonly id: string;
  /** As it is written; of inputs and outputs a stand-in of that type. */
  readonly layer: Layer;
  /** Where it is written in the experiment, e.g. `['model', 'layers', 2]`. */
  readonly path: readonly (string | number)[];
  /** Key of the block that it is in. */
  readonly parent: string | null;
}

export interface GraphEdge {
  /** `source>target:place`. */
  readonly key: string;
  readonly source: string;
  readonly target: string;
  /** Which of the target's inputs it is. */
  readonly place: number;
  /** `entry`: from where a block begins to one of its layers; `exit`: from its last layer to where it ends. */
  readonly inside: 'entry' | 'exit' | null;
}

export interface ModelGraph {
  readonly form: 'list' | 'graph';
  readonly items: readonly GraphItem[];
  readonly edges: readonly GraphEdge[];
}

export function outputKey(id: string): string {
  return `out:${id}`;
}

/** Never refuses: what cannot be read is left out, what leads nowhere has no edge. The core says what is wrong. */
export function readModelGraph(model: unknown): ModelGraph {
  const section = isRecord(model) ? model : {};
  const reader = new Reader();
  if (Array.isArray(section['layers'])) {
    const layers = layersIn(section['layers']);
    const input = reader.add('input', listInput, { type: 'input' }, ['model'], null);
    const places = placeLayers(layers, listInput);
    const keys = reader.scope(layers, places, ['model', 'layers'], null, new Map([[listInput, input]]));
    const last = keys.at(-1);
    if (last !== undefined) reader.output(places.at(-1)?.id ?? '', last, ['model']);
    return { form: 'list', items: reader.items, edges: reader.edges };
  }
  const list = (name: string): readonly unknown[] => (Array.isArray(section[name]) ? (section[name] as unknown[]) : []);
  const outer = new Map<string, string>();
  for (const [index, input] of list('inputs').entries()) {
    const id = isRecord(input) ? input['id'] : undefined;
    if (typeof id !== 'string') continue;
    outer.set(id, reader.add('input', id, { type: 'input' }, ['model', 'inputs', index], null));
  }
  const nodes = layersIn(list('nodes'));
  const places = nodes.map(({ id, inputs }, index): NamedPlace => ({
    id: typeof id === 'string' ? id : `node_${String(index + 1)}`,
    inputs: Array.isArray(inputs) ? inputs.filter((input): input is string => typeof input === 'string') : [],
  }));
  const keys = reader.scope(nodes, places, ['model', 'nodes'], null, outer);
  for (const [index, id] of list('outputs').entries()) {
    const node = places.findIndex((place) => place.id === id);
    const key = keys[node];
    if (key !== undefined) reader.output(String(id), key, ['model', 'outputs', index]);
  }
  return { form: 'graph', items: reader.items, edges: reader.edges };
}

class Reader {
  readonly items: GraphItem[] = [];
  readonly edges: GraphEdge[] = [];
  readonly #keys = new Set<string>();

  add(
    kind: ItemKind,
    id: string,
    layer: Layer,
    path: readonly (string | number)[],
    parent: string | null,
    wanted = id,
  ): string {
    // Two of one name are a mistake that is shown, not hidden.
    let key = wanted;
    for (let count = 2; this.#keys.has(key); count += 1) key = `${wanted}#${String(count)}`;
    this.#keys.add(key);
    this.items.push({ key, kind, id, layer, path, parent });
    return key;
  }

  output(id: string, source: string, path: readonly (string | number)[]): void {
    const key = this.add('output', id, { type: 'output' }, path, null, outputKey(id));
    this.edges.push({ key: `${source}>${key}:0`, source, target: key, place: 0, inside: null });
  }

  /** Reads the layers of one list; `outer` are the names around it. Returns their keys. */
  scope(
    layers: readonly Layer[],
    places: readonly NamedPlace[],
    path: readonly (string | number)[],
    block: string | null,
    outer: ReadonlyMap<string, string>,
  ): string[] {
    const names = new Map(outer);
    const keys = layers.map((layer, index) => {
      const id = places[index]?.id ?? '';
      const kind = layer.type === repeatType ? 'block' : 'layer';
      const key = this.add(kind, id, layer, [...path, index], block, block === null ? id : `${block}/${id}`);
      names.set(id, key);
      return key;
    });
    layers.forEach((layer, index) => {
      const target = keys[index] ?? '';
      for (const [place, name] of (places[index]?.inputs ?? []).entries()) {
        const source = names.get(name);
        if (source === undefined) continue;
        const inside = source === block ? 'entry' : null;
        this.edges.push({ key: `${source}>${target}:${String(place)}`, source, target, place, inside });
      }
      if (layer.type !== repeatType) return;
      const inner = layersIn(layer['layers']);
      const innerKeys = this.scope(
        inner,
        placeLayers(inner, blockInput),
        [...path, index, 'layers'],
        target,
        new Map([...names, [blockInput, target]]),
      );
      const last = innerKeys.at(-1);
      if (last === undefined) return;
      this.edges.push({ key: `${last}>${target}:exit`, source: last, target, place: 0, inside: 'exit' });
    });
    return keys;
  }
}

function layersIn(value: unknown): Layer[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => {
    const record = isRecord(item) ? item : {};
    return { ...record, type: typeof record['type'] === 'string' ? record['type'] : 'unknown' };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
