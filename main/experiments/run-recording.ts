/** What a run in progress writes: its start, epochs, split, test result, log, and every change of status. */
import { BugError } from '../base/errors.ts';
import { secondsSeries } from '../base/run-seconds.ts';
import type { StoreContext } from './database.ts';
import type { CodedNote, EpochRecord, RunStatus } from './records.ts';
import { readRun, readRuns, runNotFound } from './run-rows.ts';
import { countPoints, measureCheckpoints, measureHistory } from './run-sizes.ts';
import { readSeries, SeriesWriter } from './series.ts';
import { readSplit, writeSplit } from './splits.ts';
import { assertTransition, isActive } from './status.ts';
import { appendSample, readSamples } from './system-samples.ts';
import { readTestRows, writeTestRows } from './test-rows.ts';
import type { RunTable } from './store.ts';

type Recording = Pick<
  RunTable,
  | 'start'
  | 'setStatus'
  | 'rewind'
  | 'addWarning'
  | 'recordEpoch'
  | 'recordEpochs'
  | 'recordSplit'
  | 'recordTest'
  | 'log'
  | 'recordFiles'
  | 'purge'
  | 'dropCheckpoints'
  | 'recordSample'
  | 'samples'
  | 'splitRows'
  | 'testRows'
  | 'series'
  | 'interruptOrphans'
>;

interface ProgressRow {
  key: number;
  status: RunStatus;
  epochs_done: number;
}

/** Metrics as JSON, which knows no NaN: what is not finite is null. */
function metricsJson(metrics: Readonly<Record<string, number>>): string {
  return JSON.stringify(metrics);
}

export function createRunRecording(context: StoreContext): Recording {
  const { sql, transaction, relaxedTransaction } = context;
  const writer = new SeriesWriter(context);

  function progressOf(id: string): ProgressRow {
    const row = sql<[string], ProgressRow>('SELECT key, status, epochs_done FROM runs WHERE id = ?').get(id);
    if (row === undefined) throw runNotFound(id);
    return row;
  }

  function writeStatus(id: string, to: RunStatus, error: string | null, endedAt: number | null): void {
    const row = progressOf(id);
    assertTransition(id, row.status, to);
    sql<unknown[]>('UPDATE runs SET status = ?, error = ?, ended_at = ?, updated_at = ? WHERE key = ?').run(
      to,
      error,
      endedAt,
      context.now(),
      row.key,
    );
    if (!isActive(to)) measureHistory(context, row.key);
    context.changed({ kind: 'run', id });
  }

  function writeEpochs(id: string, epochs: readonly EpochRecord[]): void {
    const row = progressOf(id);
    let done = row.epochs_done;
    const points = new Map<string, { step: number; value: number }[]>();
    for (const record of epochs) {
      if (!Number.isInteger(record.epoch) || record.epoch < 1) throw new BugError(`run ${id}: epoch ${record.epoch}`);
      if (record.epoch <= done) {
        if (points.size > 0) throw new BugError(`run ${id}: epoch ${record.epoch} after ${done} in one batch`);
        cut(row.key, record.epoch);
      }
      done = record.epoch;
      const readings = { ...record.metrics, [secondsSeries]: record.seconds };
      for (const [metric, value] of Object.entries(readings)) {
        const list = points.get(metric) ?? [];
        list.push({ step: record.epoch, value });
        points.set(metric, list);
      }
      context.changed({ kind: 'points', id, epoch: record.epoch, metrics: readings });
    }
    let added = 0;
    for (const [metric, list] of points) {
      writer.append(row.key, metric, list);
      added += list.length;
    }
    countPoints(context, row.key, added);
    const last = epochs.at(-1);
    if (last === undefined) return;
    sql<unknown[]>(
      'UPDATE runs SET epochs_done = ?, seconds = ?, outside_seconds = ?, updated_at = ? WHERE key = ?',
    ).run(done, last.seconds, last.outsideSeconds ?? null, context.now(), row.key);
    const checkpoints = epochs.findLast((record) => record.checkpoints !== undefined)?.checkpoints;
    if (checkpoints !== undefined) writeCheckpoints(row.key, checkpoints);
    context.changed({ kind: 'run', id });
  }

  /** Drops what was recorded of an epoch and of all later ones, and a test of weights that are no longer this run's. */
  function cut(runKey: number, epoch: number): void {
    writer.cut(runKey, epoch);
    sql<[number]>('DELETE FROM evaluations WHERE run_key = ?').run(runKey);
    sql<[number, number]>('DELETE FROM checkpoints WHERE run_key = ? AND epoch >= ?').run(runKey, epoch);
    measureCheckpoints(context, runKey);
    measureHistory(context, runKey);
  }

  function writeCheckpoints(runKey: number, checkpoints: NonNullable<EpochRecord['checkpoints']>): void {
    sql<[number]>('DELETE FROM checkpoints WHERE run_key = ?').run(runKey);
    for (const item of checkpoints) {
      sql<unknown[]>(
        'INSERT INTO checkpoints (run_key, reason, epoch, file, bytes, conditions) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(runKey, item.reason, item.epoch, item.file, item.bytes, JSON.stringify(item.conditions));
    }
    measureCheckpoints(context, runKey);
  }

  function recordEpochs(id: string, epochs: readonly EpochRecord[]): void {
    const names = epochs.some((record) => record.checkpoints !== undefined);
    const run = names ? transaction : relaxedTransaction;
    try {
      run(() => {
        writeEpochs(id, epochs);
      });
    } catch (error) {
      // A disk without room may refuse the commit itself: what the writer remembers is in no file.
      writer.forget();
      throw error;
    }
  }

  return {
    start: (id, start) =>
      transaction(() => {
        writeStatus(id, 'running', null, null);
        sql<unknown[]>(
          `UPDATE runs SET started_at = coalesce(started_at, ?), engine = ?, device = ?, versions = ?,
             parameter_count = coalesce(?, parameter_count) WHERE id = ?`,
        ).run(
          context.now(),
          start.engine,
          start.device,
          JSON.stringify(start.versions),
          start.parameterCount ?? null,
          id,
        );
        return readRun(context, id);
      }),

    setStatus: (id, status, error) =>
      transaction(() => {
        const endedAt = isActive(status) ? null : context.now();
        writeStatus(id, status, error === undefined ? null : JSON.stringify(error), endedAt);
        return readRun(context, id);
      }),

    rewind: (id, epoch) =>
      transaction(() => {
        const { key, status, epochs_done: done } = progressOf(id);
        if (isActive(status)) throw new BugError(`run ${id} is ${status} and cannot go back`);
        cut(key, epoch + 1);
        sql<unknown[]>(
          'UPDATE runs SET epochs_done = ?, ended_at = NULL, error = NULL, updated_at = ? WHERE key = ?',
        ).run(Math.min(done, epoch), context.now(), key);
        context.changed({ kind: 'run', id });
        return readRun(context, id);
      }),

    addWarning: (id, warning) => {
      transaction(() => {
        const row = sql<[string], { warnings: string }>('SELECT warnings FROM runs WHERE id = ?').get(id);
        if (row === undefined) throw runNotFound(id);
        const warnings = [...(JSON.parse(row.warnings) as CodedNote[]), warning];
        sql<[string, string]>('UPDATE runs SET warnings = ? WHERE id = ?').run(JSON.stringify(warnings), id);
        context.changed({ kind: 'run', id });
      });
    },

    recordEpoch: (id, epoch) => {
      recordEpochs(id, [epoch]);
    },
    recordEpochs,

    recordSplit: (id, rows) => {
      transaction(() => {
        const { key } = progressOf(id);
        sql<[number, number]>('UPDATE runs SET split_key = ? WHERE key = ?').run(writeSplit(context, rows), key);
        context.changed({ kind: 'run', id });
      });
    },

    recordTest: (id, test) => {
      transaction(() => {
        const { key } = progressOf(id);
        sql<unknown[]>(
          'INSERT OR REPLACE INTO evaluations (run_key, created_at, metrics, evaluation) VALUES (?, ?, ?, ?)',
        ).run(key, context.now(), metricsJson(test.metrics), JSON.stringify(test.evaluation));
        writeTestRows(context, key, test.rows ?? []);
        measureHistory(context, key);
        context.changed({ kind: 'run', id });
      });
    },

    log: (id, entry) => {
      transaction(() => {
        const { key } = progressOf(id);
        sql<unknown[]>('INSERT INTO run_log (run_key, at, level, code, params) VALUES (?, ?, ?, ?, ?)').run(
          key,
          context.now(),
          entry.level,
          entry.code,
          JSON.stringify(entry.params),
        );
        context.changed({ kind: 'run', id });
      });
    },

    purge: (id) =>
      transaction(() => {
        const row = sql<[string], { key: number; status: RunStatus }>(
          'SELECT key, status FROM runs WHERE id = ? AND removed_at IS NOT NULL AND starred = 0',
        ).get(id);
        if (row === undefined || isActive(row.status)) return false;
        // The key may be another run's one day.
        writer.forget();
        sql<[number]>('DELETE FROM runs WHERE key = ?').run(row.key);
        context.changed({ kind: 'runRemoved', id });
        return true;
      }),

    dropCheckpoints: (id, files) =>
      transaction(() => {
        const row = sql<[string], { key: number; status: RunStatus }>(
          'SELECT key, status FROM runs WHERE id = ? AND starred = 0',
        ).get(id);
        if (row === undefined || isActive(row.status)) return false;
        sql<[number, string]>(
          'DELETE FROM checkpoints WHERE run_key = ? AND file IN (SELECT value FROM json_each(?))',
        ).run(row.key, JSON.stringify(files));
        measureCheckpoints(context, row.key);
        context.changed({ kind: 'run', id });
        return true;
      }),

    recordFiles: (id, bytes) => {
      transaction(() => {
        sql<[number, string]>('UPDATE runs SET other_bytes = ? WHERE id = ?').run(bytes, id);
        context.changed({ kind: 'run', id });
      });
    },

    recordSample: (id, sample) => {
      appendSample(context, id, sample);
    },
    samples: (id, from = 0) => readSamples(context, id, from),

    splitRows: (id) => readSplit(context, id),

    testRows: (id) => readTestRows(context, id),

    series: (id, query = {}) => readSeries(context, id, query),

    interruptOrphans: () =>
      transaction(() => {
        const orphans = readRuns(context, { status: ['running', 'paused'] });
        for (const { id } of orphans) {
          const row = sql<[string], { updated_at: number }>('SELECT updated_at FROM runs WHERE id = ?').get(id);
          writeStatus(id, 'interrupted', null, row?.updated_at ?? context.now());
        }
        return orphans.map((run) => run.id);
      }),
  };
}
