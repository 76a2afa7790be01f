/**
 * The experiment that the builder edits: always a whole experiment file as a plain object, so that the list, the forms
 * and the JSON show one thing. Pure functions; each gives a new object and keeps fields that it does not know.
 */
import type { Catalogue, LayerDescriptor, LayerField } from '../../../main/api/contract/index.ts';
import {
  isObject,
  layersOf,
  typeOf,
  valueAt,
  withLayers,
  withValue,
  type Experiment,
  type Layer,
} from '../../../main/drafts/draft.ts';
import {
  lossFor,
  metricsFor,
  outputLayer,
  targetKind,
  type ColumnFacts,
  type TableFacts,
  type TargetKind,
} from '../../../main/drafts/table-draft.ts';
import { countedNames } from './graph/layer-names.ts';
import { findJsonFault, type JsonFault } from './json-place.ts';

export type LossDescriptor = Catalogue['losses'][number];

/** A new layer of a type: what it must say, and what a person would expect to see. */
export function newLayer(descriptor: LayerDescriptor): Layer {
  const shown = descriptor.fields.filter(({ name, required }) => required || name === 'activation');
  const options = Object.fromEntries(shown.map((field) => [field.name, firstValue(field)]));
  return { type: descriptor.type, ...options };
}

function firstValue(field: LayerField): unknown {
  // A hidden layer without an activation is rarely meant.
  if (field.kind === 'choice' && field.name === 'activation' && field.choices.includes('relu')) return 'relu';
  return field.default;
}

/**
 * The layers before an edit of their order: those that others take as inputs have their names written out, for `dense_2`
 * would be another layer once one is put before it. Names are counted as the `model` section counts them.
 */
function namedLayers(experiment: Experiment): Layer[] {
  const layers = layersOf(experiment) ?? [];
  const taken = new Set(layers.flatMap(({ inputs }): unknown[] => (Array.isArray(inputs) ? inputs : [])));
  const names = countedNames(layers);
  return layers.map((layer, index) => {
    const name = names[index];
    return layer['id'] === undefined && taken.has(name) ? { ...layer, id: name } : layer;
  });
}

/** Puts `layer` at place `index`. */
export function insertLayer(experiment: Experiment, index: number, layer: Layer): Experiment {
  const layers = namedLayers(experiment);
  return withLayers(experiment, [...layers.slice(0, index), layer, ...layers.slice(index)]);
}

export function removeLayer(experiment: Experiment, index: number): Experiment {
  return withLayers(
    experiment,
    namedLayers(experiment).filter((_, other) => other !== index),
  );
}

/** Takes the layer at `from` and puts it where it then has place `to`. */
export function moveLayer(experiment: Experiment, from: number, to: number): Experiment {
  const layers = namedLayers(experiment);
  const [moved] = layers.splice(from, 1);
  if (moved === undefined) return experiment;
  layers.splice(to, 0, moved);
  return withLayers(experiment, layers);
}

/**
 * Chooses what is predicted. Loss, metrics and output layer follow when the kind of target changes, as far as they were
 * still the ones proposed for the other kind.
 */
export function withTarget(experiment: Experiment, target: ColumnFacts, before: TargetKind | null): Experiment {
  const features = valueAt(experiment, ['data', 'features']);
  let next = withValue(experiment, ['data', 'target'], target.name);
  if (Array.isArray(features) && valueAt(experiment, ['data', 'window']) === undefined) {
    const kept = (features as unknown[]).filter((name) => name !== target.name);
    next = withValue(next, ['data', 'features'], kept.length === 0 ? 'all' : kept);
  }
  const kind = targetKind(target);
  return kind === before ? next : withTargetKind(next, kind);
}

/** Loss, metrics and output for classes or for numbers. */
export function withTargetKind(experiment: Experiment, kind: TargetKind): Experiment {
  let next = withValue(experiment, ['training', 'loss'], lossFor[kind]);
  next = withValue(next, ['training', 'metrics'], metricsFor(kind));
  const layers = layersOf(next);
  const last = layers?.at(-1);
  if (layers === null || last?.type !== 'dense') return next;
  const { units, activation } = outputLayer(kind);
  return withLayers(next, [...layers.slice(0, -1), { ...last, units, activation }]);
}

/** Another loss, with metrics and an output that go with it: what it would refuse is changed, the rest stays. */
export function withLoss(experiment: Experiment, loss: LossDescriptor, before: TargetKind): Experiment {
  const fitting = loss.target === before ? experiment : withTargetKind(experiment, loss.target);
  const next = withValue(fitting, ['training', 'loss'], loss.type);
  const layers = layersOf(next);
  const last = layers?.at(-1);
  if (layers === null || last?.type !== 'dense' || loss.target !== 'categorical') return next;
  const [proposed] = loss.endings;
  const activation = last['activation'] ?? 'linear';
  const ends = loss.endings.some((ending) => ending === activation);
  const units = loss.oneOutput ? 1 : last['units'] === 1 ? 'classes' : last['units'];
  const changed = { ...last, units, ...(ends || proposed === undefined ? {} : { activation: proposed }) };
  return withLayers(next, [...layers.slice(0, -1), changed]);
}

/** An item with one option changed: written as a word while it has none. */
export function withOption(item: unknown, name: string, value: unknown): unknown {
  const options = typeof item === 'object' && item !== null ? { ...item } : {};
  const { type: _, ...rest } = { ...options, [name]: value } as Record<string, unknown>;
  const given = Object.fromEntries(Object.entries(rest).filter(([, option]) => option !== undefined));
  return Object.keys(given).length === 0 ? typeOf(item) : { type: typeOf(item), ...given };
}

/** Every column that is predicted, of whatever output. */
export function targetColumns(experiment: Experiment): ReadonlySet<string> {
  const target = valueAt(experiment, ['data', 'target']);
  const lists = isObject(target) && !Array.isArray(target) ? Object.values(target) : [target];
  return new Set(lists.flat().filter((name): name is string => typeof name === 'string'));
}

/** Whether the features are the targets, as an autoencoder has them. */
export function isRestoring(experiment: Experiment): boolean {
  const [features, target] = ['features', 'target'].map((name) => valueAt(experiment, ['data', name]));
  if (!Array.isArray(features) || !Array.isArray(target) || target.length < 2) return false;
  return features.length === target.length && target.every((name) => features.includes(name));
}

/** The columns that may be features: of a series the target too, for its past is known. */
export function featureChoices(experiment: Experiment, table: TableFacts): readonly ColumnFacts[] {
  if (valueAt(experiment, ['data', 'window']) !== undefined || isRestoring(experiment)) return table.columns;
  const targets = targetColumns(experiment);
  return table.columns.filter(({ name }) => !targets.has(name));
}

/** The features in force, of every input. `all` leaves free text out, as the core does. */
export function chosenFeatures(experiment: Experiment, table: TableFacts): ReadonlySet<string> {
  const features = valueAt(experiment, ['data', 'features']);
  const choices = featureChoices(experiment, table);
  if (!isObject(features)) return new Set(choices.filter(({ kind }) => kind !== 'text').map(({ name }) => name));
  const named = new Set<unknown>(Object.values(features).flat());
  return new Set(choices.map(({ name }) => name).filter((name) => named.has(name)));
}

export type ParsedExperiment =
  | { readonly kind: 'experiment'; readonly experiment: Experiment }
  | ({ readonly kind: 'syntax' } & JsonFault)
  | { readonly kind: 'notAnObject' };

/** Reads the JSON that a person typed. */
export function parseExperiment(text: string): ParsedExperiment {
  const fault = findJsonFault(text);
  if (fault !== null) return { kind: 'syntax', ...fault };
  const value = JSON.parse(text) as unknown;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'notAnObject' };
  return { kind: 'experiment', experiment: value as Experiment };
}

export function formatExperiment(experiment: Experiment): string {
  return JSON.stringify(experiment, null, 2);
}
