/** Reading rows of runs: one run, or a list with its metrics and tags gathered in a fixed number of statements. */
import type { ErrorParameter, SerializedError } from '../base/errors.ts';
import { UserError } from '../base/errors.ts';
import { secondsSeries } from '../base/run-seconds.ts';
import type { StoreContext } from './database.ts';
import { prefixEnd } from './names.ts';
import { runBytesSql } from './run-sizes.ts';
import type {
  CheckpointRecord,
  CodedNote,
  JsonObject,
  LogEntry,
  MetricSummaryRecord,
  RunDetailRecord,
  RunRecord,
  RunStatus,
} from './records.ts';

export interface RunRow {
  key: number;
  id: string;
  name: string;
  experiment_id: string;
  dataset_id: string;
  dataset_name: string;
  dataset_hash: string;
  status: RunStatus;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  removed_at: number | null;
  archived_at: number | null;
  seconds: number;
  outside_seconds: number | null;
  engine: string | null;
  device: string | null;
  seed: number;
  epochs_planned: number;
  epochs_done: number;
  parameter_count: number | null;
  bytes: number;
  starred: number;
  note: string;
  error: string | null;
  warnings: string;
  settings: string;
  test_metrics: string | null;
  parent_id: string | null;
}

const selectRuns = `
  SELECT runs.key, runs.id, runs.name, experiments.id AS experiment_id, datasets.id AS dataset_id,
    datasets.name AS dataset_name, datasets.hash AS dataset_hash, runs.status, runs.created_at, runs.started_at,
    runs.ended_at, runs.removed_at, runs.archived_at, runs.seconds, runs.outside_seconds, runs.engine, runs.device, runs.seed, runs.epochs_planned,
    runs.epochs_done, runs.parameter_count, ${runBytesSql} AS bytes, runs.starred, runs.note, runs.error, runs.warnings,
    runs.settings, evaluations.metrics AS test_metrics,
    (SELECT parents.id FROM runs AS parents WHERE parents.key = runs.parent_key) AS parent_id
  FROM runs
  JOIN experiments ON experiments.key = runs.experiment_key
  JOIN datasets ON datasets.key = runs.dataset_key
  LEFT JOIN evaluations ON evaluations.run_key = runs.key`;

type MetricColumns = [number, string, number | null, number | null, number | null, number | null, number];

function gather<Value>(map: Map<number, Value>, key: number, empty: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = empty();
    map.set(key, value);
  }
  return value;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** What of a run's many readings and settings is asked for; all of them where left out. */
export interface RunColumns {
  readonly metrics?: readonly string[];
  /** Where no metrics are named: at most so many of a run, those of layers (`gradientNorm/dense_1`) after the others. */
  readonly mostMetrics?: number;
  readonly settings?: readonly string[];
}

function picked<Value>(all: Record<string, Value>, wanted: readonly string[] | undefined): Record<string, Value> {
  if (wanted === undefined) return all;
  return Object.fromEntries(wanted.flatMap((name) => (name in all ? [[name, all[name] as Value]] : [])));
}

/** The readings that are asked for, run by run or in one statement, each run's in the order in which they began. */
function* summariesOf({ sql }: StoreContext, rows: readonly RunRow[], wanted: RunColumns): Iterable<MetricColumns> {
  const select = 'SELECT run_key, name, last, min, max, best, best_epoch FROM metrics WHERE';
  const ofRuns = 'run_key IN (SELECT value FROM json_each(?))';
  const keys = JSON.stringify(rows.map((row) => row.key));
  const isMetric = `name != '${secondsSeries}'`;
  if (wanted.metrics !== undefined) {
    const named = `${select} ${ofRuns} AND name IN (SELECT value FROM json_each(?)) ORDER BY key`;
    if (wanted.metrics.length > 0) {
      yield* sql<string[], MetricColumns>(named).raw().iterate(keys, JSON.stringify(wanted.metrics));
    }
  } else if (wanted.mostMetrics === undefined) {
    yield* sql<string[], MetricColumns>(`${select} ${ofRuns} AND ${isMetric} ORDER BY key`).raw().iterate(keys);
  } else {
    const first = sql<number[], MetricColumns>(
      `${select} run_key = ? AND ${isMetric} ORDER BY instr(name, '/') > 0, key LIMIT ?`,
    ).raw();
    for (const { key } of rows) yield* first.all(key, wanted.mostMetrics);
  }
}

/** The texts below were written by this store as JSON of the type named; the casts say so. */
function toRecords(context: StoreContext, rows: readonly RunRow[], wanted: RunColumns = {}): RunRecord[] {
  const { sql } = context;
  const keys = JSON.stringify(rows.map((row) => row.key));
  const metrics = new Map<number, Record<string, MetricSummaryRecord>>();
  for (const [runKey, name, last, min, max, best, bestEpoch] of summariesOf(context, rows, wanted)) {
    gather<Record<string, MetricSummaryRecord>>(metrics, runKey, () => ({}))[name] = {
      last: finite(last),
      min,
      max,
      best,
      bestEpoch,
    };
  }
  const tags = new Map<number, string[]>();
  const tagged = sql<[string], [number, string]>(
    'SELECT run_key, tag FROM run_tags WHERE run_key IN (SELECT value FROM json_each(?)) ORDER BY run_key, tag',
  ).raw();
  for (const [runKey, tag] of tagged.iterate(keys)) gather(tags, runKey, () => []).push(tag);

  const counts = new Map(
    sql<[string], [number, number]>(
      `SELECT run_key, count(*) FROM metrics WHERE run_key IN (SELECT value FROM json_each(?)) AND name != '${secondsSeries}'
       GROUP BY run_key`,
    )
      .raw()
      .iterate(keys),
  );

  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    experimentId: row.experiment_id,
    status: row.status,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    seconds: row.seconds,
    outsideSeconds: row.outside_seconds,
    dataset: { id: row.dataset_id, name: row.dataset_name, hash: row.dataset_hash },
    engine: row.engine,
    device: row.device,
    epochsDone: row.epochs_done,
    epochsPlanned: row.epochs_planned,
    seed: row.seed,
    parameterCount: row.parameter_count,
    metrics: metrics.get(row.key) ?? {},
    metricCount: counts.get(row.key) ?? 0,
    test: row.test_metrics === null ? null : (JSON.parse(row.test_metrics) as Record<string, number | null>),
    settings: picked(JSON.parse(row.settings) as Record<string, ErrorParameter>, wanted.settings),
    error: row.error === null ? null : (JSON.parse(row.error) as SerializedError),
    warnings: JSON.parse(row.warnings) as CodedNote[],
    tags: tags.get(row.key) ?? [],
    starred: row.starred === 1,
    note: row.note,
    bytes: row.bytes,
    removedAt: row.removed_at,
    archived: row.archived_at !== null,
    parentId: row.parent_id,
  }));
}

export function readRuns(
  context: StoreContext,
  filter: { status?: readonly RunStatus[]; datasetId?: string; limit?: number; order?: 'newest' | 'oldest' } = {},
  wanted: RunColumns = {},
): RunRecord[] {
  const direction = filter.order === 'oldest' ? 'ASC' : 'DESC';
  const rows = context
    .sql<[string | null, string, string | null, number], RunRow>(
      `${selectRuns} WHERE runs.removed_at IS NULL AND runs.archived_at IS NULL AND (? IS NULL OR runs.status IN (SELECT value FROM json_each(?)))
         AND datasets.id = ifnull(?, datasets.id)
       ORDER BY runs.created_at ${direction}, runs.key ${direction} LIMIT ?`,
    )
    .all(
      filter.status === undefined ? null : JSON.stringify(filter.status),
      JSON.stringify(filter.status ?? []),
      filter.datasetId ?? null,
      filter.limit ?? -1,
    );
  return toRecords(context, rows, wanted);
}

/** These runs, in this order. */
export function readRunsById(context: StoreContext, ids: readonly string[], wanted: RunColumns): RunRecord[] {
  const rows = context
    .sql<[string], RunRow>(
      `${selectRuns} JOIN json_each(?) AS asked ON asked.value = runs.id WHERE runs.removed_at IS NULL ORDER BY asked.key`,
    )
    .all(JSON.stringify(ids));
  return toRecords(context, rows, wanted);
}

export function runNotFound(reference: string): UserError {
  return new UserError('experiments.runNotFound', { reference });
}

export function readRun(context: StoreContext, id: string): RunRecord {
  const row = context.sql<[string], RunRow>(`${selectRuns} WHERE runs.id = ?`).get(id);
  const record = row === undefined ? undefined : toRecords(context, [row])[0];
  if (record === undefined) throw runNotFound(id);
  return record;
}

/** The id that a person means: an id, else the name of a run that is there, else the beginning of one id alone. */
export function resolveRun({ sql }: StoreContext, reference: string): string {
  const exact = sql<{ reference: string }[], { id: string }>(
    `SELECT id FROM runs WHERE id = @reference OR (name = @reference AND removed_at IS NULL)
     ORDER BY id = @reference DESC LIMIT 1`,
  ).get({ reference });
  if (exact !== undefined) return exact.id;
  if (reference === '') throw runNotFound(reference);
  const found = sql<[string, string], { id: string; name: string }>(
    'SELECT id, name FROM runs WHERE id >= ? AND id < ? AND removed_at IS NULL ORDER BY id LIMIT 5',
  ).all(reference, prefixEnd(reference));
  const [only, second] = found;
  if (only === undefined) throw runNotFound(reference);
  if (second !== undefined) {
    const matches = found.map((match) => `${match.id} (${match.name})`).join(', ');
    throw new UserError('experiments.runAmbiguous', { reference, matches });
  }
  return only.id;
}

interface DetailRow {
  key: number;
  experiment: string;
  versions: string;
  evaluation: string | null;
  train_count: number | null;
  validation_count: number | null;
  test_count: number | null;
  checkpoint_bytes: number;
  other_bytes: number | null;
  history_bytes: number;
}

export function readRunDetail(context: StoreContext, id: string): RunDetailRecord {
  const { sql } = context;
  const row = sql<[string], DetailRow>(
    `SELECT runs.key, runs.experiment, runs.versions, evaluations.evaluation, runs.bytes AS checkpoint_bytes,
       runs.other_bytes, runs.history_bytes, train_count, validation_count, test_count
     FROM runs LEFT JOIN evaluations ON evaluations.run_key = runs.key LEFT JOIN splits ON splits.key = runs.split_key
     WHERE runs.id = ?`,
  ).get(id);
  if (row === undefined) throw runNotFound(id);
  const checkpoints = sql<[number], Omit<CheckpointRecord, 'conditions'> & { conditions: string }>(
    'SELECT epoch, reason, file, bytes, conditions FROM checkpoints WHERE run_key = ? ORDER BY epoch, reason',
  ).all(row.key);
  const log = sql<[number], Omit<LogEntry, 'params'> & { params: string }>(
    'SELECT at, level, code, params FROM run_log WHERE run_key = ? ORDER BY key',
  ).all(row.key);
  const { train_count: train, validation_count: validation, test_count: test } = row;
  return {
    ...readRun(context, id),
    experiment: JSON.parse(row.experiment) as JsonObject,
    versions: JSON.parse(row.versions) as Record<string, string>,
    rowCounts: train === null || validation === null || test === null ? null : { train, validation, test },
    evaluation: row.evaluation === null ? null : (JSON.parse(row.evaluation) as JsonObject),
    checkpoints: checkpoints.map((item) => ({ ...item, conditions: JSON.parse(item.conditions) as JsonObject })),
    disk: { checkpoints: row.checkpoint_bytes, files: row.other_bytes, history: row.history_bytes },
    log: log.map((entry) => ({ ...entry, params: JSON.parse(entry.params) as CodedNote['params'] })),
  };
}
