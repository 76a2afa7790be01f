/**
 * Which templates an experiment on a data set can begin with, each with the experiment that comes of it. A table can be
 * taken in several ways: as the draft has it, its texts word by word, or its numbers to be given back. Pure.
 */
import type { DatasetDetail, ModelInspection, ModelTemplate, TemplateQuery } from '../api/contract/index.ts';
import { isCount, isObject, layersOf, valueAt, withValue, type Experiment } from './draft.ts';
import { lossFor, metricsFor } from './table-draft.ts';
import { isLanguageModel, textFacts } from './text-draft.ts';

export type TemplateFacts = Pick<DatasetDetail, 'profile' | 'images' | 'audio'>;

/** A way to take the data: the experiment but for its layers, and what the layers are to be fitted to. */
export interface TemplateWay {
  readonly base: Experiment;
  readonly query: TemplateQuery;
}

export interface TemplateOffer {
  readonly template: ModelTemplate;
  /** Null where the template is not for the data: `template.refusal` says why. */
  readonly experiment: Experiment | null;
}

/** Of the texts that a template reads: the first words, and the commonest. */
const words = { length: 48, vocabulary: 4000 };
/** Fewer numbers are not worth to be made fewer. */
const fewestRestored = 3;

/** @param ask the core's `models.templates` */
export async function templateOffers(
  experiment: Experiment,
  dataset: TemplateFacts,
  inputs: ModelInspection['inputs'],
  ask: (query: TemplateQuery) => Promise<readonly ModelTemplate[]>,
): Promise<TemplateOffer[]> {
  const ways = templateWays(experiment, dataset, inputs);
  const offers = await Promise.all(
    ways.map(async ({ base, query }) =>
      (await ask(query)).map((template): TemplateOffer => ({ template, experiment: withLayersOf(base, template) })),
    ),
  );
  const names = offers[0]?.map(({ template }) => template.name) ?? [];
  return names.flatMap((name) => {
    const all = offers.flat().filter(({ template }) => template.name === name);
    // What it is not for in one way it may be for in another; of refusals the nearest is said.
    const best =
      all.find((offer) => offer.experiment !== null) ?? all.find((offer) => offer.template.refusal !== 'kind');
    return best ?? all.slice(0, 1);
  });
}

function withLayersOf(base: Experiment, { layers }: ModelTemplate): Experiment | null {
  return layers === null ? null : withValue(base, ['model'], { layers });
}

/** @param inputs of the draft, as the core sees them */
export function templateWays(
  experiment: Experiment,
  dataset: TemplateFacts,
  inputs: ModelInspection['inputs'],
): TemplateWay[] {
  const own = ownWay(experiment, dataset, inputs);
  const isTable = dataset.images === null && dataset.audio === null && !isLanguageModel(experiment);
  const others = isTable ? [textWay(experiment, dataset), restoringWay(experiment, dataset)] : [];
  return [own, ...others].filter((way) => way !== null);
}

function ownWay(experiment: Experiment, dataset: TemplateFacts, inputs: ModelInspection['inputs']): TemplateWay | null {
  const [input, ...more] = inputs;
  // Of sounds, features are settings and no columns.
  const severals = dataset.audio === null ? ['target', 'features'] : [];
  if (input?.shape == null || more.length > 0 || severals.some((name) => isByName(experiment, name))) return null;
  const facts = { inputShape: [...input.shape], vocabulary: null, output: outputOf(experiment) };
  const way = (query: Pick<TemplateQuery, 'kind'> & Partial<TemplateQuery>): TemplateWay => {
    return { base: experiment, query: { ...facts, ...query } };
  };
  if (dataset.images !== null) return way({ kind: 'picture' });
  if (dataset.audio !== null) return way({ kind: input.shape.length > 2 ? 'spectrogram' : 'waveform' });
  if (isLanguageModel(experiment)) return way({ kind: 'tokens', vocabulary: textFacts(experiment).vocabulary });
  const tokens = tokensOf(experiment);
  if (tokens !== null) return way({ kind: 'tokens', inputShape: [tokens.length], vocabulary: tokens.vocabulary });
  return way({ kind: valueAt(experiment, ['data', 'window']) === undefined ? 'numbers' : 'series' });
}

/** Whether the inputs or outputs are several, by name: a template has one of each. */
function isByName(experiment: Experiment, name: string): boolean {
  const value = valueAt(experiment, ['data', name]);
  return isObject(value) && !Array.isArray(value);
}

/** The last layer's, which goes with the target and the loss; null where there is no one such layer. */
function outputOf(experiment: Experiment): TemplateQuery['output'] {
  const last = layersOf(experiment)?.at(-1);
  const [units, activation] = [last?.['units'], last?.['activation'] ?? 'linear'];
  if (last?.type !== 'dense' || typeof activation !== 'string') return null;
  return isCount(units) || units === 'classes' ? { units, activation } : null;
}

/**
 * How many tokens a text has, and how many there are, where one column of texts is the only feature; null for any other
 * recipe. The recipe says it: what the core takes a column of texts for, before it has read them, is one number.
 */
function tokensOf(experiment: Experiment): { readonly length: number; readonly vocabulary: number } | null {
  const features = valueAt(experiment, ['data', 'features']);
  if (!Array.isArray(features) || features.length !== 1) return null;
  const steps = valueAt(experiment, ['data', 'preprocess', 'columns', String(features[0])]);
  const last: unknown = Array.isArray(steps) ? steps.at(-1) : undefined;
  if (valueAt({ last }, ['last', 'step']) !== 'tokens') return null;
  const [length, vocabulary] = ['length', 'vocabulary'].map((name) => valueAt({ last }, ['last', name]));
  return { length: isCount(length) ? length : 64, vocabulary: isCount(vocabulary) ? vocabulary : 10_000 };
}

/** The first column of free text, word by word. */
function textWay(experiment: Experiment, { profile }: TemplateFacts): TemplateWay | null {
  const target = valueAt(experiment, ['data', 'target']);
  const column = profile.find(({ kind, name }) => kind === 'text' && name !== target);
  if (column === undefined || typeof target !== 'string' || tokensOf(experiment) !== null) return null;
  const steps = [{ step: 'tokens', tokenizer: 'word', ...words }];
  let base = withValue(experiment, ['data', 'features'], [column.name]);
  base = withValue(base, ['data', 'preprocess', 'columns'], { [column.name]: steps });
  base = withValue(base, ['data', 'window'], undefined);
  const output = outputOf(experiment);
  return { base, query: { kind: 'tokens', inputShape: [words.length], vocabulary: words.vocabulary, output } };
}

/** Every column of numbers, as it comes in and as it is to come out. */
function restoringWay(experiment: Experiment, { profile }: TemplateFacts): TemplateWay | null {
  if (valueAt(experiment, ['data', 'window']) !== undefined) return null;
  const columns = profile
    .filter(({ kind, distinct }) => (kind === 'number' || kind === 'integer') && distinct > 1)
    .map(({ name }) => name);
  if (columns.length < fewestRestored) return null;
  let base = withValue(experiment, ['data', 'target'], columns);
  base = withValue(base, ['data', 'features'], columns);
  base = withValue(base, ['data', 'preprocess', 'columns'], undefined);
  // Numbers have no classes whose shares a split could keep.
  if (valueAt(base, ['data', 'split', 'method']) === 'stratified')
    base = withValue(base, ['data', 'split', 'method'], 'random');
  base = withValue(base, ['training', 'loss'], lossFor.regression);
  base = withValue(base, ['training', 'lossWeights'], undefined);
  base = withValue(base, ['training', 'metrics'], metricsFor('regression'));
  base = withValue(base, ['training', 'monitor'], undefined);
  const output = { units: columns.length, activation: 'linear' };
  return { base, query: { kind: 'restored', inputShape: [columns.length], vocabulary: null, output } };
}
