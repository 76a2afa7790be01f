/** The canvas on the builder's draft: what is chosen, where nodes stand, connecting, and every edit of the graph. */
import type { LayerDescriptor, ModelInspection } from '../../../../main/api/contract/index.ts';
import type { Builder, NodePlace, NodePlaces } from '../builder.svelte.ts';
import { newLayer } from '../experiment-draft.ts';
import { valueAt, type Experiment } from '../../../../main/drafts/draft.ts';
import { isLanguageModel } from '../../../../main/drafts/text-draft.ts';
import { refuseConnection, type ConnectRefusal } from '../graph/connect-rules.ts';
import { drawModel, type DrawnModel } from '../graph/drawn-model.ts';
import { itemFacts, pathText, type InspectionProblem } from '../graph/item-facts.ts';
import {
  addLayer,
  connect,
  copyLayers,
  disconnect,
  graphOf,
  groupLayers,
  itemOf,
  pasteLayers,
  removeLayers,
  ungroup,
  type Fragment,
  type GroupRefusal,
} from '../graph/model-edits.ts';
import { outputKey, type GraphItem, type ModelGraph } from '../graph/model-graph.ts';
import {
  addInput,
  addOutput,
  removeInput,
  removeOutput,
  renameInput,
  renameLayer,
  type NameRefusal,
  type PortRefusal,
} from '../graph/port-edits.ts';
import {
  absolutePlace,
  cardSize,
  layOutModel,
  structureOf,
  type Box,
  type LaidModel,
  type ModelLayout,
} from '../graph/model-layout.ts';
import { neighbour, type Direction } from '../graph/walk.ts';
import { placedBoxes, renamedKey } from './node-places.ts';

/** Why something was not done, and at which node that is said. */
export interface Refusal {
  readonly key: string;
  readonly about:
    | { readonly kind: 'rule'; readonly rule: ConnectRefusal }
    | { readonly kind: 'shape'; readonly problem: InspectionProblem }
    | { readonly kind: 'group'; readonly reason: GroupRefusal }
    | { readonly kind: 'port'; readonly reason: PortRefusal };
  /** Does it all the same, where a person may want that; null where it cannot be. */
  readonly insist: (() => void) | null;
}

const step = { x: cardSize.width + 24, y: cardSize.height + 40 };

export class CanvasEditor {
  readonly builder: Builder;
  #selected = $state.raw<readonly string[]>([]);
  #selectedEdges = $state.raw<readonly string[]>([]);
  #refusal = $state.raw<Refusal | null>(null);
  #linkFrom = $state.raw<string | null>(null);
  #asked = 0;
  #views = $state(0);

  readonly graph: ModelGraph = $derived.by(() => graphOf(this.builder.experiment));
  readonly drawn: DrawnModel = $derived.by(() =>
    drawModel(this.graph, this.#told, this.builder.catalogue, inputTypeOf(this.builder.experiment)),
  );
  /** What there is and how it is wired, as text: an edit of an option, of which there are many, lays nothing out anew. */
  readonly #structure: string = $derived.by(() => JSON.stringify(structureOf(this.graph)));
  /** What is known without the core: the layout does not wait for it. */
  readonly layout: ModelLayout = $derived.by(() => layOutModel(JSON.parse(this.#structure) as LaidModel));
  readonly boxes: ReadonlyMap<string, Box> = $derived.by(() =>
    placedBoxes(this.graph, this.layout, this.builder.places),
  );

  /** What the core says of the draft; what a refused training was refused for, it says at its place. */
  get #told(): ModelInspection | null {
    const { inspection, refusal } = this.builder;
    if (inspection === null || refusal?.path === undefined) return inspection;
    return { ...inspection, problems: [...inspection.problems, refusal] };
  }

  constructor(builder: Builder) {
    this.builder = builder;
  }

  /** Keys; the last one is the one whose options are shown. */
  get selected(): readonly string[] {
    return this.#selected.filter((key) => itemOf(this.graph, key) !== undefined);
  }

  get selectedEdges(): readonly string[] {
    return this.#selectedEdges;
  }

  get current(): GraphItem | undefined {
    return itemOf(this.graph, this.selected.at(-1) ?? '');
  }

  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** Counts how often the view came to rest elsewhere: what is said beside nodes looks for room anew. */
  get views(): number {
    return this.#views;
  }

  viewMoved(): void {
    this.#views += 1;
  }

  /** The node that a connection is drawn from by keys. */
  get linkFrom(): string | null {
    return this.#linkFrom;
  }

  get experiment(): Experiment {
    return this.builder.experiment;
  }

  select(keys: readonly string[], edges: readonly string[] = []): void {
    if (!sameList(keys, this.#selected)) this.#selected = keys;
    if (!sameList(edges, this.#selectedEdges)) this.#selectedEdges = edges;
  }

  selectAll(): void {
    this.select(this.graph.items.filter(({ kind }) => kind === 'layer' || kind === 'block').map(({ key }) => key));
  }

  /** Goes to the next node in a direction; `extend` keeps what was chosen. */
  walk(direction: Direction, extend: boolean): void {
    const from = this.selected.at(-1);
    const [first] = this.graph.items;
    const places = new Map(this.graph.items.map(({ key }) => [key, this.absolute(key)]));
    const next = from === undefined ? first?.key : neighbour(this.drawn, places, from, direction);
    if (next == null) return;
    this.select(extend ? [...this.selected.filter((key) => key !== next), next] : [next]);
    if (this.#linkFrom === null) this.dismiss();
    else void this.check(this.#linkFrom, next);
  }

  absolute(key: string): NodePlace {
    return absolutePlace(key, this.boxes, (other) => itemOf(this.graph, other)?.parent ?? null);
  }

  dismiss(): void {
    this.#refusal = null;
    this.#asked += 1;
  }

  // Connecting.

  beginLink(): void {
    const { current } = this;
    if (current !== undefined && current.kind !== 'output') this.#linkFrom = current.key;
  }

  cancelLink(): void {
    this.#linkFrom = null;
    this.dismiss();
  }

  async finishLink(): Promise<void> {
    const [from, to] = [this.#linkFrom, this.selected.at(-1)];
    this.#linkFrom = null;
    if (from !== null && to !== undefined) await this.connect(from, to);
  }

  /** Null where a connection can be; what speaks against it is said at the target. */
  rule(source: string, target: string): ConnectRefusal | null {
    return refuseConnection(this.graph, this.builder.catalogue, source, target);
  }

  refuse(target: string, rule: ConnectRefusal): void {
    this.#asked += 1;
    this.#refusal = { key: target, about: { kind: 'rule', rule }, insist: null };
  }

  /** Says at the target, while a connection is drawn, why it would be refused. */
  async check(source: string, target: string): Promise<InspectionProblem | null> {
    const rule = this.rule(source, target);
    if (rule !== null) {
      this.refuse(target, rule);
      return null;
    }
    this.#asked += 1;
    const asked = this.#asked;
    const { experiment } = this;
    const candidate = connect(experiment, source, target);
    const item = itemOf(this.graph, target);
    if (item === undefined || candidate === experiment) return null;
    const before = new Set(itemFacts(this.builder.inspection, pathText(item.path)).problems.map(({ code }) => code));
    const inspection = await this.builder.tryOut(candidate);
    if (asked !== this.#asked) return null;
    // What is missing still is no reason: two inputs are connected one after the other.
    const place = itemOf(graphOf(candidate), target)?.path ?? item.path;
    const problem = itemFacts(inspection, pathText(place)).problems.find(
      ({ code }) => code !== 'models.wrongInputCount' && !before.has(code),
    );
    this.#refusal =
      problem === undefined
        ? null
        : {
            key: target,
            about: { kind: 'shape', problem },
            insist: () => {
              this.dismiss();
              if (this.experiment === experiment) this.#apply(candidate);
            },
          };
    return problem ?? null;
  }

  /** Connects, unless that is refused: then why is said at the target. */
  async connect(source: string, target: string): Promise<void> {
    const { experiment } = this;
    const problem = await this.check(source, target);
    if (problem !== null || this.rule(source, target) !== null || this.experiment !== experiment) return;
    this.dismiss();
    this.#apply(connect(experiment, source, target));
  }

  // Edits.

  /** Adds a layer after the chosen one, or where it is put. */
  add(descriptor: LayerDescriptor, at: NodePlace | null = null): void {
    const layer = newLayer(descriptor);
    const current = at === null ? this.current : undefined;
    const { experiment, key } = addLayer(this.experiment, layer, current?.key ?? this.#lastLayer(at));
    const free = at ?? this.#freePlace(current?.key ?? null, current?.parent ?? null);
    const frozen = at === null ? this.builder.places : this.#frozen();
    this.#apply(experiment, frozen === null ? null : { ...frozen, [key]: free });
    this.select([key]);
  }

  remove(): void {
    const edges = this.#selectedEdges;
    const { selected } = this;
    if (selected.length === 0 && edges.length > 0) {
      this.#apply(disconnect(this.experiment, edges));
      this.select([]);
      return;
    }
    const before = selected.at(-1);
    const source = this.graph.edges.find(({ target, inside }) => target === before && inside === null)?.source;
    if (!this.#removePorts(selected)) return;
    this.select(source === undefined || selected.includes(source) ? [] : [source]);
  }

  addInput(): void {
    const { experiment, key } = addInput(this.experiment);
    const beside = this.graph.items.findLast(({ kind }) => kind === 'input');
    this.#applyBeside(experiment, key, beside?.key ?? null);
    this.select([key]);
  }

  /** After the chosen layer; with none chosen, where the last output is taken from. */
  addOutput(): void {
    const last = this.graph.items.findLast(({ kind }) => kind === 'output');
    const chosen = this.current ?? last;
    const from =
      chosen?.kind === 'output' ? this.graph.edges.find(({ target }) => target === chosen.key)?.source : null;
    const after = from == null ? chosen : itemOf(this.graph, from);
    const { dataset, table } = this.builder;
    const isTable = dataset.kind === 'table' && !isLanguageModel(this.experiment);
    const added = addOutput(this.experiment, after, isTable ? table : null);
    if (typeof added === 'string') {
      this.#refuse(after?.key ?? last?.key, added);
      return;
    }
    this.#applyBeside(added.experiment, added.key, last?.key ?? null);
    this.select([added.key]);
  }

  /** Calls an input, a layer of the model's own list or the layer that is an output otherwise. */
  rename(item: GraphItem, name: string): NameRefusal | null {
    const renamed = (item.kind === 'input' ? renameInput : renameLayer)(this.experiment, item.id, name);
    if (typeof renamed === 'string') return renamed;
    const key = item.kind === 'output' ? outputKey(name) : name;
    const { places } = this.builder;
    // It stands where it stood; what is inside a block has the block's name before its own.
    const moved =
      places === null
        ? null
        : Object.fromEntries(Object.entries(places).map(([old, place]) => [renamedKey(old, item.id, name), place]));
    this.#apply(renamed, moved);
    this.select([key]);
    return null;
  }

  #refuse(key: string | undefined, reason: PortRefusal): void {
    if (key !== undefined) this.#refusal = { key, about: { kind: 'port', reason }, insist: null };
  }

  /** Takes inputs and outputs away; false where one of them has to stay, which is said at it. */
  #removePorts(keys: readonly string[]): boolean {
    let { experiment } = this;
    for (const key of keys) {
      const item = itemOf(this.graph, key);
      if (item?.kind !== 'input' && item?.kind !== 'output') continue;
      const next = (item.kind === 'input' ? removeInput : removeOutput)(experiment, item.id);
      if (typeof next === 'string') {
        this.#refuse(key, next);
        return false;
      }
      experiment = next;
    }
    const layers = keys.filter((key) => itemOf(graphOf(experiment), key) !== undefined);
    this.#apply(removeLayers(experiment, layers));
    return true;
  }

  #applyBeside(experiment: Experiment, key: string, beside: string | null): void {
    const { places } = this.builder;
    const box = this.boxes.get(beside ?? '');
    const place = { x: (box?.x ?? 0) + step.x, y: box?.y ?? 0 };
    this.#apply(experiment, places === null ? null : { ...places, [key]: place });
  }

  copied(): Fragment {
    return copyLayers(this.experiment, this.selected);
  }

  paste(fragment: Fragment): void {
    if (fragment.layers.length === 0) return;
    const beside = this.current?.key ?? null;
    const { experiment, keys } = pasteLayers(this.experiment, fragment, beside);
    const frozen = this.builder.places;
    const start = this.#freePlace(beside, this.current?.parent ?? null);
    const places = keys.map((key, index) => [key, { x: start.x, y: start.y + index * step.y }] as const);
    this.#apply(experiment, frozen === null ? null : { ...frozen, ...Object.fromEntries(places) });
    this.select(keys);
  }

  duplicate(): void {
    this.paste(this.copied());
  }

  group(): void {
    const grouped = groupLayers(this.experiment, this.selected);
    const at = this.selected.at(-1);
    if (typeof grouped === 'string') {
      if (at !== undefined) this.#refusal = { key: at, about: { kind: 'group', reason: grouped }, insist: null };
      return;
    }
    // What was placed by hand stood beside one another; inside the block it is laid out anew.
    this.#apply(grouped.experiment, null);
    this.select([grouped.key]);
  }

  ungroup(): void {
    const { current } = this;
    const next = current === undefined ? null : ungroup(this.experiment, current.key);
    if (next === null) return;
    this.#apply(next, null);
    this.select([]);
  }

  /** Puts nodes where they were dragged to; from then on all stand where they stand. */
  move(moved: ReadonlyMap<string, NodePlace>): void {
    const frozen = this.#frozen();
    const changed = [...moved].some(([key, { x, y }]) => frozen[key]?.x !== x || frozen[key].y !== y);
    if (changed) this.builder.arrange(this.experiment, { ...frozen, ...Object.fromEntries(moved) });
  }

  nudge(x: number, y: number): void {
    this.move(
      new Map(
        this.selected.map((key) => {
          const box = this.boxes.get(key);
          return [key, { x: (box?.x ?? 0) + x, y: (box?.y ?? 0) + y }];
        }),
      ),
    );
  }

  /** Lays everything out by itself again. */
  tidy(): void {
    this.builder.arrange(this.experiment, null);
  }

  #apply(experiment: Experiment, places: NodePlaces = this.builder.places): void {
    this.dismiss();
    this.builder.arrange(experiment, places);
  }

  /** Where a layer goes that is added with nothing chosen: before the output; null if it was put somewhere. */
  #lastLayer(at: NodePlace | null): string | null {
    if (at !== null) return null;
    return this.graph.items.find(({ kind }) => kind === 'output')?.key ?? this.graph.items[0]?.key ?? null;
  }

  #frozen(): Readonly<Record<string, NodePlace>> {
    return Object.fromEntries([...this.boxes].map(([key, { x, y }]) => [key, { x, y }]));
  }

  /** Below a node, aside where something stands there already. */
  #freePlace(key: string | null, parent: string | null): NodePlace {
    const anchor = this.boxes.get(key ?? '') ?? { x: 0, y: 0, height: 0 };
    let { x } = anchor;
    const y = anchor.y + anchor.height + 40;
    const others = this.graph.items.filter((item) => item.parent === parent).map((item) => this.boxes.get(item.key));
    while (others.some((box) => box !== undefined && Math.abs(box.x - x) < step.x && Math.abs(box.y - y) < step.y)) {
      x += step.x;
    }
    return { x, y };
  }
}

/** Numbers that stand for words go into the model as whole numbers. */
function inputTypeOf(experiment: Experiment): 'float32' | 'int32' {
  const recipe = JSON.stringify(valueAt(experiment, ['data', 'preprocess']) ?? null);
  return /"step":"tokens"/u.test(recipe) ? 'int32' : 'float32';
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
