/**
 * A core made of plain objects, for looking at the window without the real one: two data sets, a few runs, and runs that
 * train by the clock. For development and for tests of states that are hard to reach; never shipped.
 */
import type { ClientContext, ClientLink } from '@orpc/client';
import { UserError } from '../../main/base/errors.ts';
import type {
  Catalogue,
  ChangeEvent,
  ColumnProfile,
  DatasetDetail,
  DatasetProfile,
  DatasetSummary,
  DoctorReport,
  ModelInspection,
  RecipePreview,
  RunSummary,
  SystemStatus,
  TablePreview,
} from '../../main/api/contract/index.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 24, 9, 0, 0);

function histogram(counts: readonly number[], low: number, high: number): NonNullable<ColumnProfile['numeric']> {
  const edges = Array.from({ length: counts.length + 1 }, (_, index) => low + ((high - low) * index) / counts.length);
  const mid = (low + high) / 2;
  return {
    mean: mid,
    standardDeviation: (high - low) / 5,
    quantiles: [low, low + (high - low) / 4, mid, low + ((high - low) * 3) / 4, high],
    histogram: { edges, counts: [...counts] },
    outliers: { lower: low, upper: high, below: 0, above: 0 },
  };
}

const irisProfile: ColumnProfile[] = [
  ['sepal_length', [9, 23, 14, 27, 16, 26, 18, 6, 5, 6], 4.3, 7.9],
  ['sepal_width', [4, 7, 22, 24, 38, 31, 9, 11, 2, 2], 2, 4.4],
  ['petal_length', [37, 13, 0, 1, 4, 22, 28, 20, 16, 9], 1, 6.9],
  ['petal_width', [41, 8, 1, 7, 8, 33, 6, 23, 9, 14], 0.1, 2.5],
].map(([name, counts, low, high]) => ({
  name: name as string,
  kind: 'number' as const,
  missing: name === 'petal_width' ? 2 : 0,
  distinct: 35,
  numeric: histogram(counts as number[], low as number, high as number),
  top: [{ value: '5', count: 10 }],
}));

const iris: DatasetDetail = {
  id: 'iris1',
  name: 'iris',
  kind: 'table',
  rows: 150,
  columns: 5,
  bytes: 6_120,
  hash: '9f3ca1e0b87d4f2c6a5e1d0c9b8a7f6e5d4c3b2a190807060504030201aabbcc',
  sourceName: 'iris.csv',
  createdAt: start - 300 * minute,
  warningCount: 1,
  runCount: 3,
  note: '',
  sources: [{ name: 'iris.csv', bytes: 4_600, hash: '9f3ca1e0' }],
  runs: [],
  options: { delimiter: ',', header: true, encoding: 'utf-8', missing: [], kinds: {}, onBadRow: 'refuse' },
  images: null,
  audio: null,
  profile: [
    ...irisProfile,
    {
      name: 'species',
      kind: 'category',
      missing: 0,
      distinct: 3,
      numeric: null,
      top: ['setosa', 'versicolor', 'virginica'].map((value) => ({ value, count: 50 })),
    },
  ],
  warnings: [
    {
      code: 'datasets.textInNumbers',
      params: { column: 'petal_width', row: 17, value: 'n/a' },
      column: 'petal_width',
      line: 18,
    },
  ],
  rejected: [],
};

const catalogue: Catalogue = {
  steps: [],
  layers: [
    {
      type: 'dense',
      category: 'core',
      formula: 'y = f(xW + b)',
      inputs: { minimum: 1, maximum: 1 },
      fields: [
        {
          kind: 'integer',
          name: 'units',
          required: true,
          default: 64,
          minimum: 1,
          maximum: 1_000_000,
          words: ['classes'],
        },
        {
          kind: 'choice',
          name: 'activation',
          required: false,
          default: 'linear',
          choices: ['linear', 'relu', 'sigmoid', 'tanh', 'softmax'],
        },
        { kind: 'boolean', name: 'useBias', required: false, default: true },
      ],
    },
    {
      type: 'dropout',
      category: 'regularization',
      formula: 'y = x m / (1 - p)',
      inputs: { minimum: 1, maximum: 1 },
      fields: [{ kind: 'number', name: 'rate', required: true, default: 0.5, minimum: 0, maximum: 0.99 }],
    },
    { type: 'flatten', category: 'shape', formula: 'y = x', inputs: { minimum: 1, maximum: 1 }, fields: [] },
  ],
  losses: [
    { type: 'crossEntropy', target: 'categorical', oneOutput: false, endings: ['softmax', 'linear'], fields: [] },
    { type: 'meanSquaredError', target: 'regression', oneOutput: false, endings: [], fields: [] },
  ],
  schedules: [{ type: 'constant', fields: [] }],
  clippings: [],
  augmentation: [],
  averagings: [],
  optimizers: ['adam', 'sgd', 'rmsprop'].map((type) => ({
    type,
    fields: [
      {
        kind: 'number' as const,
        name: 'learningRate',
        required: false,
        default: type === 'sgd' ? 0.01 : 0.001,
        minimum: 0,
        maximum: 1e12,
      },
    ],
  })),
  metrics: [
    { type: 'accuracy', targets: ['categorical'], better: 'higher', fields: [] },
    { type: 'mae', targets: ['regression'], better: 'lower', fields: [] },
  ],
};

function runOf(id: string, part: Partial<RunSummary>): RunSummary {
  return {
    id,
    name: 'iris',
    experimentId: `e-${id}`,
    status: 'completed',
    createdAt: start,
    startedAt: start,
    endedAt: start + 900,
    seconds: 0.9,
    outsideSeconds: 0.2,
    dataset: { id: iris.id, name: iris.name, hash: iris.hash },
    engine: 'onnxruntime',
    device: 'cpu',
    epochsDone: 100,
    epochsPlanned: 100,
    seed: 0,
    parameterCount: 4_675,
    metricCount: 4,
    metrics: {
      loss: { last: 0.052, min: 0.052, max: 1.1, best: 0.052, bestEpoch: 100 },
      val_loss: { last: 0.071, min: 0.066, max: 1.05, best: 0.066, bestEpoch: 84 },
      accuracy: { last: 0.979, min: 0.34, max: 0.99, best: 0.99, bestEpoch: 92 },
      val_accuracy: { last: 0.9583, min: 0.4, max: 1, best: 1, bestEpoch: 61 },
    },
    test: { loss: 0.09, accuracy: 0.9667 },
    settings: { 'training.optimizer.type': 'adam', 'training.epochs': 100 },
    error: null,
    warnings: [],
    tags: [],
    starred: false,
    note: '',
    bytes: 120_000,
    archived: false,
    parentId: null,
    ...part,
  };
}

function curve(epochs: number, from: number, to: number): number[] {
  return Array.from(
    { length: epochs },
    (_, index) => to + (from - to) * Math.exp((-4 * index) / epochs) + 0.02 * Math.sin(index * 1.7),
  );
}

export interface FakeOptions {
  /** Nothing stored yet: the first visit. */
  readonly empty?: boolean;
}

export class FakeCore {
  #datasets: DatasetDetail[];
  #runs: RunSummary[];
  #listeners = new Set<(batch: ChangeEvent[]) => void>();
  #next = 1;

  constructor({ empty = false }: FakeOptions = {}) {
    this.#datasets = empty
      ? []
      : [
          iris,
          {
            ...iris,
            id: 'long1',
            name: 'measurements-of-the-second-greenhouse-with-corrected-humidity-2024-06-30',
            rows: 48_842,
            columns: 15,
            warningCount: 0,
            runCount: 0,
            createdAt: start,
          },
        ];
    this.#runs = empty
      ? []
      : [
          runOf('r4', {
            name: 'iris-wide-and-slow-with-a-long-name-that-must-be-cut-seed-3',
            status: 'running',
            epochsDone: 24,
            epochsPlanned: 40,
            seconds: 94,
            createdAt: start + 4 * minute,
            endedAt: null,
            test: null,
            seed: 3,
          }),
          runOf('r3', {
            status: 'diverged',
            createdAt: Date.now() - 20 * minute,
            epochsDone: 3,
            test: null,
            error: { code: 'training.diverged', params: { epoch: 3, step: 12 } },
          }),
          runOf('r2', {
            status: 'queued',
            epochsDone: 0,
            seconds: 0,
            metrics: {},
            test: null,
            createdAt: start + minute,
            startedAt: null,
            endedAt: null,
          }),
          runOf('r1', { createdAt: start - 50 * minute }),
        ];
  }

  /** The calls of the contract, by path. */
  readonly calls: Readonly<Record<string, (input: never, signal?: AbortSignal) => unknown>> = {
    'datasets.list': () =>
      this.#datasets.map(
        ({ profile: _profile, warnings: _warnings, rejected: _rejected, options: _options, ...summary }) => summary,
      ),
    'datasets.get': ({ id }: { id: string }) => this.#dataset(id),
    'datasets.profile': ({ target }: { target?: string }): DatasetProfile => ({
      ...{ rows: 150, exact: true, columns: iris.profile, measuredRows: 150, duplicateRows: 1, warnings: [] },
      pairs: [
        { one: 'petal_length', other: 'petal_width', measure: 'pearson', value: 0.963 },
        { one: 'sepal_length', other: 'sepal_width', measure: 'pearson', value: -0.118 },
        { one: 'petal_length', other: 'species', measure: 'correlationRatio', value: 0.97 },
      ],
      target: target === undefined ? null : { column: target, classes: iris.profile.at(-1)?.top ?? null },
    }),
    'datasets.update': ({ id, ...changes }: { id: string; name?: string; note?: string }) =>
      this.#replace({ ...this.#dataset(id), ...changes }),
    'datasets.remove': ({ id }: { id: string }) => {
      this.#datasets = this.#datasets.filter((dataset) => dataset.id !== id);
      this.emit([{ kind: 'datasetRemoved', id }]);
    },
    'datasets.restore': () => this.#replace(iris),
    'datasets.rows': ({ offset, limit }: { offset: number; limit: number }) => ({
      columns: iris.profile.map(({ name }) => name),
      rows: Array.from({ length: Math.min(limit, 150 - offset) }, (_, index) => [
        '5.1',
        '3.5',
        '1.4',
        (offset + index) % 9 === 0 ? null : '0.2',
        ['setosa', 'versicolor', 'virginica'][Math.floor((offset + index) / 50)] ?? '',
      ]),
      total: 150,
    }),
    'datasets.stageOpen': () => ({ id: 'staged1' }),
    'datasets.stageChunk': () => undefined,
    'datasets.stageDiscard': () => undefined,
    'datasets.preview': ({ options }: { options: TablePreview['options'] }): TablePreview => ({
      sourceName: 'iris.csv',
      bytes: 4_600,
      options: {
        ...{ format: 'csv', delimiter: ',', quote: '"', header: true, encoding: 'utf-8', decimal: '.' as const },
        ...{ table: '', missing: ['NA'], kinds: {}, onBadRow: 'refuse' as const },
        ...options,
      },
      tables: [],
      columns: iris.profile.map(({ name, kind, missing }) => ({
        name,
        kind: options.kinds[name] ?? kind,
        missing,
      })),
      rows: Array.from({ length: 40 }, (_, index) => ['5.1', '3.5', '1.4', index === 6 ? null : '0.2', 'setosa']),
      rejected: [{ line: 12, reason: 'datasets.raggedRow', text: '5.0,3.4,1.5' }],
      warnings: iris.warnings,
    }),
    'datasets.import': (_input: never, signal?: AbortSignal) => this.#import(signal),
    'models.catalogue': () => catalogue,
    'datasets.previewRecipe': (): RecipePreview => ({
      rows: 150,
      counts: { train: 96, validation: 24, test: 30 },
      fittedRows: 96,
      sampled: false,
      targets: [],
      columns: [],
      featureCount: 4,
      windowLength: null,
      computed: [],
      shown: [],
      warnings: [],
    }),
    'models.inspect': (input: { model: { layers: Record<string, unknown>[] } }): ModelInspection =>
      inspect(input.model.layers),
    'runs.list': () => this.#runs,
    'runs.series': ({ runs, from }: { runs: string[]; from?: Record<string, number> }) =>
      runs.flatMap((run) => {
        const epochs = this.#runs.find(({ id }) => id === run)?.epochsDone ?? 0;
        const first = from?.[run] ?? 1;
        return [
          { run, metric: 'loss', start: first, values: curve(epochs, 1.1, 0.05).slice(first - 1) },
          { run, metric: 'val_loss', start: first, values: curve(epochs, 1, 0.08).slice(first - 1) },
        ];
      }),
    'runs.submit': ({ name }: { name?: string }) => this.#submit(name ?? 'iris'),
    'runs.changes': (_input: never, signal?: AbortSignal) => this.#changes(signal),
    'examples.list': () => [
      { name: 'iris', title: 'Iris: three species from four measurements', experiment: { athanor: 1, name: 'iris' } },
    ],
    'system.status': (): SystemStatus => ({
      version: '0.1.0',
      dataFolder: '/home/mei/athanor',
      freeBytes: 212e9,
      running: 1,
      queued: 1,
      memoryBytes: { used: 9.4e9, total: 32e9 },
      device: 'cpu',
    }),
    'system.doctor': (): DoctorReport => ({
      version: '0.1.0',
      platform: {
        system: 'Linux',
        release: '6.1',
        architecture: 'x64',
        processor: 'Example 7840U',
        cores: 16,
        memoryBytes: 32e9,
      },
      versions: { node: '24.9.0', onnxruntime: '1.30.0', sqlite: '3.50.4' },
      dataFolder: { path: '/home/mei/athanor', writable: true, freeBytes: 212e9, usedBytes: 18.4e9, schema: 1 },
      shell: { kind: 'browser', electron: { installed: false, detail: 'its runtime was not downloaded' } },
      engines: [
        {
          id: 'onnxruntime',
          state: 'ready',
          version: '1.30.0',
          devices: [
            { id: 'cpu', name: 'CPU, 16 threads', kind: 'cpu' },
            { id: 'webgpu', name: 'Example Graphics 780M', kind: 'gpu' },
          ],
          missing: [{ id: 'cuda', detail: 'libonnxruntime_providers_cuda.so is not installed' }],
          detail: null,
        },
        {
          id: 'tensorflow',
          state: 'absent',
          version: null,
          devices: [],
          missing: [],
          detail: '@tensorflow/tfjs-node-gpu is not installed',
        },
        {
          id: 'reference',
          state: 'ready',
          version: '0.1.0',
          devices: [{ id: 'cpu', name: 'CPU', kind: 'cpu' }],
          missing: [],
          detail: null,
        },
      ],
      findings: [{ level: 'info', code: 'tensorflowAbsent', params: { package: '@tensorflow/tfjs-node-gpu' } }],
    }),
  };

  emit(batch: ChangeEvent[]): void {
    for (const listener of this.#listeners) listener(batch);
  }

  #dataset(id: string): DatasetDetail {
    const found = this.#datasets.find((dataset) => dataset.id === id);
    if (found === undefined) throw new UserError('api.datasetUnknown', { id });
    return found;
  }

  #replace(dataset: DatasetDetail): DatasetSummary {
    this.#datasets = [...this.#datasets.filter(({ id }) => id !== dataset.id), dataset];
    this.emit([{ kind: 'dataset', dataset }]);
    return dataset;
  }

  async *#import(signal?: AbortSignal): AsyncGenerator {
    for (let step = 1; step <= 20; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (signal?.aborted === true) throw new DOMException('Cancelled', 'AbortError');
      yield { kind: 'progress', doneBytes: step * 230, totalBytes: 4_600, rows: step * 7 };
    }
    yield {
      kind: 'done',
      dataset: this.#replace({ ...iris, id: `new${String(this.#next++)}`, name: 'iris', createdAt: Date.now() }),
    };
  }

  #submit(name: string): RunSummary {
    const run = runOf(`s${String(this.#next++)}`, {
      name,
      status: 'queued',
      epochsDone: 0,
      createdAt: Date.now(),
      endedAt: null,
      test: null,
      metrics: {},
    });
    this.#runs = [run, ...this.#runs];
    this.emit([{ kind: 'run', run }]);
    return run;
  }

  async *#changes(signal?: AbortSignal): AsyncGenerator<ChangeEvent[]> {
    const waiting: ChangeEvent[][] = [];
    let wake: () => void = () => undefined;
    const listener = (batch: ChangeEvent[]): void => {
      waiting.push(batch);
      wake();
    };
    this.#listeners.add(listener);
    signal?.addEventListener('abort', () => {
      wake();
    });
    try {
      while (signal?.aborted !== true) {
        const batch = waiting.shift();
        if (batch === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield batch;
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }
}

function inspect(layers: readonly Record<string, unknown>[]): ModelInspection {
  let width: number | null = 4;
  const problems: ModelInspection['problems'] = [];
  const nodes = layers.map((layer, index) => {
    const id = `${String(layer['type'])}_${String(index + 1)}`;
    const inputShape = width === null ? null : [width];
    let parameters: number | null = 0;
    if (layer['type'] === 'dense') {
      const units = layer['units'] === 'classes' ? 3 : Number(layer['units']);
      if (!Number.isInteger(units) || units < 1) {
        problems.push({
          code: 'models.unitsWrong',
          params: { found: String(layer['units']) },
          node: id,
          path: `model.layers[${String(index)}].units`,
        });
        width = null;
        parameters = null;
      } else {
        parameters = width === null ? null : (width + 1) * units;
        width = units;
      }
    }
    const path = `model.layers[${String(index)}]`;
    return {
      id,
      type: String(layer['type']),
      path,
      inputShape,
      outputShape: width === null ? null : [width],
      parameters,
    };
  });
  const total = nodes.reduce<number | null>(
    (sum, node) => (sum === null || node.parameters === null ? null : sum + node.parameters),
    0,
  );
  return { inputs: [{ id: 'features', shape: [4] }], nodes, parameters: total, problems };
}

/** A link that answers from the fake core, through JSON as a socket would. */
export function fakeLink(core: FakeCore): ClientLink<ClientContext> {
  return {
    async call(path, input, options) {
      const answer = core.calls[path.join('.')];
      if (answer === undefined) throw new UserError('internal', { message: `The fake has no ${path.join('.')}` });
      await new Promise((resolve) => setTimeout(resolve, 5));
      const result = await answer(input as never, options.signal);
      return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
        ? result
        : structuredClone(result);
    },
  };
}
