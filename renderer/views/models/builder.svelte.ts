/** The model builder on one data set: the draft with its history, what the core says about it, and its start. */
import type { SerializedError } from '../../../main/base/errors.ts';
import type {
  Catalogue,
  DatasetDetail,
  LayerDescriptor,
  ModelInspection,
  RunSummary,
} from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';
import { codedError } from '../../errors.ts';
import { readStored, writeStored } from '../../storage.ts';
import { EditHistory } from './edit-history.svelte.ts';
import { itemFacts, type InspectionProblem, type ItemFacts } from './graph/item-facts.ts';
import { isObject, layersOf, typeOf, valueAt, withValue, type Experiment } from '../../../main/drafts/draft.ts';
import { inspectionRequest } from '../../../main/drafts/inspection-request.ts';
import { proposeExperiment } from '../../../main/drafts/propose.ts';
import { templateOffers, type TemplateOffer } from '../../../main/drafts/template-offers.ts';
import { insertLayer, moveLayer, newLayer, parseExperiment, removeLayer, withTarget } from './experiment-draft.ts';
import { targetKind, type ColumnFacts, type TableFacts, type TargetKind } from '../../../main/drafts/table-draft.ts';

type Api = Pick<Client, 'models' | 'runs'>;

/** The row of the list that stands for the data. */
export const inputRow = -1;

/**
 * How long a field that is typed in rests before the core is asked again, in milliseconds. The first key, and any other edit,
 * asks at once.
 */
const settleTime = 60;

/** Where a node of the canvas stands, in pixels; of one in a block relative to the block. */
export interface NodePlace {
  readonly x: number;
  readonly y: number;
}
/** By key of the node. Null: the canvas lays the model out by itself. */
export type NodePlaces = Readonly<Record<string, NodePlace>> | null;

/** What is undone and redone as one. Places are no part of the experiment, and so of no hash and no file. */
interface Draft {
  readonly experiment: Experiment;
  readonly places: NodePlaces;
}

export interface RunOrigin {
  readonly id: string;
  readonly name: string;
}

export class Builder {
  readonly dataset: DatasetDetail;
  readonly catalogue: Catalogue;
  readonly table: TableFacts;
  readonly #api: Api;
  readonly #history: EditHistory<Draft>;
  #selected = $state(0);
  #inspection = $state.raw<ModelInspection | null>(null);
  #refusal = $state.raw<SerializedError | null>(null);
  #submitting = $state(false);
  #origin = $state.raw<RunOrigin | null>(null);
  /** What is typed in fields and not yet a value, by field. */
  #typing = $state.raw<ReadonlyMap<string, string>>(new Map());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Columns that the recipe makes; null: not known, and the core counts with its defaults. */
  #featureCount: number | null = null;

  constructor(api: Api, catalogue: Catalogue, dataset: DatasetDetail) {
    this.#api = api;
    this.catalogue = catalogue;
    this.dataset = dataset;
    this.table = { name: dataset.name, columns: dataset.profile };
    this.#history = new EditHistory<Draft>({
      experiment: storedDraft(dataset.id) ?? proposeExperiment(dataset),
      places: storedPlaces(dataset.id),
    });
    this.#origin = storedOrigin(dataset.id);
    this.#inspectSoon(0);
  }

  get experiment(): Experiment {
    return this.#history.present.experiment;
  }

  get places(): NodePlaces {
    return this.#history.present.places;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  get inspection(): ModelInspection | null {
    return this.#inspection;
  }

  /** Why the core refused to queue the experiment; gone with the next edit. */
  get refusal(): SerializedError | null {
    return this.#refusal;
  }

  get submitting(): boolean {
    return this.#submitting;
  }

  get selected(): number {
    return Math.min(this.#selected, (layersOf(this.experiment)?.length ?? 0) - 1);
  }

  get typingProblems(): readonly string[] {
    return [...this.#typing.values()];
  }

  get target(): ColumnFacts | undefined {
    const name = valueAt(this.experiment, ['data', 'target']);
    return this.table.columns.find((column) => column.name === name);
  }

  /** What the loss makes of the target: classes or numbers. */
  get targetKind(): TargetKind {
    const chosen = typeOf(valueAt(this.experiment, ['training', 'loss']));
    const loss = this.catalogue.losses.find(({ type }) => type === chosen);
    if (loss !== undefined) return loss.target;
    return this.target === undefined ? 'categorical' : targetKind(this.target);
  }

  /** What the core found out about the item at `index` of the list; of a block, its layers' problems are its own. */
  factsAt(index: number): ItemFacts {
    const facts = itemFacts(this.#inspection, `model.layers[${String(index)}]`);
    return { ...facts, problems: this.problemsAt(index) };
  }

  problemsAt(index: number): readonly InspectionProblem[] {
    return (this.#inspection?.problems ?? []).filter(({ path }) => layerIndex(path) === index);
  }

  /** Problems of no layer: the data, or the model as a whole. */
  get generalProblems(): readonly InspectionProblem[] {
    return (this.#inspection?.problems ?? []).filter(({ path }) => itemPlace(path) === null);
  }

  get problemCount(): number {
    return (this.#inspection?.problems.length ?? 0) + this.#typing.size;
  }

  /** What the recipe was found to make of the data. */
  setFeatureCount(count: number | null): void {
    if (count === this.#featureCount) return;
    this.#featureCount = count;
    this.#inspectSoon(0);
  }

  select(index: number): void {
    this.#selected = Math.max(inputRow, index);
  }

  /** Replaces the whole experiment: the JSON's way. */
  replace(experiment: Experiment, key: string | null = null): void {
    this.#edit(experiment, key);
  }

  /** An edit on the canvas, with where the nodes stand after it. */
  arrange(experiment: Experiment, places: NodePlaces): void {
    if (experiment === this.experiment && places === this.places) return;
    this.#history.push({ experiment, places });
    this.#changed(null);
  }

  set(path: readonly (string | number)[], value: unknown): void {
    this.#edit(withValue(this.experiment, path, value), path.join('.'));
  }

  setTarget(name: string): void {
    const column = this.table.columns.find((candidate) => candidate.name === name);
    if (column !== undefined)
      this.#edit(withTarget(this.experiment, column, this.target === undefined ? null : this.targetKind));
  }

  /** Adds a layer after the selected one; the last layer stays last unless it is the selected one. */
  add(descriptor: LayerDescriptor): void {
    const count = layersOf(this.experiment)?.length ?? 0;
    const place = Math.min(this.selected + 1, count);
    this.#edit(insertLayer(this.experiment, place, newLayer(descriptor)));
    this.#selected = place;
  }

  duplicate(index: number): void {
    const layer = layersOf(this.experiment)?.[index];
    if (layer === undefined) return;
    const { id: _, ...copy } = layer;
    this.#edit(insertLayer(this.experiment, index + 1, copy));
    this.#selected = index + 1;
  }

  remove(index: number): void {
    if (layersOf(this.experiment)?.[index] === undefined) return;
    this.#edit(removeLayer(this.experiment, index));
    this.#selected = Math.max(inputRow, Math.min(index, (layersOf(this.experiment)?.length ?? 0) - 1));
  }

  move(from: number, to: number): void {
    const count = layersOf(this.experiment)?.length ?? 0;
    if (from === to || from < 0 || to < 0 || from >= count || to >= count) return;
    this.#edit(moveLayer(this.experiment, from, to));
    this.#selected = to;
  }

  undo(): void {
    this.#history.undo();
    this.#changed(null);
  }

  redo(): void {
    this.#history.redo();
    this.#changed(null);
  }

  /** Back to what is proposed for the data set; undo leads back. */
  reset(): void {
    this.arrange(proposeExperiment(this.dataset), null);
    this.#setOrigin(null);
  }

  /** Takes up the experiment of a run, to be changed and trained again; undo leads back. */
  adopt({ id, name, experiment }: RunOrigin & { readonly experiment: Experiment }): void {
    this.arrange(experiment, null);
    this.#selected = 0;
    this.#setOrigin({ id, name });
  }

  /** The run that the draft was made from. */
  get origin(): RunOrigin | null {
    return this.#origin;
  }

  #setOrigin(origin: RunOrigin | null): void {
    this.#origin = origin;
    writeStored(`origin.${this.dataset.id}`, origin === null ? null : JSON.stringify(origin));
  }

  /** Every template with the experiment that it makes of the draft; none while the core does not know the draft's shapes. */
  async templates(): Promise<TemplateOffer[]> {
    const inputs = this.#inspection?.inputs ?? [];
    return await templateOffers(this.experiment, this.dataset, inputs, (query) => this.#api.models.templates(query));
  }

  useTemplate(experiment: Experiment): void {
    this.arrange(experiment, null);
    this.#selected = 0;
  }

  /** What is typed in a field and no value yet; null when it is one. */
  setTyping(field: string, problem: string | null): void {
    if (problem === null && !this.#typing.has(field)) return;
    const typing = new Map(this.#typing);
    if (problem === null) typing.delete(field);
    else typing.set(field, problem);
    this.#typing = typing;
  }

  /** Queues the experiment once, however often it is pressed; null if it is under way already or was refused. */
  async train(): Promise<RunSummary | null> {
    if (this.#submitting) return null;
    this.#submitting = true;
    this.#refusal = null;
    try {
      const run = await this.#api.runs.submit({
        experiment: { ...this.experiment },
        datasetId: this.dataset.id,
        ...(this.#origin === null ? {} : { parent: this.#origin.id }),
      });
      // What is changed and trained next is made from this one.
      this.#setOrigin({ id: run.id, name: run.name });
      return run;
    } catch (error) {
      this.#refusal = codedError(error);
      const layer = layerIndex(this.#refusal.path);
      if (layer !== null) this.select(layer);
      return null;
    } finally {
      this.#submitting = false;
    }
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
  }

  #edit(experiment: Experiment, key: string | null = null): void {
    if (experiment === this.experiment) return;
    this.#history.push({ experiment, places: this.places }, key);
    this.#changed(key);
  }

  #changed(key: string | null): void {
    this.#refusal = null;
    writeStored(`draft.${this.dataset.id}`, JSON.stringify(this.experiment));
    writeStored(`places.${this.dataset.id}`, this.places === null ? null : JSON.stringify(this.places));
    const hurried = key !== null && performance.now() - this.#askedAt < settleTime;
    this.#inspectSoon(hurried ? settleTime : 0);
  }

  #inspectSoon(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#inspect(), delay);
  }

  async #inspect(): Promise<void> {
    this.#askedAt = performance.now();
    this.#request += 1;
    const request = this.#request;
    const inspection = await this.tryOut(this.experiment);
    if (request === this.#request) this.#inspection = inspection;
  }

  /** What the core says of an experiment that is not the draft, or not yet. */
  async tryOut(experiment: Experiment): Promise<ModelInspection> {
    try {
      return await this.#api.models.inspect(inspectionRequest(experiment, this.dataset, this.#featureCount));
    } catch (error) {
      return { inputs: [], nodes: [], parameters: null, problems: [codedError(error)] };
    }
  }
}

function storedDraft(datasetId: string): Experiment | null {
  const text = readStored(`draft.${datasetId}`);
  if (text === null) return null;
  const parsed = parseExperiment(text);
  return parsed.kind === 'experiment' ? parsed.experiment : null;
}

function storedOrigin(datasetId: string): RunOrigin | null {
  try {
    const origin: unknown = JSON.parse(readStored(`origin.${datasetId}`) ?? 'null');
    if (!isObject(origin) || !('id' in origin) || !('name' in origin)) return null;
    const { id, name } = origin;
    return typeof id === 'string' && typeof name === 'string' ? { id, name } : null;
  } catch {
    return null;
  }
}

function storedPlaces(datasetId: string): NodePlaces {
  try {
    const places: unknown = JSON.parse(readStored(`places.${datasetId}`) ?? 'null');
    if (!isObject(places)) return null;
    const entries = Object.entries(places).filter((entry): entry is [string, NodePlace] => {
      const [, place] = entry as [string, unknown];
      return isObject(place) && 'x' in place && 'y' in place && Number.isFinite(place.x) && Number.isFinite(place.y);
    });
    return Object.fromEntries(entries);
  } catch {
    return null;
  }
}

/** `model.nodes[2].units` → `model.nodes[2]`; null for what is not about one item of the model. */
function itemPlace(path: string | undefined): string | null {
  return /^model\.(?:layers|nodes)\[\d+\]/u.exec(path ?? '')?.[0] ?? null;
}

/** `model.layers[2].units` → 2. */
export function layerIndex(path: string | undefined): number | null {
  const match = /^model\.layers\[(\d+)\]/u.exec(path ?? '');
  return match === null ? null : Number(match[1]);
}
