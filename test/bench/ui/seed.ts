/**
 * Fills a data folder for the window's benchmarks: the schema and the data sets by the store itself, the rows in bulk
 * by SQL, as the store would have written them. Numbers come from a seeded generator, so that folders are alike.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { openStore } from '../../../main/experiments/open-store.ts';

export interface SeedSizes {
  /** Runs of the table, each with `metrics` metrics. */
  readonly runs: number;
  readonly metrics: number;
  /** Runs with `charts` curves of `steps` points. */
  readonly curveRuns: number;
  readonly charts: number;
  readonly steps: number;
  /** Runs with one short curve each, drawn in one chart. */
  readonly lines: number;
  /** Points stored in all: what the others lack lies with the runs of the table. */
  readonly points: number;
}

const pointsPerBlob = 1024;
const lineSteps = 300;
/** Names in one run alone. */
const manyNames = 12_000;

/** mulberry32, of Tommy Ettinger's public-domain code: numbers in [0, 1). */
function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function metricName(index: number): string {
  return index === 0 ? 'val_accuracy' : index === 1 ? 'val_loss' : `probe_${String(index).padStart(3, '0')}`;
}

const optimizers = ['adam', 'sgd', 'rmsprop', 'adamw'];
const batches = [16, 32, 64, 128];

function experimentOf(name: string, index: number): Record<string, unknown> {
  return {
    athanor: 1,
    name,
    data: { kind: 'table', path: `${name}.csv`, target: 'label', features: 'all', split: { test: 0.2, seed: 42 } },
    model: {
      layers: [
        { type: 'dense', units: 16 * (1 + (index % 8)), activation: 'relu' },
        { type: 'dropout', rate: 0.1 * (index % 5) },
        { type: 'dense', units: 'classes' },
      ],
    },
    training: {
      loss: 'crossEntropy',
      optimizer: { type: optimizers[index % 4], learningRate: 10 ** -(1 + (index % 40) / 10) },
      batchSize: batches[Math.trunc(index / 4) % 4],
      epochs: 10_000,
      metrics: ['accuracy'],
      seed: index % 10,
    },
    engine: { name: 'auto', device: 'auto' },
  };
}

/** Writes the folder; `report` is told of every part. */
export function seedFolder(root: string, sizes: SeedSizes, report: (text: string) => void): void {
  mkdirSync(join(root, 'datasets'), { recursive: true });
  mkdirSync(join(root, 'runs'), { recursive: true });
  const file = join(root, 'athanor.db');
  const now = Date.UTC(2026, 0, 1);
  let ids = 0;
  const store = openStore(file, { now: () => now, newId: () => `seed${String(++ids).padStart(8, '0')}` });
  for (const name of ['table', 'curves', 'lines', 'names']) {
    store.datasets.insert({
      id: `data-${name}`,
      name,
      kind: 'table',
      rows: 1000,
      columns: 10,
      bytes: 1_000_000,
      hash: name.padEnd(64, '0'),
      sourceName: `${name}.csv`,
      warningCount: 0,
      detail: {},
    });
  }
  store.close();

  const database = new BetterSqlite3(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -400000');
  const writer = new Writer(database, randomSource(20_260_101), now);
  const curvePoints = sizes.curveRuns * sizes.charts * sizes.steps + sizes.lines * lineSteps;
  const left = Math.max(0, sizes.points - curvePoints);

  report(`${String(sizes.runs)} runs × ${String(sizes.metrics)} metrics`);
  writer.inBatches(sizes.runs, (index) => {
    const key = writer.run('table', index, 10_000);
    // A run's points are spread over its first two metrics.
    const points = Math.floor((left * (index + 1)) / sizes.runs) - Math.floor((left * index) / sizes.runs);
    for (let metric = 0; metric < sizes.metrics; metric += 1) {
      writer.metric(key, metricName(metric), metric < 2 ? Math.ceil(points / 2) : 0);
    }
  });
  report(`${String(sizes.curveRuns)} runs × ${String(sizes.charts)} curves × ${String(sizes.steps)} steps`);
  writer.inBatches(sizes.curveRuns, (index) => {
    const key = writer.run('curves', index, sizes.steps);
    for (let chart = 0; chart < sizes.charts; chart += 1) writer.metric(key, `curve_${String(chart)}`, sizes.steps);
  });
  report(`${String(sizes.lines)} runs × 1 curve × ${String(lineSteps)} steps`);
  writer.inBatches(sizes.lines, (index) => {
    writer.metric(writer.run('lines', index, lineSteps), 'val_loss', lineSteps);
  });
  report(`1 run × ${String(manyNames)} metric names`);
  writer.inBatches(1, (index) => {
    const key = writer.run('names', index, 1);
    for (let name = 0; name < manyNames; name += 1) writer.metric(key, `layer_${String(name)}/norm`, 0);
  });
  report('counts');
  writer.finish();
  database.close();
}

class Writer {
  readonly #database: Database;
  readonly #random: () => number;
  readonly #now: number;
  readonly #insertExperiment;
  readonly #insertRun;
  readonly #insertSetting;
  readonly #insertMetric;
  readonly #insertPoints;
  #runs = 0;

  constructor(database: Database, random: () => number, now: number) {
    this.#database = database;
    this.#random = random;
    this.#now = now;
    this.#insertExperiment = database.prepare(
      'INSERT OR IGNORE INTO experiments (key, id, settings_hash, name, created_at) VALUES (?, ?, ?, ?, ?)',
    );
    this.#insertRun = database.prepare(
      `INSERT INTO runs (id, name, experiment_key, dataset_key, status, created_at, started_at, ended_at, updated_at,
         seconds, engine, device, seed, epochs_planned, epochs_done, parameter_count, starred, note, settings, experiment)
       VALUES (?, ?, ?, (SELECT key FROM datasets WHERE name = ?), 'completed', ?, ?, ?, ?, ?, 'onnxruntime', 'cpu',
         ?, ?, ?, ?, ?, '', ?, ?)`,
    );
    this.#insertSetting = database.prepare('INSERT INTO run_settings (path, run_key, value) VALUES (?, ?, ?)');
    this.#insertMetric = database.prepare(
      'INSERT INTO metrics (run_key, name, last, min, max, best, best_epoch) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertPoints = database.prepare(
      'INSERT INTO points (metric_key, first_step, count, min, max, steps, "values") VALUES (?, ?, ?, ?, ?, NULL, ?)',
    );
  }

  inBatches(count: number, write: (index: number) => void): void {
    const perTransaction = 250;
    for (let first = 0; first < count; first += perTransaction) {
      this.#database.transaction(() => {
        for (let index = first; index < Math.min(count, first + perTransaction); index += 1) write(index);
      })();
    }
  }

  /** Gives the run's key. */
  run(dataset: string, index: number, epochs: number): number {
    const experiment = experimentOf(dataset, index);
    const settings = flat(experiment);
    this.#runs += 1;
    // Ten seeds of one experiment, as the settings above repeat.
    const group = Math.trunc(index / 10) + 1;
    const groupKey = (dataset.length * 1_000_000 + group) | 0;
    this.#insertExperiment.run(groupKey, `group${String(groupKey)}`, `${dataset}-${String(group)}`, dataset, this.#now);
    const at = this.#now + this.#runs * 1000;
    const { lastInsertRowid } = this.#insertRun.run(
      `run${String(this.#runs).padStart(9, '0')}`,
      `${dataset}-${String(index + 1)}`,
      groupKey,
      dataset,
      at,
      at,
      at + 60_000,
      at + 60_000,
      10 + this.#random() * 1000,
      index % 10,
      epochs,
      epochs,
      1000 + (index % 97) * 100,
      index % 50 === 0 ? 1 : 0,
      JSON.stringify(settings),
      JSON.stringify(experiment),
    );
    const key = Number(lastInsertRowid);
    for (const [path, value] of Object.entries(settings)) this.#insertSetting.run(path, key, value);
    return key;
  }

  /** A metric with a random walk of `count` points, one of which is a spike that stands alone. */
  metric(runKey: number, name: string, count: number): void {
    const level = this.#random();
    const { lastInsertRowid } = this.#insertMetric.run(runKey, name, level, level * 0.9, level * 1.1, level, 1);
    for (let first = 0; first < count; first += pointsPerBlob) {
      const length = Math.min(pointsPerBlob, count - first);
      const values = new Float64Array(length);
      let value = level;
      for (let place = 0; place < length; place += 1) {
        value += (this.#random() - 0.5) * 0.01;
        values[place] = value;
      }
      this.#insertPoints.run(lastInsertRowid, first + 1, length, level * 0.5, level * 1.5, Buffer.from(values.buffer));
    }
  }

  finish(): void {
    this.#database.exec(`
      INSERT INTO setting_counts (dataset_key, path, value, runs)
        SELECT dataset_key, path, value, count(*) FROM run_settings JOIN runs ON runs.key = run_key
        GROUP BY dataset_key, path, value ORDER BY min(run_key);
    `);
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
  }
}

function flat(value: unknown, path = ''): Record<string, string | number> {
  if (value === null || typeof value !== 'object') return { [path]: value as string | number };
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return { [path]: value.join(', ') };
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => [`${path}[${String(index)}]`, item])
    : Object.entries(value)
        .filter(([key]) => path !== '' || (key !== 'athanor' && key !== 'name'))
        .map(([key, item]): [string, unknown] => [path === '' ? key : `${path}.${key}`, item]);
  return Object.assign({}, ...entries.map(([key, item]) => flat(item, key))) as Record<string, string | number>;
}
