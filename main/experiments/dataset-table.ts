/** Rows of data sets. Their files are the data service's; this table says which there are. */
import { UserError } from '../base/errors.ts';
import type { StoreContext } from './database.ts';
import { freeName, prefixEnd, tidyName } from './names.ts';
import type { DatasetDetailRecord, DatasetRecord, JsonObject } from './records.ts';
import type { DatasetTable } from './store.ts';

interface DatasetRow {
  id: string;
  name: string;
  kind: 'table' | 'images' | 'audio';
  rows: number;
  columns: number;
  bytes: number;
  hash: string;
  source_name: string;
  warning_count: number;
  created_at: number;
  removed_at: number | null;
  note: string;
  run_count: number;
  previous_id: string | null;
}

const summaryColumns = `
  id, name, kind, rows, columns, bytes, hash, source_name, warning_count, created_at, removed_at, note,
  (SELECT count(*) FROM runs WHERE runs.dataset_key = datasets.key AND runs.removed_at IS NULL) AS run_count,
  (SELECT before.id FROM datasets AS before WHERE before.key = datasets.previous_key) AS previous_id`;

function toRecord(row: DatasetRow): DatasetRecord {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    rows: row.rows,
    columns: row.columns,
    bytes: row.bytes,
    hash: row.hash,
    sourceName: row.source_name,
    warningCount: row.warning_count,
    createdAt: row.created_at,
    note: row.note,
    runCount: row.run_count,
    previousId: row.previous_id,
    removedAt: row.removed_at,
  };
}

export function createDatasetTable(context: StoreContext): DatasetTable {
  const { sql, transaction } = context;

  function byId(id: string): DatasetRecord {
    const row = sql<[string], DatasetRow>(`SELECT ${summaryColumns} FROM datasets WHERE id = ?`).get(id);
    if (row === undefined) throw new UserError('experiments.datasetNotFound', { reference: id });
    return toRecord(row);
  }

  function writePrevious(dataset: DatasetRecord, previousId: string | null): void {
    if (previousId !== null) {
      const previous = byId(previousId);
      if (previous.kind !== dataset.kind) {
        throw new UserError(
          'experiments.versionKind',
          { name: dataset.name, kind: dataset.kind, previous: previous.name, previousKind: previous.kind },
          { path: 'previous' },
        );
      }
      for (let older: string | null = previousId; older !== null; older = byId(older).previousId) {
        if (older !== dataset.id) continue;
        throw new UserError(
          'experiments.versionCircle',
          { name: dataset.name, previous: previous.name },
          { path: 'previous' },
        );
      }
    }
    sql<[string | null, string]>(
      'UPDATE datasets SET previous_key = (SELECT key FROM datasets WHERE id = ?) WHERE id = ?',
    ).run(previousId, dataset.id);
  }

  function isNameTaken(name: string): boolean {
    return sql<[string]>('SELECT 1 FROM datasets WHERE name = ? AND removed_at IS NULL').get(name) !== undefined;
  }

  function resolve(reference: string): string {
    const exact = sql<{ reference: string }[], { id: string }>(
      `SELECT id FROM datasets WHERE id = @reference OR (name = @reference AND removed_at IS NULL)
       ORDER BY id = @reference DESC LIMIT 1`,
    ).get({ reference });
    if (exact !== undefined) return exact.id;
    const found = sql<[string, string], { id: string; name: string }>(
      'SELECT id, name FROM datasets WHERE id >= ? AND id < ? AND removed_at IS NULL ORDER BY id LIMIT 5',
    ).all(reference, prefixEnd(reference));
    const [only, second] = reference === '' ? [] : found;
    if (only === undefined) throw new UserError('experiments.datasetNotFound', { reference });
    if (second !== undefined) {
      const matches = found.map((match) => `${match.id} (${match.name})`).join(', ');
      throw new UserError('experiments.datasetAmbiguous', { reference, matches });
    }
    return only.id;
  }

  return {
    insert: (dataset) =>
      transaction(() => {
        const name = freeName(tidyName(dataset.name, 'data'), isNameTaken);
        sql<unknown[]>(
          `INSERT INTO datasets (id, name, kind, rows, columns, bytes, hash, source_name, warning_count, created_at, detail)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          dataset.id,
          name,
          dataset.kind,
          dataset.rows,
          dataset.columns,
          dataset.bytes,
          dataset.hash,
          dataset.sourceName,
          dataset.warningCount,
          context.now(),
          JSON.stringify(dataset.detail),
        );
        context.changed({ kind: 'dataset', id: dataset.id });
        return byId(dataset.id);
      }),

    get(reference): DatasetDetailRecord {
      const id = resolve(reference);
      const row = sql<[string], { detail: string }>('SELECT detail FROM datasets WHERE id = ?').get(id);
      return { ...byId(id), detail: JSON.parse(row?.detail ?? '{}') as JsonObject };
    },

    list: () =>
      sql<[], DatasetRow>(
        `SELECT ${summaryColumns} FROM datasets WHERE removed_at IS NULL ORDER BY created_at DESC, key DESC`,
      )
        .all()
        .map(toRecord),

    everyone: () => sql<[], DatasetRow>(`SELECT ${summaryColumns} FROM datasets ORDER BY key`).all().map(toRecord),

    findByHash(hash) {
      const row = sql<[string], DatasetRow>(
        `SELECT ${summaryColumns} FROM datasets WHERE hash = ? AND removed_at IS NULL ORDER BY key LIMIT 1`,
      ).get(hash);
      return row === undefined ? undefined : toRecord(row);
    },

    update: (id, changes) =>
      transaction(() => {
        const before = byId(id);
        const name = changes.name === undefined ? before.name : tidyName(changes.name, before.name);
        if (name !== before.name && isNameTaken(name)) {
          throw new UserError('experiments.nameTaken', { name }, { path: 'name' });
        }
        const { note = before.note } = changes;
        sql<string[]>('UPDATE datasets SET name = ?, note = ? WHERE id = ?').run(name, note, id);
        if (changes.previousId !== undefined) writePrevious(before, changes.previousId);
        context.changed({ kind: 'dataset', id });
        return byId(id);
      }),

    versions: (id) =>
      sql<[string], DatasetRow>(
        `WITH RECURSIVE
           older (key, previous_key) AS (
             SELECT key, previous_key FROM datasets WHERE id = ?
             UNION ALL
             SELECT datasets.key, datasets.previous_key FROM datasets JOIN older ON datasets.key = older.previous_key
           ),
           line (key) AS (
             SELECT key FROM older WHERE previous_key IS NULL
             UNION ALL
             SELECT datasets.key FROM datasets JOIN line ON datasets.previous_key = line.key
           )
         SELECT ${summaryColumns} FROM datasets WHERE key IN (SELECT key FROM line) ORDER BY created_at, key`,
      )
        .all(id)
        .map(toRecord),

    remove: (id) => {
      transaction(() => {
        if (byId(id).removedAt !== null) return;
        sql<[number, string]>('UPDATE datasets SET removed_at = ? WHERE id = ?').run(context.now(), id);
        context.changed({ kind: 'datasetRemoved', id });
      });
    },

    restore: (id) =>
      transaction(() => {
        const dataset = byId(id);
        if (dataset.removedAt === null) return dataset;
        const name = freeName(dataset.name, isNameTaken);
        sql<[string, string]>('UPDATE datasets SET removed_at = NULL, name = ? WHERE id = ?').run(name, id);
        context.changed({ kind: 'dataset', id });
        return byId(id);
      }),

    discard: (id) =>
      transaction(() => {
        const { changes } = sql<[string]>('DELETE FROM datasets WHERE id = ?').run(id);
        if (changes > 0) context.changed({ kind: 'datasetRemoved', id });
      }),

    ids: () => new Set(sql<[], string>('SELECT id FROM datasets').pluck().all()),
  };
}
