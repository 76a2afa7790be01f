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

/** The column most likely to be predicted: the last category, else the last column. */
export function likelyTarget(table: TableFacts): ColumnFacts | undefined {
  return table.columns.findLast(({ kind }) => kind === 'category' || kind === 'boolean') ?? table.columns.at(-1);
}

/** What the builder begins with on a data set: a small network that fits the target. */
export function proposeTableExperiment(table: TableFacts, predicted?: string): Experiment {
  const target = table.columns.find(({ name }) => name === predicted) ?? likelyTarget(table);
  const kind = target === undefined ? 'regression' : targetKind(target);
  return {
    athanor: 1,
    name: table.name,
    data: {
      kind: 'table',
      target: target?.name ?? '',
      features: 'all',
      split: { test: 0.2, validation: 0.2, seed: 42, method: 'random' },
      preprocess: { numeric: 'standardize', categorical: 'onehot', missing: 'mean' },
    },
    model: {
      layers: [
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 64, activation: 'relu' },
        outputLayer(kind),
      ],
    },
    training: {
      loss: lossFor[kind],
      optimizer: { type: 'adam', learningRate: 0.001 },
      epochs: 100,
      batchSize: 32,
      metrics: metricsFor(kind),
      seed: 0,
    },
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
