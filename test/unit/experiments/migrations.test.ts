/** Migrations: from nothing, from older files, never from newer or foreign ones. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../main/experiments/migrate.ts';
import type { JsonObject } from '../../../main/experiments/records.ts';
import type { Migration } from '../../../main/experiments/migrations/migration.ts';
import { migrations } from '../../../main/experiments/migrations/registry.ts';
import { irisDataset, irisExperiment, openTestStore, temporaryFolder } from './support.ts';

const first: Migration = {
  version: 1,
  name: 'first',
  up: (database) => database.exec("CREATE TABLE old (name TEXT) STRICT; INSERT INTO old VALUES ('row')"),
};
const second: Migration = {
  version: 2,
  name: 'second',
  up: (database) => database.exec('ALTER TABLE old ADD size INTEGER'),
};
const failing: Migration = {
  version: 2,
  name: 'failing',
  up(database) {
    database.exec('CREATE TABLE half_done (name TEXT) STRICT');
    throw new Error('no');
  },
};

test('the registry is the folder, numbered as the files are', () => {
  const files = readdirSync(new URL('../../../main/experiments/migrations/', import.meta.url))
    .filter((file) => /^\d/.test(file))
    .sort();
  expect(migrations.map((item) => `${String(item.version).padStart(4, '0')}-${item.name}.ts`)).toEqual(files);
});

test('a new file gets every STRICT table and no backup', () => {
  const { file, store } = openTestStore();
  expect(store.schema).toBe(migrations.length);
  const database = new BetterSqlite3(file, { readonly: true });
  const tables = database
    .prepare(
      "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.filter((table) => (table as { strict: number }).strict !== 1)).toEqual([]);
  expect(database.pragma('foreign_key_check')).toEqual([]);
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  database.close();
  expect(existsSync(`${file}.before-1`)).toBe(false);
});

test('0001: old rows (none) become an empty store that takes rows', () => {
  const { store } = openTestStore();
  expect(store.runs.list()).toEqual([]);
  expect(store.datasets.list()).toEqual([]);
});

test('0002: data sets of an older file have an empty note', () => {
  const database = new BetterSqlite3(':memory:');
  migrations[0]?.up(database);
  database.exec(
    "INSERT INTO datasets VALUES (1, 'd1', 'iris', 'table', 150, 5, 10, 'h', 'iris.csv', 0, 5, NULL, '{}')",
  );
  migrations[1]?.up(database);
  expect(database.prepare('SELECT name, note FROM datasets').all()).toEqual([{ name: 'iris', note: '' }]);
});

test('0004: runs tested by an older version have no rows, and one tested again has', () => {
  const database = new BetterSqlite3(':memory:');
  database.pragma('foreign_keys = ON');
  for (const migration of migrations.slice(0, 3)) migration.up(database);
  database.exec(`
    INSERT INTO datasets (key, id, name, kind, rows, columns, bytes, hash, source_name, warning_count, created_at, detail)
      VALUES (1, 'd1', 'iris', 'table', 150, 5, 10, 'h', 'iris.csv', 0, 5, '{}');
    INSERT INTO experiments VALUES (1, 'e1', 's', 'iris', 5);
    INSERT INTO runs (key, id, name, experiment_key, dataset_key, status, created_at, updated_at, seed, epochs_planned,
      settings, experiment) VALUES (1, 'r1', 'iris-1', 1, 1, 'completed', 5, 5, 0, 1, '{}', '{}');
    INSERT INTO evaluations VALUES (1, 5, '{"accuracy":1}', '{}', x'0000803f');
  `);
  migrations[3]?.up(database);
  expect(database.prepare('SELECT run_key, metrics, predictions FROM evaluations').all()).toEqual([
    { run_key: 1, metrics: '{"accuracy":1}', predictions: Buffer.from([0, 0, 0x80, 0x3f]) },
  ]);
  expect(database.prepare('SELECT count(*) FROM test_rows').pluck().get()).toBe(0);
  database.exec("INSERT INTO test_rows VALUES (1, 0, NULL, 'class', x'00', x'00', x'00')");
  // Gone with the evaluation that it belongs to.
  database.exec('DELETE FROM evaluations');
  expect(database.prepare('SELECT count(*) FROM test_rows').pluck().get()).toBe(0);
});

test('0005: settings of older runs get rows of their own, as new runs have them', () => {
  const experiment: JsonObject = {
    ...irisExperiment(3),
    model: {
      layers: [
        { type: 'dense', units: 64, bias: true },
        { type: 'dropout', rate: 0.5 },
        { type: 'conv2d', filters: 8 },
      ],
    },
    engine: { device: null },
  };
  const { store, file } = openTestStore();
  store.datasets.insert(irisDataset);
  store.runs.create({ datasetId: 'd1', experiment, seed: 3, epochsPlanned: 100 });
  store.close();
  const database = new BetterSqlite3(file);
  const rows = () => database.prepare('SELECT path, run_key, value FROM run_settings ORDER BY path').all();
  const written = rows();
  expect(written).toContainEqual({ path: 'model', run_key: 1, value: 'dense 64 → dropout → conv2d 8' });
  expect(written).toContainEqual({ path: 'model.layers[0].bias', run_key: 1, value: 'true' });
  database.exec('DROP TABLE run_settings; DROP INDEX metrics_by_name');
  migrations[4]?.up(database);
  expect(rows()).toEqual(written);
  database.close();
});

test('0006: settings of older runs are counted as those of new ones are', () => {
  const { store, file } = openTestStore();
  store.datasets.insert(irisDataset);
  for (const seed of [1, 2]) {
    store.runs.create({ datasetId: 'd1', experiment: irisExperiment(seed), seed, epochsPlanned: 100 });
  }
  const removed = store.runs.create({ datasetId: 'd1', experiment: irisExperiment(3), seed: 3, epochsPlanned: 1 });
  store.runs.setStatus(removed.id, 'stopped');
  store.runs.remove(removed.id);
  store.close();
  const database = new BetterSqlite3(file);
  const counts = () =>
    database.prepare('SELECT dataset_key, path, value, runs FROM setting_counts WHERE runs > 0 ORDER BY 1, 2, 3').all();
  const counted = counts();
  expect(counted).toContainEqual({ dataset_key: 1, path: 'training.seed', value: 1, runs: 1 });
  expect(counted).toContainEqual({ dataset_key: 1, path: 'training.loss', value: 'crossEntropy', runs: 2 });
  expect(counted).not.toContainEqual(expect.objectContaining({ path: 'training.seed', value: 3 }));
  database.exec('DROP TABLE setting_counts; DROP INDEX runs_by_creation');
  migrations[5]?.up(database);
  expect(counts()).toEqual(counted);
  database.close();
});

test('0007: runs of older files are not archived', () => {
  const database = new BetterSqlite3(':memory:');
  for (const migration of migrations.slice(0, 6)) migration.up(database);
  database.exec(`
    INSERT INTO datasets (key, id, name, kind, rows, columns, bytes, hash, source_name, warning_count, created_at, detail)
      VALUES (1, 'd1', 'iris', 'table', 150, 5, 10, 'h', 'iris.csv', 0, 5, '{}');
    INSERT INTO experiments VALUES (1, 'e1', 's', 'iris', 5);
    INSERT INTO runs (key, id, name, experiment_key, dataset_key, status, created_at, updated_at, seed, epochs_planned,
      settings, experiment) VALUES (1, 'r1', 'iris-1', 1, 1, 'completed', 5, 5, 0, 1, '{}', '{}');
  `);
  migrations[6]?.up(database);
  expect(database.prepare('SELECT id, archived_at FROM runs').all()).toEqual([{ id: 'r1', archived_at: null }]);
  database.close();
});

test('0008: runs of an older version have no samples of the machine, and they go with their run', () => {
  const { store, file } = openTestStore();
  store.datasets.insert(irisDataset);
  const { id } = store.runs.create({ datasetId: 'd1', experiment: irisExperiment(3), seed: 3, epochsPlanned: 100 });
  store.close();
  const database = new BetterSqlite3(file);
  database.pragma('foreign_keys = ON');
  database.exec('DROP TABLE system_samples');
  migrations[7]?.up(database);
  expect(database.prepare('SELECT count(*) FROM system_samples').pluck().get()).toBe(0);
  database.exec("INSERT INTO system_samples VALUES (1, 0, x'00')");
  database.prepare('DELETE FROM runs WHERE id = ?').run(id);
  expect(database.prepare('SELECT count(*) FROM system_samples').pluck().get()).toBe(0);
  database.close();
});

test('0009: runs of an older version have no parent, and a run outlives its parent', () => {
  const database = new BetterSqlite3(':memory:');
  database.pragma('foreign_keys = ON');
  for (const migration of migrations.slice(0, 8)) migration.up(database);
  database.exec(`
    INSERT INTO datasets (key, id, name, kind, rows, columns, bytes, hash, source_name, warning_count, created_at, detail)
      VALUES (1, 'd1', 'iris', 'table', 150, 5, 10, 'h', 'iris.csv', 0, 5, '{}');
    INSERT INTO experiments VALUES (1, 'e1', 's', 'iris', 5);
    INSERT INTO runs (key, id, name, experiment_key, dataset_key, status, created_at, updated_at, seed, epochs_planned,
      settings, experiment) VALUES (1, 'r1', 'iris-1', 1, 1, 'completed', 5, 5, 0, 1, '{}', '{}'),
      (2, 'r2', 'iris-2', 1, 1, 'completed', 5, 5, 0, 1, '{}', '{}');
  `);
  migrations[8]?.up(database);
  const parents = () => database.prepare('SELECT id, parent_key FROM runs ORDER BY key').all();
  expect(parents()).toEqual([
    { id: 'r1', parent_key: null },
    { id: 'r2', parent_key: null },
  ]);
  database.exec('UPDATE runs SET parent_key = 1 WHERE key = 2; DELETE FROM runs WHERE key = 1');
  expect(parents()).toEqual([{ id: 'r2', parent_key: null }]);
  database.close();
});

test('0010: runs of an older version are measured as new ones are, and nobody has looked at their files', () => {
  const { store, file } = openTestStore();
  store.datasets.insert(irisDataset);
  const { id } = store.runs.create({ datasetId: 'd1', experiment: irisExperiment(3), seed: 3, epochsPlanned: 100 });
  store.runs.start(id, { engine: 'onnxruntime', device: 'cpu', versions: {} });
  store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 1 }, seconds: 1 });
  store.runs.recordEpoch(id, { epoch: 5, metrics: { loss: 1 }, seconds: 1 });
  store.runs.recordTest(id, { metrics: { accuracy: 1 }, evaluation: { kind: 'ü' } });
  store.runs.setStatus(id, 'completed');
  const { history } = store.runs.get(id).disk;
  expect(history).toBeGreaterThan(24);
  store.close();
  const database = new BetterSqlite3(file);
  database.exec('ALTER TABLE runs DROP COLUMN history_bytes; ALTER TABLE runs DROP COLUMN other_bytes');
  migrations.find(({ name }) => name === 'run-sizes')?.up(database);
  expect(database.prepare('SELECT history_bytes, other_bytes FROM runs').get()).toEqual({
    history_bytes: history,
    other_bytes: null,
  });
  database.close();
});

test('0012: whether a split is still drawn is found by an index', () => {
  const database = new BetterSqlite3(':memory:');
  for (const migration of migrations) migration.up(database);
  const plan = database.prepare('EXPLAIN QUERY PLAN SELECT 1 FROM runs WHERE split_key = 1').all();
  expect(plan).toEqual([expect.objectContaining({ detail: expect.stringContaining('runs_by_split') as unknown })]);
  database.close();
});

test('an older file is backed up, then migrated with its rows', () => {
  const file = join(temporaryFolder(), 'athanor.db');
  const database = new BetterSqlite3(file);
  migrate(database, [first]);
  expect(migrate(database, [first, second])).toBe(2);
  expect(database.prepare('SELECT * FROM old').all()).toEqual([{ name: 'row', size: null }]);
  const backup = new BetterSqlite3(`${file}.before-2`, { readonly: true });
  expect(backup.prepare('SELECT * FROM old').all()).toEqual([{ name: 'row' }]);
  expect(backup.pragma('user_version', { simple: true })).toBe(1);
  backup.close();
  database.close();
});

test('a migration that fails leaves the file as it was, and can be tried again', () => {
  const database = new BetterSqlite3(join(temporaryFolder(), 'athanor.db'));
  migrate(database, [first]);
  expect(() => migrate(database, [first, failing])).toThrow('no');
  expect(database.pragma('user_version', { simple: true })).toBe(1);
  expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half_done'").pluck().get()).toBe(0);
  expect(migrate(database, [first, second])).toBe(2);
  database.close();
});

test('a newer file is refused untouched', () => {
  const { file, store } = openTestStore();
  store.close();
  const database = new BetterSqlite3(file);
  database.pragma('user_version = 999');
  database.close();
  const before = readFileSync(file);
  expect(() => openTestStore(file)).toThrow('experiments.databaseTooNew');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("another program's database and a file that is none are refused", () => {
  const folder = temporaryFolder();
  const foreign = new BetterSqlite3(join(folder, 'foreign.db'));
  foreign.exec('CREATE TABLE songs (title TEXT)');
  foreign.close();
  const before = readFileSync(join(folder, 'foreign.db'));
  expect(() => openTestStore(join(folder, 'foreign.db'))).toThrow('experiments.notOurDatabase');
  expect(readFileSync(join(folder, 'foreign.db')).equals(before)).toBe(true);
  writeFileSync(join(folder, 'text.db'), 'not a database at all, but long enough to be read as a header. '.repeat(20));
  expect(() => openTestStore(join(folder, 'text.db'))).toThrow('experiments.databaseUnreadable');
});

test('versions must count up from 1 without a gap', () => {
  const database = new BetterSqlite3(':memory:');
  expect(() => migrate(database, [first, { ...second, version: 3 }])).toThrow('expected 2');
  expect(() => migrate(database, [first, first])).toThrow('expected 2');
  database.close();
});
