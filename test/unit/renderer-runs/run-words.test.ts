/** Runs named by what differs, and their readings. */
import { describe, expect, it } from 'vitest';
import { compareLabels, unusualLabel } from '../../../renderer/state/run-labels.ts';
import {
  accuracyDifference,
  higherIsBetter,
  mainMetric,
  metricsOf,
  readingOf,
} from '../../../renderer/state/run-metrics.ts';
import { axisEnd, queueOf, secondsLeft } from '../../../renderer/state/run-order.ts';
import { differingPaths, phrases, settingText } from '../../../renderer/state/setting-words.ts';
import { makeRun } from './make-run.ts';

const usual = {
  'data.path': 'iris.csv',
  'model.layers[0].type': 'dense',
  'model.layers[0].units': 64,
  'model.layers[1].type': 'dense',
  'model.layers[1].units': 'classes',
  'training.optimizer.type': 'adam',
  'training.optimizer.learningRate': 0.001,
  'training.batchSize': 32,
  'training.seed': 0,
};
const say = (settings: Record<string, string | number>): string[] =>
  phrases(settings, usual, differingPaths(settings, usual));

describe('setting words', () => {
  it('says what differs, the model first and the seed last', () => {
    expect(
      say({
        ...usual,
        'training.seed': 3,
        'training.optimizer.learningRate': 0.05,
        'training.optimizer.type': 'sgd',
        'model.layers[0].units': 128,
      }),
    ).toEqual(['dense 1 units 128', 'sgd', 'lr 0.05', 'seed 3']);
  });

  it('says a layer more or less in one phrase', () => {
    expect(say({ ...usual, 'model.layers[2].type': 'dropout', 'model.layers[2].rate': 0.4 })).toEqual(['+ dropout 3']);
    const shorter = Object.fromEntries(Object.entries(usual).filter(([path]) => !path.startsWith('model.layers[1]')));
    expect(say(shorter)).toEqual(['− dense 2']);
  });

  it('says as a whole layers that differ in more than one way', () => {
    expect(
      say({ ...usual, 'model.layers[0].units': 128, 'model.layers[1].units': 32, 'model.layers[2].type': 'dropout' }),
    ).toEqual(['layers 128-32-dropout']);
  });

  it('is silent about options that only one of two kinds has', () => {
    const adam = { ...usual, 'training.optimizer.beta1': 0.9 };
    const sgd = { ...usual, 'training.optimizer.type': 'sgd', 'training.optimizer.momentum': 0 };
    expect(phrases(sgd, adam, differingPaths(sgd, adam))).toEqual(['sgd']);
  });

  it('takes a setting that is null for one that is not there', () => {
    expect(unusualLabel({ ...usual, 'engine.device': null }, usual)).toBe('');
    expect(unusualLabel({ ...usual, 'training.batchSize': 8, 'training.seed': 1 }, usual)).toBe('batch 8');
  });

  it('is silent about where a file lay', () => {
    expect(say({ ...usual, 'data.path': '/elsewhere/iris.csv' })).toEqual([]);
  });

  it('writes small numbers by powers of ten', () => {
    expect([0.05, 0.0001, 0, 32, null, true, 'adam'].map(settingText)).toEqual([
      '0.05',
      '1e-4',
      '0',
      '32',
      '–',
      'true',
      'adam',
    ]);
  });
});

describe('compareLabels', () => {
  it('names others by their difference and the reference by its own values', () => {
    const labels = compareLabels(
      [
        makeRun({ id: 'a', settings: usual }),
        makeRun({
          id: 'b',
          settings: { ...usual, 'training.optimizer.type': 'sgd', 'training.optimizer.learningRate': 0.05 },
        }),
        makeRun({ id: 'c', settings: { ...usual, 'training.batchSize': 8 } }),
      ],
      'a',
    );
    expect([...labels].sort()).toEqual([
      ['a', 'adam, lr 0.001, batch 32'],
      ['b', 'sgd, lr 0.05'],
      ['c', 'batch 8'],
    ]);
  });

  it('tells apart runs that differ alike, and names those that do not differ', () => {
    const other = { ...usual, 'training.batchSize': 8 };
    const labels = compareLabels(
      [
        makeRun({ id: 'a', settings: usual }),
        makeRun({ id: 'b', name: 'first', settings: other }),
        makeRun({ id: 'c', name: 'second', settings: other }),
        makeRun({ id: 'd', name: 'twin', settings: usual }),
      ],
      'a',
    );
    expect(labels.get('b')).toBe('batch 8 · first');
    expect(labels.get('c')).toBe('batch 8 · second');
    expect(labels.get('d')).toBe('twin');
    const seeds = [0, 1, 2].map((seed) =>
      makeRun({ id: String(seed), seed, settings: { ...(seed === 0 ? usual : other), 'training.seed': seed } }),
    );
    expect([...compareLabels(seeds, '0').values()].sort()).toEqual([
      'batch 32',
      'batch 8 · seed 1',
      'batch 8 · seed 2',
    ]);
  });
});

describe('run metrics', () => {
  const summary = (last: number, best: number, min: number, max: number) => ({ last, best, min, max, bestEpoch: 3 });
  const run = makeRun({
    metrics: {
      loss: summary(0.2, 0.1, 0.1, 0.9),
      val_accuracy: summary(0.9, 0.95, 0.4, 0.95),
      accuracy: summary(1, 1, 0.3, 1),
    },
    test: { accuracy: 0.93, loss: 0.3 },
  });

  it('lets accuracy on the validation rows speak, and reads it at best, last and test', () => {
    expect(mainMetric(run)).toBe('val_accuracy');
    expect((['best', 'last', 'test'] as const).map((at) => readingOf(run, 'val_accuracy', at))).toEqual([
      0.95, 0.9, 0.93,
    ]);
    expect(readingOf(run, 'val_mae', 'best')).toBeNull();
    expect(mainMetric(makeRun())).toBeNull();
  });

  it('learns from the store which way is better', () => {
    expect(higherIsBetter(run, 'val_accuracy')).toBe(true);
    expect(higherIsBetter(run, 'loss')).toBe(false);
    expect(higherIsBetter(run, 'val_loss')).toBeNull();
  });

  it('lists metrics that most runs have first', () => {
    expect(metricsOf([run, makeRun({ metrics: { loss: summary(1, 1, 1, 1) } })])).toEqual([
      'loss',
      'accuracy',
      'val_accuracy',
    ]);
  });

  it('gives the interval of a difference as Newcombe published it', () => {
    // Newcombe 1998, table II, row (a): 56/70 against 48/80; method 10 gives 0.0524 to 0.3339.
    const own = { value: 56 / 70, low: 0.6918, high: 0.877, count: 70 };
    const reference = { value: 48 / 80, low: 0.4904, high: 0.7004, count: 80 };
    const difference = accuracyDifference(own, reference);
    expect(difference.value).toBeCloseTo(0.2, 12);
    expect(difference.low).toBeCloseTo(0.0524, 3);
    expect(difference.high).toBeCloseTo(0.3339, 3);
    expect(difference.tie).toBe(false);
    expect(accuracyDifference(own, own).tie).toBe(true);
  });
});

describe('run order', () => {
  it('queues the oldest first', () => {
    const runs = [
      makeRun({ id: 'b', status: 'queued', createdAt: 2 }),
      makeRun({ id: 'a', status: 'queued', createdAt: 1 }),
      makeRun({ id: 'c' }),
    ];
    expect(queueOf(runs).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('ends the axis at the plan, piece by piece where the plan is long', () => {
    const live = makeRun({ status: 'running', epochsPlanned: 100, epochsDone: 3 });
    expect(axisEnd(live)).toBe(100);
    expect(axisEnd({ ...live, status: 'stopped' })).toBe(3);
    const long = { ...live, epochsPlanned: 200_000 };
    expect([0, 90, 95, 1044, 150_000].map((epochsDone) => axisEnd({ ...long, epochsDone }))).toEqual([
      ...[100, 100, 200, 2000, 200_000],
    ]);
  });

  it('tells the time left by the pace so far', () => {
    const run = makeRun({ status: 'running', epochsDone: 10, epochsPlanned: 40, seconds: 20 });
    expect(secondsLeft(run)).toBe(60);
    expect(secondsLeft(run, 0.5)).toBeCloseTo((29.5 * 20) / 10.5, 9);
    expect(secondsLeft({ ...run, epochsDone: 0 })).toBeNull();
  });
});
