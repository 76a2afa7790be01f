/** Making, finding, changing, removing runs; what they write while they run is in `run-recording.ts`. */
import { BugError, UserError } from '../base/errors.ts';
import type { StoreContext } from './database.ts';
import { flattenSettings, queriedSettings, settingsHash } from './experiment-settings.ts';
import { freeName, numberedName, prefixEnd, tidyName } from './names.ts';
import { completeQuery } from './query/complete.ts';
import { readNames } from './query/fields.ts';
import { groupRuns } from './query/group.ts';
import { checkQuery, findRuns, namesOnce } from './query/select.ts';
import type { JsonObject, NewRun, RunRecord, RunStatus } from './records.ts';
import { readFamily } from './run-family.ts';
import { markRuns, removeRuns, restoreRuns } from './run-marks.ts';
import { createRunRecording } from './run-recording.ts';
import { readRun, readRunDetail, readRuns, readRunsById, resolveRun } from './run-rows.ts';
import { countSettings, readUsual } from './setting-counts.ts';
import { isActive } from './status.ts';
import type { RunTable } from './store.ts';

export function createRunTable(context: StoreContext): RunTable {
  const { sql, transaction } = context;

  // Numbers and names of removed runs stay taken, so that a restored run comes back as itself.
  function isNameTaken(name: string): boolean {
    return sql<[string]>('SELECT 1 FROM runs WHERE name = ?').get(name) !== undefined;
  }

  function nameFor(run: NewRun): string {
    const experimentName = run.experiment['name'];
    const base = tidyName(typeof experimentName === 'string' ? experimentName : '', 'run');
    if (run.name !== undefined && run.name.trim() !== '') return freeName(tidyName(run.name, base), isNameTaken);
    const taken = sql<[string, string], { name: string }>('SELECT name FROM runs WHERE name >= ? AND name < ?')
      .all(`${base}-`, prefixEnd(`${base}-`))
      .map((row) => row.name);
    return numberedName(base, taken);
  }

  function experimentKey(experiment: JsonObject, datasetHash: string): number {
    const hash = settingsHash(experiment, datasetHash);
    const existing = sql<[string], { key: number }>('SELECT key FROM experiments WHERE settings_hash = ?').get(hash);
    if (existing !== undefined) return existing.key;
    const name = experiment['name'];
    const { lastInsertRowid } = sql<unknown[]>(
      'INSERT INTO experiments (id, settings_hash, name, created_at) VALUES (?, ?, ?, ?)',
    ).run(context.newId(), hash, typeof name === 'string' ? name : '', context.now());
    return Number(lastInsertRowid);
  }

  function writeTags(id: string, tags: readonly string[]): void {
    sql<[string]>('DELETE FROM run_tags WHERE run_key = (SELECT key FROM runs WHERE id = ?)').run(id);
    for (const tag of new Set(tags.map((item) => tidyName(item, '')).filter((item) => item !== ''))) {
      sql<[string, string]>('INSERT INTO run_tags (run_key, tag) SELECT key, ? FROM runs WHERE id = ?').run(tag, id);
    }
  }

  function writeSettings(id: string, experiment: JsonObject): void {
    countSettings(context, [id], -1);
    sql<[string]>('DELETE FROM run_settings WHERE run_key = (SELECT key FROM runs WHERE id = ?)').run(id);
    const insert = sql<[string, string | number, string]>(
      'INSERT INTO run_settings (path, value, run_key) SELECT ?, ?, key FROM runs WHERE id = ?',
    );
    for (const [path, value] of queriedSettings(experiment)) insert.run(path, value, id);
    countSettings(context, [id], 1);
  }

  function writeArchived(run: RunRecord, archived: boolean): void {
    if (archived === run.archived) return;
    if (archived && isActive(run.status)) throw new UserError('experiments.runAtWork', { name: run.name });
    sql<[number | null, string]>('UPDATE runs SET archived_at = ? WHERE id = ?').run(
      archived ? context.now() : null,
      run.id,
    );
  }

  function writeName(run: RunRecord, wished: string): void {
    const name = tidyName(wished, run.name);
    if (name === run.name) return;
    if (isNameTaken(name)) throw new UserError('experiments.nameTaken', { name }, { path: 'name' });
    sql<[string, string]>('UPDATE runs SET name = ? WHERE id = ?').run(name, run.id);
  }

  return {
    ...createRunRecording(context),

    create: (run) =>
      transaction(() => {
        const dataset = sql<[string], { key: number; hash: string }>('SELECT key, hash FROM datasets WHERE id = ?').get(
          run.datasetId,
        );
        if (dataset === undefined) throw new UserError('experiments.datasetNotFound', { reference: run.datasetId });
        const id = context.newId();
        const now = context.now();
        sql<unknown[]>(
          `INSERT INTO runs (id, name, experiment_key, dataset_key, status, created_at, updated_at, seed,
             epochs_planned, parameter_count, warnings, settings, experiment, other_bytes, parent_key)
           VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, 0, (SELECT key FROM runs WHERE id = ?))`,
        ).run(
          id,
          nameFor(run),
          experimentKey(run.experiment, dataset.hash),
          dataset.key,
          now,
          now,
          run.seed,
          run.epochsPlanned,
          run.parameterCount ?? null,
          JSON.stringify(run.warnings ?? []),
          JSON.stringify(flattenSettings(run.experiment)),
          JSON.stringify(run.experiment),
          run.parentId ?? null,
        );
        writeSettings(id, run.experiment);
        context.changed({ kind: 'run', id });
        return readRun(context, id);
      }),

    get: (reference) => readRunDetail(context, resolveRun(context, reference)),
    idOf: (reference) => resolveRun(context, reference),
    list: (filter, wanted) => readRuns(context, filter, wanted),
    rows: (ids, wanted) => readRunsById(context, ids, wanted),
    find: (search) => findRuns(context, search),
    names: () => readNames(context),
    check: (where) => checkQuery(context, where),
    complete: (where, cursor, limit) => completeQuery(context, namesOnce(context), { text: where, cursor, limit }),
    repeats: (id) =>
      sql<[string], { id: string }>(
        `SELECT other.id FROM runs JOIN runs AS other
           ON other.experiment_key = runs.experiment_key AND other.seed = runs.seed AND other.key <> runs.key
         WHERE runs.id = ? AND other.removed_at IS NULL ORDER BY other.key DESC`,
      )
        .all(id)
        .map((row) => row.id),
    family: (id) => readFamily(context, id),
    groups: (grouping) => groupRuns(context, grouping),
    usual: (datasetId) => readUsual(context, datasetId),
    queued: () => readRuns(context, { status: ['queued'], order: 'oldest' }),

    countByStatus() {
      const rows = sql<[], { status: RunStatus; count: number }>(
        'SELECT status, count(*) AS count FROM runs WHERE removed_at IS NULL AND archived_at IS NULL GROUP BY status',
      ).all();
      return Object.fromEntries(rows.map((row) => [row.status, row.count]));
    },

    countArchived: () =>
      sql<[], number>('SELECT count(*) FROM runs WHERE removed_at IS NULL AND archived_at IS NOT NULL').pluck().get() ??
      0,

    update: (id, changes) =>
      transaction(() => {
        const run = readRun(context, id);
        if (changes.name !== undefined) writeName(run, changes.name);
        if (changes.note !== undefined) {
          sql<[string, string]>('UPDATE runs SET note = ? WHERE id = ?').run(changes.note, id);
        }
        if (changes.starred !== undefined) {
          sql<[number, string]>('UPDATE runs SET starred = ? WHERE id = ?').run(changes.starred ? 1 : 0, id);
        }
        if (changes.tags !== undefined) writeTags(id, changes.tags);
        if (changes.archived !== undefined) writeArchived(run, changes.archived);
        context.changed({ kind: 'run', id });
        return readRun(context, id);
      }),

    extend: (id, epochs) =>
      transaction(() => {
        const { experiment: before, dataset, status } = readRunDetail(context, id);
        if (isActive(status)) throw new BugError(`run ${id} is ${status} and cannot be extended`);
        const experiment: JsonObject = { ...before, training: { ...(before['training'] as JsonObject), epochs } };
        sql<unknown[]>(
          `UPDATE runs SET experiment = ?, experiment_key = ?, settings = ?, epochs_planned = ?, ended_at = NULL,
             error = NULL, updated_at = ? WHERE id = ?`,
        ).run(
          JSON.stringify(experiment),
          experimentKey(experiment, dataset.hash),
          JSON.stringify(flattenSettings(experiment)),
          epochs,
          context.now(),
          id,
        );
        writeSettings(id, experiment);
        sql<[string]>('DELETE FROM evaluations WHERE run_key = (SELECT key FROM runs WHERE id = ?)').run(id);
        context.changed({ kind: 'run', id });
        return readRun(context, id);
      }),

    mark: (ids, marks) => markRuns(context, ids, marks),
    removeAll: (ids) => removeRuns(context, ids),
    restoreAll: (ids) => restoreRuns(context, ids),
    remove: (id) => {
      const [left] = removeRuns(context, [id]).atWork;
      if (left !== undefined) throw new UserError('experiments.runActive', { name: left.name });
    },
    restore: (id) => {
      restoreRuns(context, [id]);
      return readRun(context, id);
    },
  };
}
