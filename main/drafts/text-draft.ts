/** What the builder begins with where a network is to write: a language model on the texts of a data set. Pure. */
import type { DatasetDetail } from '../api/contract/index.ts';
import { isCount, valueAt, type Experiment } from './draft.ts';

/** Of more bytes than this, every token would make an epoch long: some are left out. */
const manyBytes = 300_000;
const length = 32;

/** Whether an experiment is a language model. */
export function isLanguageModel(experiment: Experiment): boolean {
  return valueAt(experiment, ['data', 'kind']) === 'text';
}

/** Tokens that a language model is given and tells apart at most, as the core fills them in. */
export function textFacts(experiment: Experiment): { length: number; vocabulary: number } {
  const [given, vocabulary] = ['length', 'vocabulary'].map((name) => valueAt(experiment, ['data', name]));
  return { length: isCount(given) ? given : 64, vocabulary: isCount(vocabulary) ? vocabulary : 4096 };
}

/** Whether a data set is nothing but texts, such as the lines or the characters of one. */
export function isPlainText({ profile }: Pick<DatasetDetail, 'profile'>): boolean {
  const [only, ...others] = profile;
  return others.length === 0 && (only?.kind === 'text' || only?.kind === 'category');
}

/** Columns whose texts a language model can learn from, free texts first. */
export function textColumns({ profile }: Pick<DatasetDetail, 'profile'>): string[] {
  const named = (kind: 'text' | 'category'): string[] =>
    profile.filter((one) => one.kind === kind).map(({ name }) => name);
  return [...named('text'), ...named('category')];
}

/** A small network that tells the next character from the 32 before it. */
export function proposeTextExperiment(dataset: Pick<DatasetDetail, 'name' | 'profile' | 'bytes'>): Experiment {
  const [column] = textColumns(dataset);
  return {
    athanor: 1,
    name: dataset.name,
    data: {
      kind: 'text',
      ...(column === undefined ? {} : { column }),
      tokenizer: 'character',
      vocabulary: 4096,
      length,
      ...(dataset.bytes > manyBytes ? { stride: 4 } : {}),
      split: { test: 0.1, validation: 0.1 },
    },
    model: {
      layers: [
        { type: 'embedding', inputDim: 'classes', outputDim: 32 },
        { type: 'conv1d', filters: 64, kernelSize: 5, activation: 'relu' },
        { type: 'maxPooling1d', poolSize: 2 },
        { type: 'flatten' },
        { type: 'dense', units: 128, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: {
      loss: 'crossEntropy',
      optimizer: { type: 'adam', learningRate: 0.002 },
      epochs: 5,
      batchSize: 128,
      metrics: ['accuracy', 'perplexity'],
      seed: 0,
    },
  };
}
