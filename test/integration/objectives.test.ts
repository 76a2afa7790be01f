/** Targets of two classes, several targets and inputs, weights of rows and of classes: from the experiment file to the test rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluationsOf, type OutputEvaluation, type RunDetail } from '../../main/api/contract/run-types.ts';
import { athanor, documentOf, samples, type TrainDocument } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const { app, place } = await openApp();

function train(data: object, model: object, training: object): Promise<RunDetail> {
  return trainInApp(app, { athanor: 1, data, model, training: { epochs: 15, ...training } }, samples);
}

const titanic = {
  path: 'titanic.csv',
  target: 'survived',
  features: ['pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'embarked'],
  split: { method: 'stratified' },
};
const binaryMetrics = ['accuracy', 'precision', 'recall', 'f1', 'auc', 'averagePrecision', 'logLoss'];

function onlyClassification({ evaluation }: RunDetail): Extract<OutputEvaluation, { kind: 'classification' }> {
  if (evaluation?.kind !== 'classification') throw new Error('no confusion matrix');
  return evaluation;
}

describe('a target of two classes', { timeout: 60_000 }, () => {
  const hidden = { type: 'dense', units: 16, activation: 'relu' };
  const ways: [string, object, string][] = [
    ['one unit', { type: 'dense', units: 1, activation: 'sigmoid' }, 'binaryCrossEntropy'],
    ['a unit for each class', { type: 'dense', units: 'classes', activation: 'softmax' }, 'crossEntropy'],
  ];

  test.each(ways)('is judged alike with %s', async (_, last, loss) => {
    const run = await train(titanic, { layers: [hidden, last] }, { loss, metrics: binaryMetrics });
    const { confusion, accuracy } = onlyClassification(run);
    const [[, wrong = 0] = [], [missed = 0, found = 0] = []] = confusion.counts;
    // The metrics are those of the second class, as the confusion matrix of the same rows has it.
    expect(run.test?.['accuracy']).toBeCloseTo(accuracy.value, 6);
    expect(run.test?.['precision']).toBeCloseTo(found / (found + wrong), 6);
    expect(run.test?.['recall']).toBeCloseTo(found / (found + missed), 6);
    expect(run.test?.['f1']).toBeCloseTo((2 * found) / (2 * found + wrong + missed), 6);
    // Guessing gives 0.62 and 0.5.
    expect(run.test?.['accuracy']).toBeGreaterThan(0.72);
    expect(run.test?.['auc']).toBeGreaterThan(0.78);
    expect(run.test?.['logLoss']).toBeLessThan(0.6);
    expect(Object.keys(run.metrics)).toEqual(expect.arrayContaining(['auc', 'val_auc', 'val_averagePrecision']));
  });

  test('balanced weights from the command line are rows / (classes · rows of the class)', async () => {
    const [header = '', ...lines] = readFileSync(join(samples, 'titanic.csv'), 'utf8').trim().split('\n');
    expect(header.split(',')[0]).toBe('survived');
    const experiment = {
      athanor: 1,
      data: { ...titanic, path: join(samples, 'titanic.csv') },
      model: { layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] },
      training: { loss: 'crossEntropy', epochs: 3 },
    };
    const file = await place.write('weighted.json', JSON.stringify(experiment));
    const set = 'training.loss={"type":"crossEntropy","classWeights":"balanced"}';
    const finished = await athanor(['train', file, '--json', '--data', place.data, '--set', set]);
    expect(finished.status, finished.stderr).toBe(0);
    const balanced = documentOf<TrainDocument>(finished);
    const others = new Set([...balanced.testRows, ...balanced.validationRows]);
    const survived = lines.map((line) => line.split(',')[0] ?? '').filter((_, row) => !others.has(row));
    const weight = (name: string): number => survived.length / (2 * survived.filter((value) => value === name).length);
    expect(weight('1')).toBeGreaterThan(1.2);
    const lossWith = async (classWeights: unknown): Promise<number | null | undefined> => {
      const run = await train(experiment.data, experiment.model, {
        loss: { type: 'crossEntropy', classWeights },
        epochs: 3,
      });
      return run.metrics['loss']?.last;
    };
    const last = balanced.epochs.at(-1)?.['loss'];
    expect(await lossWith({ 0: weight('0'), 1: weight('1') })).toBe(last);
    expect(await lossWith('none')).not.toBe(last);
  });
});

describe('several targets', { timeout: 60_000 }, () => {
  const model = {
    inputs: [{ id: 'engine' }, { id: 'body' }],
    nodes: [
      { id: 'left', type: 'dense', inputs: ['engine'], units: 16, activation: 'relu' },
      { id: 'right', type: 'dense', inputs: ['body'], units: 8, activation: 'relu' },
      { id: 'both', type: 'concatenate', inputs: ['left', 'right'] },
      { id: 'mileage', type: 'dense', inputs: ['both'], units: 1 },
      { id: 'country', type: 'dense', inputs: ['both'], units: 'classes', activation: 'softmax' },
    ],
    outputs: ['country', 'mileage'],
  };
  const data = {
    path: 'mpg.csv',
    target: { mileage: 'mpg', country: 'origin' },
    features: { engine: ['cylinders', 'displacement', 'horsepower'], body: ['weight', 'acceleration', 'cylinders'] },
    compute: { recency: '(model_year - 69) / 10' },
    sampleWeight: 'recency',
  };
  const training = {
    loss: { mileage: 'mse', country: { type: 'crossEntropy', classWeights: 'balanced', labelSmoothing: 0.05 } },
    lossWeights: { country: 0.5 },
    metrics: { mileage: ['r2', 'rmse', 'mae'], country: ['accuracy', { type: 'f1', average: 'weighted' }, 'auc'] },
    monitor: 'val_mileage_r2',
    restoreBest: true,
    epochs: 40,
    batchSize: 16,
  };

  test('are learnt together from several inputs, each judged by its own, in its own unit', async () => {
    const run = await train(data, model, training);
    const [country, mileage] = evaluationsOf(run.evaluation);
    expect([country?.name, mileage?.name]).toEqual(['country', 'mileage']);
    if (country?.evaluation.kind !== 'classification' || mileage?.evaluation.kind !== 'regression') {
      throw new Error('not judged by kind');
    }
    expect(country.evaluation.confusion.classes).toEqual(['europe', 'japan', 'usa']);
    expect(run.test?.['country_accuracy']).toBeGreaterThan(0.6);
    expect(run.test?.['mileage_r2']).toBeGreaterThan(0.5);
    const { points } = mileage.evaluation;
    expect(points.every(({ actual }) => actual >= 9 && actual <= 47)).toBe(true);
    // The test rows count by their model year, in the metrics; mean squared miles per gallon by hand.
    const years = readFileSync(join(samples, 'mpg.csv'), 'utf8').split('\n').slice(1);
    const weights = points.map(({ row }) => (Number(years[row]?.split(',')[6]) - 69) / 10);
    const errors = points.map(({ actual, predicted }) => (actual - predicted) ** 2);
    const weighted = errors.reduce((sum, error, index) => sum + error * (weights[index] ?? 0), 0);
    const mse = weighted / weights.reduce((sum, weight) => sum + weight, 0);
    expect(run.test?.['mileage_rmse']).toBeCloseTo(Math.sqrt(mse), 4);
    // Each metric goes its own way, which says what its best epoch is.
    const summaries = run.metrics;
    expect(summaries['val_mileage_r2']?.best).toBe(summaries['val_mileage_r2']?.max);
    expect(summaries['val_mileage_rmse']?.best).toBe(summaries['val_mileage_rmse']?.min);
    expect(summaries['val_country_loss']?.best).toBe(summaries['val_country_loss']?.min);
    expect(summaries['val_country_f1_weighted']?.best).toBe(summaries['val_country_f1_weighted']?.max);
    const best = run.checkpoints.find(({ reason }) => reason === 'best');
    expect(best?.epoch).toBe(summaries['val_mileage_r2']?.bestEpoch);
  });

  test('of one output stand side by side: numbers, each with its own scale, and labels', async () => {
    const numbers = await train(
      { path: 'mpg.csv', target: ['mpg', 'weight'], features: ['cylinders', 'displacement', 'horsepower'] },
      {
        layers: [
          { type: 'dense', units: 16, activation: 'relu' },
          { type: 'dense', units: 2 },
        ],
      },
      { loss: 'mse', epochs: 40, batchSize: 8 },
    );
    expect(evaluationsOf(numbers.evaluation).map(({ name, evaluation }) => [name, evaluation.kind])).toEqual([
      ['mpg', 'regression'],
      ['weight', 'regression'],
    ]);
    expect(numbers.test?.['r2']).toBeGreaterThan(0.6);
    // Miles per gallon and pounds: the mean is ruled by the pounds.
    expect(numbers.test?.['rmse']).toBeGreaterThan(50);
    const labels = await train(
      {
        ...titanic,
        split: {},
        compute: { child: 'coalesce(age < 16, false)', rich: 'fare > 50' },
        target: ['child', 'rich'],
        features: ['pclass', 'sex', 'sibsp', 'parch', 'embarked', 'survived'],
      },
      { layers: [{ type: 'dense', units: 2, activation: 'sigmoid' }] },
      { loss: 'multiLabelCrossEntropy', metrics: ['accuracy', 'f1', 'auc'], epochs: 20 },
    );
    expect(labels.test?.['accuracy']).toBeGreaterThan(0.8);
    expect(labels.test?.['auc']).toBeGreaterThan(0.7);
    const [child, rich] = evaluationsOf(labels.evaluation);
    expect([child?.name, rich?.name]).toEqual(['child', 'rich']);
    if (child?.evaluation.kind !== 'classification' || rich?.evaluation.kind !== 'classification') {
      throw new Error('labels are classes of two');
    }
    const shares = [child, rich].map(({ evaluation }) => (evaluation as typeof child.evaluation).accuracy.value);
    expect(((shares[0] ?? 0) + (shares[1] ?? 0)) / 2).toBeCloseTo(labels.test?.['accuracy'] ?? 0, 6);
  });

  const mistakes: [string, object, object, string, string][] = [
    [
      'columns for an input that the model lacks',
      { features: { engine: ['weight'], bodi: ['weight'] } },
      {},
      'runner.inputUnknown',
      'data.features.bodi',
    ],
    ['an input without columns', { features: { engine: ['weight'] } }, {}, 'runner.inputMissing', 'model.inputs[1].id'],
    [
      'a loss for an output that the model lacks',
      { target: { mileage: 'mpg', land: 'origin' } },
      { loss: { mileage: 'mse', land: 'crossEntropy' }, lossWeights: null, metrics: undefined, monitor: undefined },
      'training.outputsDiffer',
      'model.outputs',
    ],
    [
      'one of two classes among three',
      {},
      { metrics: { country: [{ type: 'f1', average: 'binary' }] }, monitor: undefined },
      'training.metricTwoClasses',
      'training.metrics',
    ],
  ];
  test.each(mistakes)('%s are refused before anything is queued', async (_, dataPart, trainingPart, code, path) => {
    const experiment = {
      athanor: 1,
      data: { ...data, ...dataPart },
      model,
      training: { ...training, ...trainingPart },
    };
    await expect(app.client.runs.submit({ experiment, folder: samples })).rejects.toMatchObject({
      data: { code, path },
    });
  });
});
