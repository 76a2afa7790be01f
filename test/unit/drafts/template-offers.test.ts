/** Templates on data of every kind: the experiment that each makes is one that can be trained as it stands. */
import { describe, expect, it } from 'vitest';
import type { ModelTemplate } from '../../../main/api/contract/index.ts';
import { layersOf, valueAt, withValue, type Experiment } from '../../../main/drafts/draft.ts';
import { proposeExperiment, type ProposalFacts, type ProposalSettings } from '../../../main/drafts/propose.ts';
import { templateOffers, type TemplateOffer } from '../../../main/drafts/template-offers.ts';
import { templatesFor } from '../../../main/models/templates/registry.ts';
import { parseExperiment } from '../../../main/runner/experiment-file/parse.ts';

type Column = [name: string, kind: string, distinct: number];

const table = (...columns: Column[]): ProposalFacts =>
  ({
    name: 'table',
    bytes: 1000,
    images: null,
    audio: null,
    profile: columns.map(([name, kind, distinct]) => ({ name, kind, distinct })),
  }) as unknown as ProposalFacts;

const flowers = table(
  ['width', 'number', 30],
  ['length', 'number', 40],
  ['age', 'integer', 9],
  ['kind', 'category', 3],
);
const messages = table(['label', 'category', 2], ['message', 'text', 5000]);
const series = table(['month', 'date', 100], ['passengers', 'integer', 90]);
const pictures = { ...table(), images: { size: [28, 28], channels: 1 } } as unknown as ProposalFacts;
const sounds = { ...table(), audio: { durations: { quantiles: [1, 1, 1, 1, 1] } } } as unknown as ProposalFacts;

const ask = (query: Parameters<typeof templatesFor>[0]): Promise<ModelTemplate[]> =>
  Promise.resolve(
    templatesFor(query).map(({ name, source, kinds, layers }) => ({
      name,
      source,
      kinds: [...kinds],
      layers: typeof layers === 'string' ? null : layers.map((layer) => ({ ...layer })),
      refusal: typeof layers === 'string' ? layers : null,
    })),
  );

async function offersOn(
  dataset: ProposalFacts,
  shape: number[],
  settings: ProposalSettings = {},
  change: (experiment: Experiment) => Experiment = (same) => same,
): Promise<Record<string, TemplateOffer>> {
  const experiment = change(proposeExperiment(dataset, settings));
  const offers = await templateOffers(experiment, dataset, [{ id: 'features', shape }], ask);
  return Object.fromEntries(offers.map((offer) => [offer.template.name, offer]));
}

const fitting = (offers: Record<string, TemplateOffer>): string[] =>
  Object.keys(offers).filter((name) => offers[name]?.experiment !== null);

describe.each([
  ['a table', flowers, [3], {}, ['mlp', 'residualMlp', 'autoencoder']],
  ['texts and labels', messages, [1], {}, ['textClassifier']],
  ['a series', series, [12, 1], { target: 'passengers', window: 12 }, ['mlp', 'forecaster']],
  ['pictures', pictures, [28, 28, 1], {}, ['cnn', 'resnet', 'unet']],
  ['sounds', sounds, [101, 40, 1], {}, ['spectrogramCnn']],
] as const)('%s', (_, dataset, shape, settings, names) => {
  it('has templates of its kind, each a whole experiment', async () => {
    const offers = await offersOn(dataset, [...shape], settings);
    const own = fitting(offers);
    expect(own.toSorted()).toEqual([...names].toSorted());
    for (const name of own) expect(() => parseExperiment(offers[name]?.experiment), name).not.toThrow();
  });
});

it('gives every column of numbers back where it is an autoencoder, whatever was predicted before', async () => {
  const offers = await offersOn(flowers, [3], {}, (experiment) =>
    withValue(experiment, ['data', 'split', 'method'], 'stratified'),
  );
  const experiment = offers['autoencoder']?.experiment ?? {};
  expect(experiment['data']).toMatchObject({
    target: ['width', 'length', 'age'],
    features: ['width', 'length', 'age'],
    split: { method: 'random' },
  });
  expect(valueAt(experiment, ['training', 'loss'])).toBe('mse');
  expect(layersOf(experiment)?.at(-1)).toMatchObject({ units: 3, activation: 'linear' });
});

it('reads the first column of free text word by word, with an embedding for every word', async () => {
  const reviews = table(['stars', 'integer', 5], ['price', 'number', 90], ['message', 'text', 5000]);
  const offers = await offersOn(reviews, [1], { target: 'stars' });
  const experiment = offers['textClassifier']?.experiment ?? {};
  expect(valueAt(experiment, ['data', 'features'])).toEqual(['message']);
  const [step] = valueAt(experiment, ['data', 'preprocess', 'columns', 'message']) as Record<string, unknown>[];
  expect(step).toMatchObject({ step: 'tokens', tokenizer: 'word' });
  expect(layersOf(experiment)?.[0]).toMatchObject({ type: 'embedding', inputDim: step?.['vocabulary'] });
  // What it has made is itself a draft on texts.
  const again = await templateOffers(experiment, reviews, [{ id: 'features', shape: [1] }], ask);
  expect(again.filter((offer) => offer.experiment !== null).map(({ template }) => template.name)).toEqual([
    'textClassifier',
  ]);
});

it('keeps the output of a regression, and says why a draft without one output has none', async () => {
  const offers = await offersOn(flowers, [3], { target: 'width' });
  expect(layersOf(offers['mlp']?.experiment ?? {})?.at(-1)).toMatchObject({ units: 1, activation: 'linear' });
  const without = await offersOn(flowers, [3], {}, (experiment) =>
    withValue(experiment, ['model'], { layers: [{ type: 'flatten' }] }),
  );
  expect(without['mlp']?.template.refusal).toBe('output');
  expect(without['cnn']?.template.refusal).toBe('kind');
});
