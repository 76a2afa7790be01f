/**
 * Runs of every kind for the fake core: finished, at work, waiting, diverged, failed; with curves, tests and awkward
 * names, up to as many as one likes. For development; never shipped.
 */
import type { RunDetail, RunStatus, RunSummary, SeriesChunk, TestEvaluation } from '../../main/api/contract/index.ts';
import { UserError } from '../../main/base/errors.ts';
import type { FakeCore } from './fake-client.ts';

const day = 86_400_000;
const iris = { id: 'iris1', name: 'iris', hash: '9f3ca1e0b87d4f2c6a5e1d0c9b8a7f6e5d4c3b2a190807060504030201aabbcc' };
const fashion = {
  id: 'long1',
  name: 'fashion-mnist-measured',
  hash: '51aa70c2b87d4f2c6a5e1d0c9b8a7f6e5d4c3b2a190807060504030201aabbcc',
};

/** A small generator with a seed (mulberry32): the same window every time. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function curves(seed: number, epochs: number, diverges: boolean): Record<string, (number | null)[]> {
  const draw = random(seed);
  const speed = 3 + draw() * 5;
  const floor = 0.05 + draw() * 0.15;
  const series: Record<string, (number | null)[]> = { loss: [], val_loss: [], accuracy: [], val_accuracy: [] };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const fall = Math.exp((-speed * (epoch + 1)) / Math.max(epochs, 40));
    const loss = floor + 1.1 * fall + 0.02 * draw();
    const blown = diverges && epoch === epochs - 1;
    series['loss']?.push(blown ? null : loss);
    series['val_loss']?.push(blown ? null : loss + 0.04 + 0.09 * (epoch / Math.max(epochs, 40)) + 0.02 * draw());
    series['accuracy']?.push(1 - 0.6 * fall - 0.01 * draw());
    series['val_accuracy']?.push(0.97 - 0.6 * fall - 0.02 * draw());
  }
  return series;
}

function summaryOf(values: readonly (number | null)[], higher: boolean): RunSummary['metrics'][string] {
  const known = values.filter((value) => value !== null);
  const best = higher ? Math.max(...known) : Math.min(...known);
  return {
    last: values.at(-1) ?? null,
    min: Math.min(...known),
    max: Math.max(...known),
    best,
    bestEpoch: values.indexOf(best) + 1,
  };
}

const fashionClasses = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];

function wilson(right: number, count: number): { value: number; low: number; high: number; count: number } {
  const value = right / count;
  const z2 = 1.96 ** 2;
  const middle = (value + z2 / (2 * count)) / (1 + z2 / count);
  const half = (1.96 / (1 + z2 / count)) * Math.sqrt((value * (1 - value)) / count + z2 / (4 * count ** 2));
  return { value, low: middle - half, high: middle + half, count };
}

function classification(classes: readonly string[], rowsOfEach: number, seed: number): TestEvaluation {
  const draw = random(seed);
  const counts = classes.map((_, actual) => {
    const row = classes.map((_name, predicted) =>
      predicted === actual || draw() < 0.35
        ? 0
        : Math.floor(draw() ** 3 * rowsOfEach * (Math.abs(predicted - actual) < 3 ? 0.11 : 0.02)),
    );
    row[actual] = rowsOfEach - row.reduce((sum, count) => sum + count, 0);
    return row;
  });
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return {
    kind: 'classification',
    confusion: { classes: [...classes], counts, mistakes: [] },
    accuracy: wilson(right, rowsOfEach * classes.length),
    recallByClass: classes.map((name, index) => ({ name, ...wilson(counts[index]?.[index] ?? 0, rowsOfEach) })),
  };
}

function regression(seed: number): TestEvaluation {
  const draw = random(seed);
  return {
    kind: 'regression',
    points: Array.from({ length: 320 }, (_, row) => {
      const actual = 50 + 300 * draw() ** 2;
      return { row: row * 7, actual, predicted: actual * (0.85 + 0.3 * draw()) + 12 * (draw() - 0.5) };
    }),
  };
}

interface Made {
  run: RunSummary;
  series: Record<string, (number | null)[]>;
  evaluation: TestEvaluation | null;
}

const optimizers = ['adam', 'adam', 'adam', 'sgd', 'rmsprop'];
const rates = [0.001, 0.001, 0.001, 0.01, 0.05, 1e-4];

function make(index: number, part: Partial<RunSummary> & { evaluation?: TestEvaluation } = {}): Made {
  const draw = random(index + 1);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)] as Item;
  const status: RunStatus = part.status ?? 'completed';
  const dataset = part.dataset ?? (index % 3 === 0 ? fashion : iris);
  const planned = part.epochsPlanned ?? 40;
  const done = part.epochsDone ?? (status === 'queued' ? 0 : planned);
  const series = curves(index, done, status === 'diverged');
  const createdAt = part.createdAt ?? Date.now() - index * 4_000_000 - 60_000;
  const seconds = done * (0.4 + draw());
  const metrics = Object.fromEntries(
    Object.entries(series)
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => [name, summaryOf(values, name.includes('accuracy'))]),
  );
  const evaluation =
    part.evaluation ??
    (status === 'completed'
      ? classification(
          dataset === iris ? ['setosa', 'versicolor', 'virginica'] : fashionClasses,
          dataset === iris ? 10 : 1000,
          index,
        )
      : null);
  const accuracy = evaluation?.kind === 'classification' ? evaluation.accuracy.value : null;
  const { evaluation: _evaluation, ...given } = part;
  return {
    series,
    evaluation,
    run: {
      id: `run-${String(index)}`,
      name: `${dataset === iris ? 'iris' : 'fashion'}-mlp-${String(index)}`,
      experimentId: `e-${String(index)}`,
      status,
      outsideSeconds: null,
      createdAt,
      startedAt: status === 'queued' ? null : createdAt + 900,
      endedAt: ['queued', 'running', 'paused'].includes(status) ? null : createdAt + 900 + seconds * 1000,
      seconds,
      dataset,
      engine: status === 'queued' ? null : 'onnxruntime',
      device: status === 'queued' ? null : 'cpu',
      epochsDone: done,
      epochsPlanned: planned,
      seed: index % 4,
      parameterCount: 4_675 + (index % 5) * 20_000,
      metrics,
      metricCount: Object.keys(metrics).length,
      test: accuracy === null ? null : { accuracy, loss: 0.09 },
      settings: {
        'data.target': 'species',
        'data.split.seed': 42,
        'data.preprocess.numeric': 'standardize',
        'model.layers[0].type': 'dense',
        'model.layers[0].units': pick([64, 64, 64, 128, 32]),
        'model.layers[1].type': 'dense',
        'model.layers[1].units': 'classes',
        'training.loss': 'crossEntropy',
        'training.optimizer.type': pick(optimizers),
        'training.optimizer.learningRate': pick(rates),
        'training.batchSize': pick([32, 32, 32, 8, 128]),
        'training.epochs': planned,
        'training.seed': index % 4,
      },
      error: null,
      warnings: [],
      tags: index % 7 === 0 ? ['baseline'] : [],
      starred: index % 11 === 0,
      note: '',
      bytes: 120_000,
      archived: false,
      parentId: null,
      ...given,
    },
  };
}

function awkward(): Made[] {
  const now = Date.now();
  return [
    make(9001, {
      id: 'live',
      name: 'fashion-cnn-28',
      status: 'running',
      epochsPlanned: 240,
      epochsDone: 24,
      dataset: fashion,
      createdAt: now - 30_000,
      seed: 3,
      warnings: [{ code: 'runner.batchLargerThanData', params: { batchSize: 512, rows: 96 } }],
    }),
    make(9002, { id: 'wait1', name: 'fashion-cnn-29', status: 'queued', dataset: fashion, createdAt: now - 20_000 }),
    make(9003, { id: 'wait2', name: '等待中的运行 🌸 '.repeat(4), status: 'queued', createdAt: now - 10_000 }),
    make(9004, {
      id: 'diverged',
      name: 'iris-fast',
      status: 'diverged',
      epochsDone: 4,
      createdAt: now - 120_000,
      error: {
        code: 'training.diverged',
        params: { epoch: 4, step: 11, op: 'loss' },
        location: { epoch: 4, step: 11 },
      },
    }),
    make(9005, {
      id: 'failed',
      name: 'greenhouse',
      status: 'failed',
      epochsDone: 0,
      createdAt: now - 180_000,
      error: { code: 'experiments.noSpace', params: { path: '/data' } },
    }),
    make(9006, {
      id: 'interrupted',
      name: 'spoken-digits-9',
      status: 'interrupted',
      epochsDone: 17,
      createdAt: now - 240_000,
    }),
    make(9007, { id: 'stopped', name: 'mini-gpt-6', status: 'stopped', epochsDone: 9, createdAt: now - 300_000 }),
    make(9008, {
      id: 'house',
      name: 'california-houses',
      evaluation: regression(8),
      createdAt: now - 400_000,
      test: { mae: 31.2, rmse: 48.8, r2: 0.77 },
      tags: ['regression', 'long-tag-that-does-not-fit-anywhere-at-all'],
    }),
    make(9009, {
      id: 'fashion',
      name: 'fashion-cnn-27a',
      dataset: fashion,
      createdAt: now - 500_000,
      starred: true,
      tags: ['baseline'],
      note: 'Batch norm moved before the activation cost 0.002; kept after. Shirts are still the weak class: try a wider third block.',
    }),
    make(9010, {
      id: 'long',
      name: `${'measurements-of-the-second-greenhouse-with-corrected-humidity-'.repeat(8)}end`,
      createdAt: now - 600_000,
    }),
    make(9011, { id: 'rtl', name: 'تجربة القزحية رقم ٧', createdAt: now - 700_000 }),
  ];
}

export class FakeRuns {
  readonly #core: FakeCore;
  readonly #made = new Map<string, Made>();
  readonly #removed = new Map<string, Made>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #pace: number;
  #grown: Record<string, (number | null)[]> | undefined;
  #next = 1;

  /** `count` plain runs beside the awkward ones; what runs does `pace` epochs at a time. */
  constructor(core: FakeCore, count: number, pace = 1) {
    this.#core = core;
    this.#pace = pace;
    const made = [
      ...awkward(),
      ...Array.from({ length: count }, (_, index) =>
        make(index, { createdAt: Date.now() - day * 0.01 * index - 800_000 }),
      ),
    ];
    for (const one of made) this.#made.set(one.run.id, one);
    this.#timer = setInterval(() => {
      this.#tick();
    }, 150);
  }

  readonly calls: Readonly<Record<string, (input: never) => unknown>> = {
    'runs.list': () => [...this.#made.values()].map(({ run }) => run),
    'runs.get': ({ id }: { id: string }): RunDetail => this.#detail(this.#find(id)),
    'runs.series': ({ runs, from }: { runs: string[]; from?: Record<string, number> }): SeriesChunk[] =>
      runs.flatMap((run) => {
        const start = from?.[run] ?? 1;
        return Object.entries(this.#made.get(run)?.series ?? {}).map(([metric, values]) => ({
          run,
          metric,
          start,
          values: values.slice(start - 1),
        }));
      }),
    'runs.pause': ({ id }: { id: string }) => this.#set(id, { status: 'paused' }),
    'runs.resume': ({ id }: { id: string }) => this.#set(id, { status: 'running' }),
    'runs.stop': ({ id }: { id: string }) => this.#set(id, { status: 'stopped', endedAt: Date.now() }),
    'runs.update': ({ id, ...change }: { id: string } & Partial<RunSummary>) => this.#set(id, change),
    'runs.mark': ({ ids, ...marks }: { ids: string[]; archived?: boolean; starred?: boolean }) => {
      for (const id of ids) this.#set(id, marks);
      return { changed: ids, atWork: [] };
    },
    'runs.remove': ({ ids }: { ids: string[] }) => {
      for (const id of ids) {
        this.#removed.set(id, this.#find(id));
        this.#made.delete(id);
        this.#core.emit([{ kind: 'runRemoved', id }]);
      }
      return { changed: ids, atWork: [] };
    },
    'runs.restore': ({ ids }: { ids: string[] }) => {
      for (const id of ids) {
        const found = this.#removed.get(id);
        if (found !== undefined) this.#made.set(id, found);
        this.#set(id, {});
      }
      return ids;
    },
    'runs.submit': ({ name }: { name?: string }) => {
      const made = make(9100 + this.#next++, { status: 'queued', createdAt: Date.now(), name: name ?? 'iris' });
      this.#made.set(made.run.id, made);
      return this.#set(made.run.id, {});
    },
  };

  stop(): void {
    clearInterval(this.#timer);
  }

  #find(id: string): Made {
    const found = this.#made.get(id);
    if (found === undefined) throw new UserError('api.runUnknown', { id });
    return found;
  }

  #set(id: string, change: Partial<RunSummary>): RunSummary {
    const made = this.#find(id);
    made.run = { ...made.run, ...change };
    this.#core.emit([{ kind: 'run', run: made.run }]);
    return made.run;
  }

  #detail({ run, evaluation }: Made): RunDetail {
    return {
      ...run,
      experiment: { athanor: 1, name: run.name },
      rowCounts: { train: 96, validation: 24, test: 30 },
      evaluation,
      checkpoints:
        run.epochsDone === 0
          ? []
          : [
              { epoch: run.epochsDone, reason: 'last', bytes: 61_000 },
              { epoch: Math.ceil(run.epochsDone * 0.8), reason: 'best', bytes: 61_000 },
            ],
      disk: { checkpoints: run.epochsDone === 0 ? 0 : 122_000, files: 3_000, history: 9_000 },
      versions: run.startedAt === null ? {} : { athanor: '0.1.0', node: '24.9.0', onnxruntime: '1.30.0', schema: '1' },
      log: [
        { at: run.createdAt, level: 'info', code: 'runner.queued', params: {} },
        {
          at: run.createdAt + 900,
          level: 'info',
          code: 'runner.started',
          params: { engine: 'onnxruntime', device: 'cpu' },
        },
      ],
    };
  }

  /** The next epochs of whatever runs. */
  #tick(): void {
    for (const made of this.#made.values()) {
      if (made.run.status !== 'running') continue;
      const planned = 240 * this.#pace;
      if (made.run.epochsDone >= planned) {
        made.run = { ...made.run, status: 'completed', endedAt: Date.now() };
        this.#core.emit([{ kind: 'run', run: made.run }]);
        continue;
      }
      const start = made.run.epochsDone + 1;
      const done = Math.min(planned, made.run.epochsDone + this.#pace);
      this.#grown ??= curves(9001, planned, false);
      const points = Object.entries(this.#grown).map(([metric, values]) => {
        const added = values.slice(start - 1, done);
        made.series[metric] = [...(made.series[metric] ?? []).slice(0, start - 1), ...added];
        return { kind: 'points' as const, points: { run: made.run.id, metric, start, values: added } };
      });
      const metrics = Object.fromEntries(
        points.map(({ points: { metric, values } }) => [metric, summaryOf(values, metric.includes('accuracy'))]),
      );
      made.run = { ...made.run, epochsDone: done, epochsPlanned: planned, seconds: made.run.seconds + 0.15, metrics };
      this.#core.emit([...points, { kind: 'run', run: made.run }]);
    }
  }
}
