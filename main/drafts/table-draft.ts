/** What an experiment on a table begins with: a small network that fits the target. Pure. */
import type { Catalogue, ColumnKind } from '../api/contract/index.ts';
import type { Experiment, Layer } from './draft.ts';

export type TargetKind = Catalogue['losses'][number]['target'];

export interface ColumnFacts {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly distinct: number;
}

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
}

/** Integers with at most this many values are taken for classes: grades, digits, yes and no as 0 and 1. */
const mostClasses = 20;

export function targetKind(column: ColumnFacts): Exclude<TargetKind, 'labels'> {
  switch (column.kind) {
    case 'category':
    case 'text':
    case 'boolean':
      return 'categorical';
    case 'integer':
      return column.distinct <= mostClasses ? 'categorical' : 'regression';
    case 'number':
    case 'date':
      return 'regression';
    default:
      return column.kind satisfies never;
  }
}

/** Names that people give to what is to be predicted, the surest first. */
const targetNames = [
  'target',
  'label',
  'labels',
  'y',
  'outcome',
  'response',
  'survived',
  'diagnosis',
  'churn',
  'class',
];

/** The column most likely to be predicted: one called so, else the last category, else the last column. */
export function likelyTarget(table: TableFacts): ColumnFacts | undefined {
  const named = targetNames.flatMap((name) => table.columns.filter((column) => column.name.toLowerCase() === name));
  if (named[0] !== undefined) return named[0];
  return table.columns.findLast(({ kind }) => kind === 'category' || kind === 'boolean') ?? table.columns.at(-1);
}

/** What the builder begins with on a data set: a small network that fits the target. */
export function proposeTableExperiment(table: TableFacts, predicted?: string): Experiment {
  const target = table.columns.find(({ name }) => name === predicted) ?? likelyTarget(table);
  const kind = target === undefined ? 'regression' : targetKind(target);
  const texts = onlyTexts(table.columns.filter((column) => column !== target));
  const { preprocess, layers, learningRate, epochs } =
    texts === null ? ofColumns : texts.length === 1 ? ofWords(texts) : ofWordCounts(texts);
  return {
    athanor: 1,
    name: table.name,
    data: {
      kind: 'table',
      target: target?.name ?? '',
      features: texts ?? 'all',
      split: { test: 0.2, validation: 0.2, seed: 42, method: 'random' },
      preprocess,
    },
    model: { layers: [...layers, outputLayer(kind)] },
    training: {
      loss: lossFor[kind],
      optimizer: { type: 'adam', learningRate },
      epochs,
      batchSize: 32,
      metrics: metricsFor(kind),
      seed: 0,
    },
  };
}

/** What differs between tables of columns and tables of texts. */
interface Beginning {
  readonly preprocess: object;
  /** Those before the output. */
  readonly layers: readonly Layer[];
  readonly learningRate: number;
  readonly epochs: number;
}

const ofColumns: Beginning = {
  preprocess: { numeric: 'standardize', categorical: 'onehot', missing: 'mean' },
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dense', units: 64, activation: 'relu' },
  ],
  learningRate: 0.001,
  epochs: 100,
};

/** Names of the features where they are free texts, which need steps of their own; null where there are others. Dates count as none. */
function onlyTexts(features: readonly ColumnFacts[]): string[] | null {
  const usable = features.filter(({ kind }) => kind !== 'date');
  return usable.length > 0 && usable.every(({ kind }) => kind === 'text') ? usable.map(({ name }) => name) : null;
}

/** One text: a vector for each word, and their mean. */
function ofWords(texts: readonly string[]): Beginning {
  const vocabulary = 4000;
  const steps = [{ step: 'tokens', tokenizer: 'word', vocabulary, length: 48 }];
  return {
    preprocess: { columns: Object.fromEntries(texts.map((name) => [name, steps])) },
    layers: [
      { type: 'embedding', inputDim: vocabulary, outputDim: 16 },
      { type: 'globalAveragePooling' },
      { type: 'dense', units: 16, activation: 'relu' },
    ],
    learningRate: 0.005,
    epochs: 10,
  };
}

/** Several texts: how often each has each of its commonest words. */
function ofWordCounts(texts: readonly string[]): Beginning {
  const steps = [{ step: 'bagOfWords', vocabulary: 1000 }];
  return {
    preprocess: { columns: Object.fromEntries(texts.map((name) => [name, steps])) },
    layers: [{ type: 'dense', units: 32, activation: 'relu' }],
    learningRate: 0.001,
    epochs: 20,
  };
}

export function outputLayer(kind: TargetKind): Layer {
  switch (kind) {
    case 'categorical':
      return { type: 'dense', units: 'classes', activation: 'softmax' };
    case 'labels':
      return { type: 'dense', units: 1, activation: 'sigmoid' };
    case 'regression':
      return { type: 'dense', units: 1, activation: 'linear' };
    default:
      return kind satisfies never;
  }
}

export const lossFor = {
  categorical: 'crossEntropy',
  labels: 'multiLabelCrossEntropy',
  regression: 'mse',
} as const satisfies Record<TargetKind, string>;

export function metricsFor(kind: TargetKind): string[] {
  return kind === 'regression' ? ['mae', 'r2'] : ['accuracy'];
}
