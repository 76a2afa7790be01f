/**
 * Two models side by side: which layer of one is which of the other, what changed in it, what was added and removed.
 *
 * How layers are matched. (1) Each model is put in the order in which it is computed. (2) The two sequences are aligned
 * at the least total cost (S. B. Needleman and C. D. Wunsch, J. Mol. Biol. 48, 1970): a layer that has no partner costs
 * 1; two of one type cost the share of their settings that differ, and 0.05 if their ids do; two of different types but
 * one category cost 1.6, so that they stand beside each other rather than apart; other pairs are not made. (3) Of the
 * layers left over, those of one type that have the same settings, or that follow the same layers, are partners too.
 *
 * A graph can be put in more than one order. Where several layers could come next in the right model, the one comes that
 * the left model has first: the same one by all that it is computed from, else the one of that id. So branches that are
 * merely written in another order are the same. Pure; the same models always give the same answer.
 */
import { inspectModel, type NodeInspection } from './inspect.ts';
import { layers } from './layers/registry.ts';
import { orderNodes } from './order.ts';
import type { ModelData } from './resolve.ts';
import { modelSchema, normalizeModel, type LayerOptionValues } from './spec.ts';

/** A layer, or an input of the model, as far as it is known on the run's data. */
export interface ComparedLayer {
  readonly id: string;
  /** A type of layer; `input` for an input of the model. */
  readonly type: string;
  readonly inputs: readonly string[];
  readonly settings: LayerOptionValues;
  /** Without the batch; null while unknown, as are the parameters. */
  readonly outputShape: readonly number[] | null;
  readonly parameters: number | null;
}

export interface SettingChange {
  readonly name: string;
  /** JSON of the setting; null where the layer has no such setting. */
  readonly left: string | null;
  readonly right: string | null;
}

/**
 * `changed`: another type, other settings, or it takes what other layers make. `reshaped`: written alike, but of another
 * shape or number of parameters, because of what comes before it.
 */
export type DifferenceKind = 'same' | 'reshaped' | 'changed' | 'removed' | 'added';

export interface LayerDifference {
  readonly kind: DifferenceKind;
  /** Null where the layer is added. */
  readonly left: ComparedLayer | null;
  /** Null where it is removed. */
  readonly right: ComparedLayer | null;
  /** In alphabetical order; none where it is added, removed or of another type. */
  readonly settings: readonly SettingChange[];
  /** Whether it follows other layers than its partner does; layers added or removed between them do not count. */
  readonly rewired: boolean;
}

export interface ModelDifference {
  readonly layers: readonly LayerDifference[];
  /** Null while not all are known. */
  readonly leftParameters: number | null;
  readonly rightParameters: number | null;
}

/** Cost of a layer without a partner. */
const alone = 1;
const otherId = 0.05;
const otherType = 1.6;

/** @param left `model` sections of experiments, with what is known of their data; wrong ones are compared as empty. */
export function compareModels(
  left: { readonly model: unknown; readonly data: ModelData },
  right: { readonly model: unknown; readonly data: ModelData },
): ModelDifference {
  const one = readModel(left.model, left.data);
  const other = inOrderOf(one.layers, readModel(right.model, right.data));
  const matching = align(one.layers, other.layers);
  pairLeftovers(one.layers, other.layers, matching);
  return {
    layers: mergeRows(one.layers, other.layers, matching),
    leftParameters: one.parameters,
    rightParameters: other.parameters,
  };
}

interface ReadModel {
  readonly layers: readonly ComparedLayer[];
  readonly parameters: number | null;
}

/** Inputs first, then the layers in the order of computation. */
function readModel(raw: unknown, data: ModelData): ReadModel {
  const parsed = modelSchema.safeParse(raw);
  if (!parsed.success) return { layers: [], parameters: null };
  const graph = normalizeModel(parsed.data);
  const inspection = inspectModel(raw, data);
  const inspected = new Map<string, NodeInspection>(inspection.nodes.map((node) => [node.id, node]));
  const inputs = graph.inputs.map(({ id }): ComparedLayer => {
    return { id, type: 'input', inputs: [], settings: {}, outputShape: data.inputShapes[id] ?? null, parameters: 0 };
  });
  const nodes = orderNodes(graph, []).nodes.map((node): ComparedLayer => {
    const known = inspected.get(node.id);
    const { id, type, options } = node;
    const outputShape = known?.outputShape ?? null;
    return { id, type, inputs: node.inputs, settings: options, outputShape, parameters: known?.parameters ?? null };
  });
  return { layers: [...inputs, ...nodes], parameters: inspection.parameters };
}

/** The right model in the order that is nearest to the left one's. */
function inOrderOf(left: readonly ComparedLayer[], right: ReadModel): ReadModel {
  const known = new Map<string, number>();
  const [origin, otherOrigin] = [derivations(left, known), derivations(right.layers, known)];
  const byOrigin = new Map([...origin].reverse().map((number, place) => [number, left.length - 1 - place]));
  const byId = new Map(left.map(({ id }, place) => [id, place]));
  const wish = right.layers.map(
    ({ id }, place) => byOrigin.get(otherOrigin[place] ?? -1) ?? byId.get(id) ?? left.length + place,
  );
  const done = new Set<string>();
  const ordered: ComparedLayer[] = [];
  const waiting = new Set(right.layers.keys());
  while (waiting.size > 0) {
    let next = -1;
    for (const place of waiting) {
      const ready = right.layers[place]?.inputs.every((id) => done.has(id)) ?? false;
      if (ready && (next === -1 || (wish[place] ?? 0) < (wish[next] ?? 0))) next = place;
    }
    const layer = right.layers[next];
    if (layer === undefined) break;
    waiting.delete(next);
    done.add(layer.id);
    ordered.push(layer);
  }
  return { ...right, layers: ordered };
}

/** A number for each layer: the same for two that are of one type and settings and computed from the same. */
function derivations(all: readonly ComparedLayer[], known: Map<string, number>): number[] {
  const byId = new Map<string, number>();
  return all.map(({ id, type, settings, inputs }) => {
    const from = type === 'input' ? [id] : inputs.map((input) => byId.get(input));
    const key = JSON.stringify([type, Object.entries(settings).sort(), from]);
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    byId.set(id, number);
    return number;
  });
}

/** Partners by place: `rightOf[i]` is the place of the partner of the left model's layer i, or -1. */
interface Matching {
  readonly rightOf: Int32Array;
  readonly leftOf: Int32Array;
}

/** Steps of the least-cost path. */
const together = 0;
const leftAlone = 1;
const rightAlone = 2;

function align(left: readonly ComparedLayer[], right: readonly ComparedLayer[]): Matching {
  const width = right.length + 1;
  const steps = new Uint8Array((left.length + 1) * width);
  let above = Float64Array.from({ length: width }, (_, place) => place * alone);
  steps.fill(rightAlone, 1, width);
  left.forEach((one, index) => {
    const row = new Float64Array(width);
    row[0] = (index + 1) * alone;
    steps[(index + 1) * width] = leftAlone;
    right.forEach((other, place) => {
      const costs = [
        (above[place] ?? 0) + pairCost(one, other),
        (above[place + 1] ?? 0) + alone,
        (row[place] ?? 0) + alone,
      ];
      const least = Math.min(...costs);
      row[place + 1] = least;
      // The first of equals: partners before layers alone, so that the answer does not hang on rounding.
      steps[(index + 1) * width + place + 1] = costs.findIndex((cost) => cost <= least + 1e-9);
    });
    above = row;
  });

  const rightOf = new Int32Array(left.length).fill(-1);
  const leftOf = new Int32Array(right.length).fill(-1);
  let [index, place] = [left.length, right.length];
  while (index > 0 || place > 0) {
    const step = steps[index * width + place];
    if (step === together) {
      rightOf[index - 1] = place - 1;
      leftOf[place - 1] = index - 1;
    }
    if (step !== rightAlone) index -= 1;
    if (step !== leftAlone) place -= 1;
  }
  return { rightOf, leftOf };
}

function pairCost(one: ComparedLayer, other: ComparedLayer): number {
  if (one.type === other.type) {
    const names = settingNames(one, other);
    const share = names.length === 0 ? 0 : settingChanges(one, other).length / names.length;
    return share + (one.id === other.id ? 0 : otherId);
  }
  const category = categoryOf(one.type);
  return category !== null && category === categoryOf(other.type) ? otherType : Number.POSITIVE_INFINITY;
}

function categoryOf(type: string): string | null {
  return type in layers ? layers[type as keyof typeof layers].category : null;
}

function settingNames(one: ComparedLayer, other: ComparedLayer): string[] {
  return [...new Set([...Object.keys(one.settings), ...Object.keys(other.settings)])].sort();
}

function settingChanges(one: ComparedLayer, other: ComparedLayer): SettingChange[] {
  return settingNames(one, other).flatMap((name) => {
    const [left, right] = [one, other].map(({ settings }) =>
      settings[name] === undefined ? null : JSON.stringify(settings[name]),
    );
    return left === right ? [] : [{ name, left: left ?? null, right: right ?? null }];
  });
}

function pairLeftovers(left: readonly ComparedLayer[], right: readonly ComparedLayer[], matching: Matching): void {
  left.forEach((one, index) => {
    if (matching.rightOf[index] !== -1) return;
    const candidates = right.flatMap((other, place) => {
      if (matching.leftOf[place] !== -1 || other.type !== one.type) return [];
      const alike = settingChanges(one, other).length === 0;
      const placedAlike = !isRewired(left, right, matching, index, place);
      return alike || placedAlike ? [{ place, cost: pairCost(one, other) + (placedAlike ? 0 : alone) }] : [];
    });
    const [best] = candidates.sort((a, b) => a.cost - b.cost || a.place - b.place);
    if (best === undefined) return;
    matching.rightOf[index] = best.place;
    matching.leftOf[best.place] = index;
  });
}

/** For each input of a layer, the nearest layers before it that have a partner, by the left model's ids. */
function origins(
  all: readonly ComparedLayer[],
  layer: ComparedLayer,
  nameOf: (place: number) => string | null,
): string[] {
  const places = new Map(all.map(({ id }, place) => [id, place]));
  return layer.inputs.map((input) => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const waiting = [input];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const place = places.get(id);
      const name = place === undefined ? null : nameOf(place);
      if (name !== null) found.add(name);
      else waiting.push(...(all[place ?? -1]?.inputs ?? []));
    }
    return [...found].sort().join(' ');
  });
}

function isRewired(
  left: readonly ComparedLayer[],
  right: readonly ComparedLayer[],
  { rightOf, leftOf }: Matching,
  index: number,
  place: number,
): boolean {
  const [one, other] = [left[index], right[place]];
  if (one === undefined || other === undefined) return false;
  const before = origins(left, one, (at) => (rightOf[at] === -1 ? null : (left[at]?.id ?? null)));
  const after = origins(right, other, (at) => left[leftOf[at] ?? -1]?.id ?? null);
  return before.join('\n') !== after.join('\n');
}

/** The left model's order; an added layer stands after the layer that it follows in the right model. */
function mergeRows(
  left: readonly ComparedLayer[],
  right: readonly ComparedLayer[],
  matching: Matching,
): LayerDifference[] {
  const rows = left.map((one, index): LayerDifference => {
    const place = matching.rightOf[index] ?? -1;
    const other = right[place];
    if (other === undefined) return { kind: 'removed', left: one, right: null, settings: [], rewired: false };
    const rewired = isRewired(left, right, matching, index, place);
    const settings = one.type === other.type ? settingChanges(one, other) : [];
    return { kind: kindOf(one, other, settings, rewired), left: one, right: other, settings, rewired };
  });
  let at = 0;
  right.forEach((other, place) => {
    if (matching.leftOf[place] === -1) {
      // What was taken out in the same place stands first.
      while (rows[at]?.kind === 'removed') at += 1;
      rows.splice(at, 0, { kind: 'added', left: null, right: other, settings: [], rewired: false });
    } else {
      at = rows.findIndex((row) => row.right === other);
    }
    at += 1;
  });
  return rows;
}

function kindOf(
  one: ComparedLayer,
  other: ComparedLayer,
  settings: readonly SettingChange[],
  rewired: boolean,
): DifferenceKind {
  if (one.type !== other.type || settings.length > 0 || rewired) return 'changed';
  const alike = one.parameters === other.parameters && String(one.outputShape) === String(other.outputShape);
  return alike ? 'same' : 'reshaped';
}
