/** The life of a run in the store: made, found, started, recorded, ended, removed. */
import { describe, expect, test } from 'vitest';
import { BugError, UserError } from '../../../main/base/errors.ts';
import { secondsSeries } from '../../../main/base/run-seconds.ts';
import type { RunStatus, StoreChange } from '../../../main/experiments/records.ts';
import { createIrisRun, engineStart, irisDataset, irisExperiment, openTestStore } from './support.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('names', () => {
  test('count per experiment, and a removed run keeps its number', () => {
    const { store } = openTestStore();
    const ids = [0, 1, 2].map((seed) => createIrisRun(store, seed));
    expect(ids.map((id) => store.runs.get(id).name)).toEqual(['iris-1', 'iris-2', 'iris-3']);
    const third = ids[2] ?? '';
    store.runs.setStatus(third, 'stopped');
    store.runs.remove(third);
    expect(store.runs.get(createIrisRun(store, 3)).name).toBe('iris-4');
  });

  test('a wished name is used as it is, and numbered where it is taken', () => {
    const { store } = openTestStore();
    const names = [1, 2, 3].map((seed) => store.runs.get(createIrisRun(store, seed, 64, ' 丹炉  🔥 ')).name);
    expect(names).toEqual(['丹炉 🔥', '丹炉 🔥-2', '丹炉 🔥-3']);
  });

  test('a long name is cut between characters as people count them', () => {
    const { store } = openTestStore();
    const family = '👩‍👩‍👧‍👦';
    expect(store.runs.get(createIrisRun(store, 0, 64, family.repeat(200))).name).toBe(family.repeat(120));
  });

  test('renaming to a name that is taken is refused', () => {
    const { store } = openTestStore();
    const first = createIrisRun(store, 0);
    createIrisRun(store, 1);
    expect(codeOf(() => store.runs.update(first, { name: 'iris-2' }))).toBe('experiments.nameTaken');
    expect(store.runs.update(first, { name: 'baseline' }).name).toBe('baseline');
  });
});

describe('experiments', () => {
  test('runs that differ in their seed, their name or the path of the same data are one experiment', () => {
    const { store } = openTestStore();
    const base = store.runs.get(createIrisRun(store, 0)).experimentId;
    expect(store.runs.get(createIrisRun(store, 1)).experimentId).toBe(base);
    const experiment = irisExperiment(5);
    const moved = {
      ...experiment,
      name: 'other',
      data: { ...(experiment['data'] as object), path: '/elsewhere/i.csv' },
    };
    const run = store.runs.create({ datasetId: 'd1', experiment: moved, seed: 5, epochsPlanned: 100 });
    expect(run.experimentId).toBe(base);
  });

  test('another setting, or other data, is another experiment', () => {
    const { store } = openTestStore();
    const base = store.runs.get(createIrisRun(store, 0, 64)).experimentId;
    expect(store.runs.get(createIrisRun(store, 0, 32)).experimentId).not.toBe(base);
    store.datasets.insert({ ...irisDataset, id: 'd2', hash: 'b'.repeat(64) });
    const run = store.runs.create({ datasetId: 'd2', experiment: irisExperiment(0), seed: 0, epochsPlanned: 1 });
    expect(run.experimentId).not.toBe(base);
  });

  test('settings are flat paths', () => {
    const { store } = openTestStore();
    expect(store.runs.get(createIrisRun(store)).settings).toEqual({
      'data.kind': 'table',
      'data.path': 'iris.csv',
      'data.target': 'species',
      'data.features': 'all',
      'data.split.test': 0.2,
      'data.split.seed': 42,
      'model.layers[0].type': 'dense',
      'model.layers[0].units': 64,
      'model.layers[0].activation': 'relu',
      'training.loss': 'crossEntropy',
      'training.epochs': 100,
      'training.metrics': 'accuracy, f1',
      'training.seed': 0,
    });
  });
});

describe('finding', () => {
  test('by id, by name, by the beginning of one id alone', () => {
    const { store } = openTestStore();
    // Ids count up: d1 is given, then id0001 and id0002 (run, experiment), id0003 and so on.
    const first = createIrisRun(store, 0);
    const second = createIrisRun(store, 1);
    expect(store.runs.get(first).name).toBe('iris-1');
    expect(store.runs.get('iris-2').id).toBe(second);
    expect(codeOf(() => store.runs.get('id'))).toBe('experiments.runAmbiguous');
    expect(codeOf(() => store.runs.get('nothing'))).toBe('experiments.runNotFound');
    expect(codeOf(() => store.runs.get(''))).toBe('experiments.runNotFound');
    expect(codeOf(() => store.runs.get("'; DROP TABLE runs; --"))).toBe('experiments.runNotFound');
    store.runs.setStatus(second, 'stopped');
    store.runs.remove(second);
    expect(store.runs.get('id').id).toBe(first);
    expect(codeOf(() => store.runs.get('iris-2'))).toBe('experiments.runNotFound');
    expect(store.runs.get(second).removedAt).not.toBeNull();
  });

  test('lists the newest first, by status and up to a limit; the queue the other way round', () => {
    const { store, clock } = openTestStore();
    const ids = [0, 1, 2, 3].map((seed) => {
      clock.now += 1000;
      return createIrisRun(store, seed);
    });
    store.runs.start(ids[1] ?? '', engineStart);
    expect(store.runs.list().map((run) => run.id)).toEqual(ids.toReversed());
    expect(store.runs.list({ limit: 2 }).map((run) => run.id)).toEqual([ids[3], ids[2]]);
    expect(store.runs.list({ status: ['running'] }).map((run) => run.id)).toEqual([ids[1]]);
    expect(store.runs.queued().map((run) => run.id)).toEqual([ids[0], ids[2], ids[3]]);
    expect(store.runs.countByStatus()).toEqual({ queued: 3, running: 1 });
  });
});

describe('status', () => {
  const statuses: RunStatus[] = [
    'queued',
    'running',
    'paused',
    'completed',
    'stopped',
    'failed',
    'diverged',
    'interrupted',
  ];

  test('a completed run stays completed, unless it is queued for more epochs', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    store.runs.setStatus(id, 'completed');
    for (const status of statuses.filter((other) => other !== 'queued')) {
      expect(() => store.runs.setStatus(id, status)).toThrow(BugError);
    }
    expect(store.runs.setStatus(id, 'queued').status).toBe('queued');
  });

  test('times: started once, ended at the end, no end again after going back to the queue', () => {
    const { store, clock } = openTestStore();
    const id = createIrisRun(store);
    clock.now = 2_000;
    store.runs.start(id, { ...engineStart, parameterCount: 4675 });
    clock.now = 3_000;
    expect(store.runs.setStatus(id, 'stopped')).toMatchObject({
      startedAt: 2_000,
      endedAt: 3_000,
      parameterCount: 4675,
    });
    expect(store.runs.setStatus(id, 'queued')).toMatchObject({ status: 'queued', endedAt: null });
    clock.now = 4_000;
    expect(store.runs.start(id, engineStart)).toMatchObject({ startedAt: 2_000, parameterCount: 4675 });
  });

  test('a failure keeps its error, and loses it when the run goes on', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    const error = { code: 'training.diverged', params: { epoch: 3 }, location: { epoch: 3, step: 17 } };
    expect(store.runs.setStatus(id, 'diverged', error).error).toEqual(error);
    expect(store.runs.setStatus(id, 'queued').error).toBeNull();
  });
});

describe('recording', () => {
  test('an epoch recorded again replaces it and all later ones, and the test result goes', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    for (let epoch = 1; epoch <= 5; epoch++) {
      store.runs.recordEpoch(id, { epoch, metrics: { loss: 10 - epoch, accuracy: epoch / 10 }, seconds: epoch });
    }
    store.runs.recordTest(id, { metrics: { accuracy: 0.9 }, evaluation: { kind: 'classification' } });
    store.runs.recordEpoch(id, { epoch: 3, metrics: { loss: 2, accuracy: 0.1 }, seconds: 3.5 });
    const run = store.runs.get(id);
    expect(run).toMatchObject({ epochsDone: 3, seconds: 3.5, test: null, evaluation: null });
    expect(run.metrics).toEqual({
      loss: { last: 2, min: 2, max: 9, best: 2, bestEpoch: 3 },
      accuracy: { last: 0.1, min: 0.1, max: 0.2, best: 0.2, bestEpoch: 2 },
    });
    expect(store.runs.series(id).map((series) => [series.metric, ...series.values])).toEqual([
      ['loss', 9, 8, 2],
      ['accuracy', 0.1, 0.2, 0.1],
    ]);
  });

  test('a metric that a resumed run no longer has is gone', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 1, f1: 0.5 }, seconds: 1 });
    store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 2 }, seconds: 1 });
    expect(Object.keys(store.runs.get(id).metrics)).toEqual(['loss']);
  });

  test('an epoch is one transaction: a bad one leaves nothing of itself', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 1 }, seconds: 1 });
    const heard: StoreChange[] = [];
    store.onChange((change) => heard.push(change));
    const good = { epoch: 2, metrics: { loss: 0.5 }, seconds: 2 };
    expect(() => {
      store.runs.recordEpochs(id, [good, { ...good, epoch: 2.5 }]);
    }).toThrow(BugError);
    expect(store.runs.get(id)).toMatchObject({ epochsDone: 1, metrics: { loss: { last: 1 } } });
    expect(heard).toEqual([]);
    store.runs.recordEpochs(id, [good]);
    expect(heard).toEqual([
      { kind: 'points', id, epoch: 2, metrics: { loss: 0.5, [secondsSeries]: 2 } },
      { kind: 'run', id },
    ]);
  });

  test('checkpoints are the list of the last epoch that named them; one file counts once', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    const conditions = { graph: 'g', lowering: 'l', threads: 2 };
    const last = { epoch: 1, reason: 'last' as const, file: '000001.safetensors', bytes: 100, conditions };
    const best = { ...last, reason: 'best' as const };
    store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 1 }, seconds: 1, checkpoints: [last, best] });
    store.runs.recordEpoch(id, { epoch: 2, metrics: { loss: 2 }, seconds: 2 });
    expect(store.runs.get(id)).toMatchObject({ disk: { checkpoints: 100 }, checkpoints: [best, last] });
    const newer = { ...last, epoch: 3, file: '000003.safetensors', bytes: 120 };
    store.runs.recordEpoch(id, { epoch: 3, metrics: { loss: 3 }, seconds: 3, checkpoints: [best, newer] });
    expect(store.runs.get(id)).toMatchObject({ disk: { checkpoints: 220 }, checkpoints: [best, newer] });
    store.runs.setStatus(id, 'stopped');
    expect(store.runs.rewind(id, 2)).toMatchObject({ id });
    expect(store.runs.get(id)).toMatchObject({ disk: { checkpoints: 100 }, checkpoints: [best] });
  });

  test('split, test result, warnings and log come back as given; equal splits are shared', () => {
    const { store, clock } = openTestStore();
    const [first, second] = [createIrisRun(store, 0), createIrisRun(store, 1)];
    const rows = {
      train: Int32Array.from([3, 1, 2_000_000_000]),
      validation: Int32Array.from([]),
      test: Int32Array.from([0]),
    };
    expect(store.runs.splitRows(first)).toBeNull();
    store.runs.recordSplit(first, rows);
    store.runs.recordSplit(second, rows);
    expect(store.runs.splitRows(second)).toEqual(rows);
    expect(store.runs.get(first).rowCounts).toEqual({ train: 3, validation: 0, test: 1 });

    const evaluation = { kind: 'regression', points: [] };
    const tested = [
      {
        name: 'kind',
        kind: 'class' as const,
        actual: Int32Array.of(1, 0),
        predicted: Int32Array.of(1, 1),
        scores: Float32Array.of(0.75, 0.5),
      },
      {
        name: 'size',
        kind: 'value' as const,
        actual: Float64Array.of(0.1, NaN),
        predicted: Float64Array.of(1e300, -0),
      },
    ];
    store.runs.recordTest(second, { metrics: {}, evaluation, rows: tested.slice(1) });
    store.runs.recordTest(second, { metrics: {}, evaluation, rows: tested });
    expect(store.runs.testRows(second)).toEqual(tested);
    store.runs.recordTest(first, { metrics: { loss: NaN, r2: -Infinity, mae: 0.5 }, evaluation });
    expect(store.runs.testRows(first)).toEqual([]);
    expect(store.runs.get(first)).toMatchObject({ test: { loss: null, r2: null, mae: 0.5 }, evaluation });

    const warning = { code: 'training.batchLargerThanData', params: { batch: 500, rows: 96 } };
    store.runs.addWarning(first, warning);
    store.runs.addWarning(first, { ...warning, params: { batch: 2, rows: 1 } });
    expect(store.runs.get(first).warnings.map((item) => item.params['batch'])).toEqual([500, 2]);

    clock.now = 99;
    store.runs.log(first, { level: 'info', code: 'runner.started', params: { device: 'cpu' } });
    expect(store.runs.get(first).log).toEqual([
      { at: 99, level: 'info', code: 'runner.started', params: { device: 'cpu' } },
    ]);
  });

  test('the seconds of each epoch are a series of their own, and no metric', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    for (const epoch of [1, 2, 3]) store.runs.recordEpoch(id, { epoch, metrics: { loss: 1 }, seconds: epoch * 1.5 });
    const seconds = (): number[] => [...(store.runs.series(id, { metrics: [secondsSeries] })[0]?.values ?? [])];
    expect(seconds()).toEqual([1.5, 3, 4.5]);
    expect(store.runs.series(id).map(({ metric }) => metric)).toEqual(['loss']);
    expect(Object.keys(store.runs.get(id).metrics)).toEqual(['loss']);
    expect(store.runs.names().metrics).toEqual(['loss']);
    expect(() => store.runs.check(`${secondsSeries} > 1`)).toThrow();
    // After a resume the seconds go on from the epoch that it began at.
    store.runs.recordEpoch(id, { epoch: 2, metrics: { loss: 1 }, seconds: 2.75 });
    expect(seconds()).toEqual([1.5, 2.75]);
  });

  test('of thousands of metrics some are given, those of layers last, and how many there are', () => {
    const { store } = openTestStore();
    const [many, few] = [createIrisRun(store, 0), createIrisRun(store, 1)];
    const layers = Array.from({ length: 12_000 }, (_, index): [string, number] => [`norm/layer_${index}`, index]);
    for (const id of [many, few]) store.runs.start(id, engineStart);
    const metrics = Object.fromEntries([...layers, ['loss', 1], ['accuracy', 0.5]]);
    store.runs.recordEpoch(many, { epoch: 1, metrics, seconds: 1 });
    store.runs.recordEpoch(few, { epoch: 1, metrics: { loss: 2 }, seconds: 1 });
    const [first, second] = store.runs.rows([many, few], { mostMetrics: 200 });
    expect(Object.keys(first?.metrics ?? {})).toHaveLength(200);
    expect(Object.keys(first?.metrics ?? {}).slice(0, 3)).toEqual(['loss', 'accuracy', 'norm/layer_0']);
    expect([first?.metricCount, second?.metricCount]).toEqual([12_002, 1]);
    expect(Object.keys(second?.metrics ?? {})).toEqual(['loss']);
    expect(store.runs.list({}, { metrics: [] }).map((run) => [run.metrics, run.metricCount])).toEqual([
      [{}, 1],
      [{}, 12_002],
    ]);
    expect(Object.keys(store.runs.get(many).metrics)).toHaveLength(12_002);
  });

  test('a metric recorded now and then keeps its steps', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    for (let epoch = 1; epoch <= 10; epoch++) {
      const metrics: Record<string, number> = epoch % 4 === 0 ? { loss: epoch, auc: epoch / 10 } : { loss: epoch };
      store.runs.recordEpoch(id, { epoch, metrics, seconds: epoch });
    }
    const [loss, auc] = store.runs.series(id, { from: 3 });
    expect(loss).toMatchObject({ start: 3, steps: null });
    expect(auc).toMatchObject({ start: 4, steps: Int32Array.from([4, 8]), values: Float64Array.from([0.4, 0.8]) });
  });
});

describe('removing', () => {
  test('what most runs on a data set have follows runs that come, change, go and come back', () => {
    const { store, clock } = openTestStore();
    const small = createIrisRun(store, 0, 8);
    clock.now += 1;
    const usual = () => store.runs.usual('d1').settings['model.layers[0].units'];
    expect(store.runs.usual('d1')).toMatchObject({ runs: 1, settings: { 'training.seed': 0 } });
    createIrisRun(store, 1, 64);
    // Of two equally common ones the earlier.
    expect(usual()).toBe(8);
    createIrisRun(store, 2, 64);
    expect(usual()).toBe(64);
    store.runs.setStatus(small, 'stopped');
    store.runs.remove(small);
    expect(store.runs.usual('d1')).toMatchObject({ runs: 2, settings: { 'data.split.seed': 42 } });
    expect(store.runs.usual('d1').settings['training.seed']).toBe(1);
    store.runs.restore(small);
    store.runs.restore(small);
    expect(store.runs.usual('d1').runs).toBe(3);
    store.runs.extend(small, 500);
    // What only one of three has is not usual, and no setting is counted that is no longer there.
    expect(store.runs.usual('d1').settings['training.epochs']).toBe(100);
  });

  test('hides an ended run until it is restored; an active one is refused', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    expect(
      codeOf(() => {
        store.runs.remove(id);
      }),
    ).toBe('experiments.runActive');
    store.runs.setStatus(id, 'stopped');
    store.runs.update(id, { tags: ['b', ' a ', 'b'], starred: true, note: 'kept' });
    const heard: StoreChange[] = [];
    store.onChange((change) => heard.push(change));
    store.runs.remove(id);
    expect(store.runs.list()).toEqual([]);
    expect(store.datasets.list()[0]?.runCount).toBe(0);
    expect(store.runs.restore(id)).toMatchObject({ id, tags: ['a', 'b'], starred: true, note: 'kept' });
    expect(store.datasets.list()[0]?.runCount).toBe(1);
    expect(heard.map((change) => change.kind)).toEqual(['runRemoved', 'dataset', 'run', 'dataset']);
  });
});

describe('reopening', () => {
  test('what a dead process left running is interrupted with its finished epochs; the queue stays', () => {
    const { store, file, clock } = openTestStore();
    const [running, paused, queued, done] = [0, 1, 2, 3].map((seed) => createIrisRun(store, seed)) as [
      string,
      string,
      string,
      string,
    ];
    for (const id of [running, paused, done]) store.runs.start(id, engineStart);
    store.runs.setStatus(paused, 'paused');
    store.runs.setStatus(done, 'completed');
    clock.now += 60_000;
    store.runs.recordEpoch(running, { epoch: 1, metrics: { loss: 1 }, seconds: 60 });
    const died = clock.now;
    store.close();
    const again = openTestStore(file);
    expect(again.store.runs.get(running)).toMatchObject({ status: 'interrupted', epochsDone: 1, endedAt: died });
    expect(again.store.runs.get(paused).status).toBe('interrupted');
    expect(again.store.runs.get(queued).status).toBe('queued');
    expect(again.store.runs.get(done).status).toBe('completed');
  });
});
