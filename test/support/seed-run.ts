/** One seeded run: its start, its curves, its end and its test, as a real one would have told them. */
import type { EpochRecord, JsonObject, RunRecord, RunStatus } from '../../main/experiments/records.ts';
import type { ExperimentStore } from '../../main/experiments/store.ts';
import { wilson } from '../../main/evaluation/wilson.ts';
import type { Random } from './seed-random.ts';

const classesBySample: Readonly<Record<string, readonly string[]>> = {
  iris: ['setosa', 'versicolor', 'virginica'],
  penguins: ['Adelie', 'Chinstrap', 'Gentoo'],
  titanic: ['0', '1'],
};

const endings: readonly RunStatus[] = [
  ...Array<RunStatus>(14).fill('completed'),
  'stopped',
  'stopped',
  'failed',
  'diverged',
  'interrupted',
];

export function seedRun(store: ExperimentStore, run: RunRecord, random: Random, clock: { now: number }): void {
  const { id, epochsPlanned } = run;
  const classes = classesBySample[run.dataset.name] ?? null;
  const ending = random.pick(endings);
  const secondsPerEpoch = random.pick([0.002, 0.02, 0.4, 3]);
  store.runs.recordSplit(id, splitOf(run, store));
  clock.now += 400;
  const versions = { athanor: '0.1.0', node: '24.9.0', onnxruntime: '1.30.0', threads: '2' };
  store.runs.start(id, { engine: 'onnxruntime', device: random.pick(['cpu', 'cpu', 'webgpu']), versions });
  store.runs.log(id, {
    level: 'info',
    code: 'runner.started',
    params: { engine: 'onnxruntime', device: 'cpu', threads: 2 },
  });

  const planned = ending === 'completed' ? epochsPlanned : 1 + random.integer(epochsPlanned);
  const epochs = curves(planned, classes !== null, ending === 'diverged', secondsPerEpoch, random);
  const last = epochs.at(-1);
  const conditions = { graph: 'seeded', lowering: 'seeded', threads: 2 };
  const checkpoint = { epoch: planned, reason: 'last' as const, file: 'seeded.safetensors', bytes: 58_084, conditions };
  for (let start = 0; start < epochs.length; start += 500)
    store.runs.recordEpochs(id, epochs.slice(start, start + 500));
  if (last !== undefined) store.runs.recordEpochs(id, [{ ...last, checkpoints: [checkpoint] }]);
  clock.now += Math.round(planned * secondsPerEpoch * 1000);

  const lastAccuracy = last?.metrics['val_accuracy'] ?? 0.5;
  if (ending === 'completed') {
    if (classes !== null) recordClasses(store, id, classes, lastAccuracy, random);
    else recordResiduals(store, id, random);
  }
  store.runs.setStatus(id, ending, errorOf(ending, planned));
}

function errorOf(ending: RunStatus, epoch: number) {
  if (ending === 'diverged') {
    const params = { epoch, step: 3, op: null, loss: null, learningRate: 0.1 };
    return { code: 'runner.diverged', params, location: { epoch, step: 3 } };
  }
  return ending === 'failed' ? { code: 'runner.processDied', params: { how: 'SIGSEGV' } } : undefined;
}

function splitOf(run: RunRecord, store: ExperimentStore) {
  const { rows } = store.datasets.get(run.dataset.id);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const [train, validation] = [Math.floor(rows * 0.64), Math.floor(rows * 0.8)];
  return { train: all.slice(0, train), validation: all.slice(train, validation), test: all.slice(validation) };
}

/** Losses that fall and level off, with noise; validation turns up again in some. */
function curves(
  count: number,
  isClassifier: boolean,
  diverges: boolean,
  secondsPerEpoch: number,
  random: Random,
): EpochRecord[] {
  const [floor, start, speed] = [0.02 + random.next() * 0.3, 0.7 + random.next() * 1.5, 3 + random.next() * 8];
  const [gap, overfit, noise] = [
    random.next() * 0.15,
    random.next() < 0.3 ? random.next() * 0.6 : 0,
    random.next() * 0.03,
  ];
  return Array.from({ length: count }, (_, index): EpochRecord => {
    const progress = (index + 1) / Math.max(count, 20);
    const isLast = diverges && index === count - 1;
    const fall = floor + (start - floor) * Math.exp(-speed * progress);
    const loss = isLast ? NaN : fall * (1 + noise * random.normal()) * (diverges ? 1 + 40 * progress ** 4 : 1);
    const valLoss = isLast ? NaN : fall * (1 + gap + overfit * progress) * (1 + 2 * noise * random.normal());
    const metrics: Record<string, number> = { loss, val_loss: valLoss };
    for (const [prefix, value] of Object.entries({ '': loss, val_: valLoss })) {
      if (isClassifier) metrics[`${prefix}accuracy`] = Math.min(1, Math.max(0, 1 - value * 0.45));
      else {
        metrics[`${prefix}mae`] = Math.sqrt(value) * 6;
        metrics[`${prefix}rmse`] = Math.sqrt(value) * 8;
        metrics[`${prefix}r2`] = 1 - value;
      }
    }
    return { epoch: index + 1, metrics, seconds: (index + 1) * secondsPerEpoch };
  });
}

function recordClasses(
  store: ExperimentStore,
  id: string,
  classes: readonly string[],
  accuracy: number,
  random: Random,
): void {
  const counts = classes.map((_, actual) => {
    const row = classes.map(() => 0);
    const total = 8 + random.integer(40);
    for (let index = 0; index < total; index++) {
      const predicted = random.next() < accuracy ? actual : random.integer(classes.length);
      row[predicted] = (row[predicted] ?? 0) + 1;
    }
    return row;
  });
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const right = counts.map((row, actual) => row[actual] ?? 0);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const correct = right.reduce((sum, count) => sum + count, 0);
  const evaluation: JsonObject = {
    kind: 'classification',
    confusion: { classes, counts },
    accuracy: { ...wilson(correct, all) },
    recallByClass: classes.map((name, index) => ({ name, ...wilson(right[index] ?? 0, totals[index] ?? 0) })),
  };
  store.runs.recordTest(id, { metrics: { loss: 1 - correct / all, accuracy: correct / all }, evaluation });
}

function recordResiduals(store: ExperimentStore, id: string, random: Random): void {
  const points = Array.from({ length: 79 }, (_, index) => {
    const actual = 9 + random.next() * 35;
    return { row: 319 + index, actual, predicted: actual + random.normal() * 3 };
  });
  const errors = points.map(({ actual, predicted }) => predicted - actual);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mse = mean(errors.map((error) => error ** 2));
  const metrics = { loss: mse / 61, mse, rmse: Math.sqrt(mse), mae: mean(errors.map(Math.abs)), r2: 1 - mse / 61 };
  store.runs.recordTest(id, { metrics, evaluation: { kind: 'regression', points } });
}
