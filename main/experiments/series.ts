/** Metric points of runs: appending, cutting off after a resume, reading back, and the summary kept beside them. */
import { BugError } from '../base/errors.ts';
import { secondsSeries } from '../base/run-seconds.ts';
import type { StoreContext } from './database.ts';
import { metricDirection } from './metric-direction.ts';
import { decodePoints, PointBlobWriter, type PointBlob } from './point-blobs.ts';
import type { Series } from './records.ts';

interface BlobRow {
  first_step: number;
  count: number;
  steps: Buffer | null;
  values: Buffer;
}

interface Summary {
  last: number | null;
  min: number | null;
  max: number | null;
  best: number | null;
  best_epoch: number;
}

const emptySummary: Summary = { last: null, min: null, max: null, best: null, best_epoch: 0 };
const blobColumns = 'first_step, count, steps, "values"';

function withPoint(summary: Summary, metric: string, step: number, value: number): Summary {
  // SQLite keeps no NaN, and an infinite extreme would hide every finite one.
  if (!Number.isFinite(value)) return { ...summary, last: null };
  const { min, max, best } = summary;
  const better = best === null || (metricDirection(metric) === 'lower' ? value < best : value > best);
  return {
    last: value,
    min: min === null || value < min ? value : min,
    max: max === null || value > max ? value : max,
    best: better ? value : best,
    best_epoch: better ? step : summary.best_epoch,
  };
}

function decodeRow(row: BlobRow): { steps: number[]; values: number[] } {
  return decodePoints({ firstStep: row.first_step, count: row.count, steps: row.steps, values: row.values });
}

function writeBlob({ sql }: StoreContext, metricKey: number, blob: PointBlob): void {
  sql<unknown[]>(
    `INSERT INTO points (metric_key, first_step, count, min, max, steps, "values") VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (metric_key, first_step) DO UPDATE SET count = excluded.count, min = excluded.min,
       max = excluded.max, steps = excluded.steps, "values" = excluded."values"`,
  ).run(metricKey, blob.firstStep, blob.count, blob.min, blob.max, blob.steps, blob.values);
}

function writeSummary({ sql }: StoreContext, metricKey: number, summary: Summary): void {
  sql<unknown[]>('UPDATE metrics SET last = ?, min = ?, max = ?, best = ?, best_epoch = ? WHERE key = ?').run(
    summary.last,
    summary.min,
    summary.max,
    summary.best,
    summary.best_epoch,
    metricKey,
  );
}

/** The end of one metric's points, kept in memory while its run is being recorded. */
interface Tail {
  readonly metricKey: number;
  readonly writer: PointBlobWriter;
  summary: Summary;
}

/** Tails of this many metrics are remembered; a training process has some ten. */
const tailLimit = 1000;

/** Writes points. It remembers where each metric ended: reading that back for every epoch costs more than writing. */
export class SeriesWriter {
  readonly #context: StoreContext;
  readonly #tails = new Map<string, Tail>();

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Adds points whose steps increase and lie after the last one recorded. Call inside a transaction. */
  append(runKey: number, metric: string, points: readonly { readonly step: number; readonly value: number }[]): void {
    const tail = this.#tailOf(runKey, metric);
    const { metricKey, writer } = tail;
    for (const { step, value } of points) {
      if (writer.isFull) {
        writeBlob(this.#context, metricKey, writer.blob());
        writer.clear();
      }
      writer.add(step, value);
      tail.summary = withPoint(tail.summary, metric, step, value);
    }
    if (!writer.isEmpty) writeBlob(this.#context, metricKey, writer.blob());
    writeSummary(this.#context, metricKey, tail.summary);
  }

  /** Drops every point of a run from `step` on, and makes the summaries anew. Call inside a transaction. */
  cut(runKey: number, step: number): void {
    this.forget();
    const { sql } = this.#context;
    const metrics = sql<[number], { key: number; name: string }>('SELECT key, name FROM metrics WHERE run_key = ?').all(
      runKey,
    );
    for (const metric of metrics) {
      sql<[number, number]>('DELETE FROM points WHERE metric_key = ? AND first_step >= ?').run(metric.key, step);
      let summary = emptySummary;
      let total = 0;
      const blobs = sql<[number], BlobRow>(
        `SELECT ${blobColumns} FROM points WHERE metric_key = ? ORDER BY first_step`,
      ).all(metric.key);
      for (const blob of blobs) {
        const { steps, values } = decodeRow(blob);
        const kept = steps.filter((item) => item < step).length;
        const writer = new PointBlobWriter();
        for (let index = 0; index < kept; index++) {
          const [item, value] = [steps[index] ?? 0, values[index] ?? NaN];
          writer.add(item, value);
          summary = withPoint(summary, metric.name, item, value);
        }
        if (kept < steps.length) writeBlob(this.#context, metric.key, writer.blob());
        total += kept;
      }
      if (total === 0) sql<[number]>('DELETE FROM metrics WHERE key = ?').run(metric.key);
      else writeSummary(this.#context, metric.key, summary);
    }
  }

  /** Call when a transaction has failed: what is remembered was not written. */
  forget(): void {
    this.#tails.clear();
  }

  #tailOf(runKey: number, metric: string): Tail {
    const cacheKey = `${runKey} ${metric}`;
    let tail = this.#tails.get(cacheKey);
    if (tail === undefined) {
      if (this.#tails.size >= tailLimit) this.forget();
      tail = this.#readTail(runKey, metric);
      this.#tails.set(cacheKey, tail);
    }
    return tail;
  }

  #readTail(runKey: number, metric: string): Tail {
    const { sql } = this.#context;
    sql<[number, string]>('INSERT OR IGNORE INTO metrics (run_key, name, best_epoch) VALUES (?, ?, 0)').run(
      runKey,
      metric,
    );
    const row = sql<[number, string], Summary & { key: number }>(
      'SELECT key, last, min, max, best, best_epoch FROM metrics WHERE run_key = ? AND name = ?',
    ).get(runKey, metric);
    if (row === undefined) throw new BugError(`metric ${metric} of run ${runKey} vanished`);
    const writer = new PointBlobWriter();
    const last = sql<[number], BlobRow>(
      `SELECT ${blobColumns} FROM points WHERE metric_key = ? ORDER BY first_step DESC LIMIT 1`,
    ).get(row.key);
    if (last !== undefined) {
      const { steps, values } = decodeRow(last);
      steps.forEach((step, index) => {
        writer.add(step, values[index] ?? NaN);
      });
    }
    return { metricKey: row.key, writer, summary: row };
  }
}

/** Points from step `from` to `to`, of the named metrics, or of all and not the seconds. A metric without points there is left out. */
export function readSeries(
  { sql }: StoreContext,
  runId: string,
  { metrics, from = 1, to = 2 ** 31 - 1 }: { metrics?: readonly string[]; from?: number; to?: number },
): Series[] {
  const ofRun =
    'SELECT metrics.key, metrics.name FROM metrics JOIN runs ON runs.key = metrics.run_key WHERE runs.id = ?';
  const found =
    metrics === undefined
      ? sql<[string], { key: number; name: string }>(
          `${ofRun} AND metrics.name != '${secondsSeries}' ORDER BY metrics.key`,
        ).all(runId)
      : sql<[string, string], { key: number; name: string }>(
          `${ofRun} AND metrics.name IN (SELECT value FROM json_each(?)) ORDER BY metrics.key`,
        ).all(runId, JSON.stringify(metrics));
  // The blob that holds `from` begins at or before it.
  const blobsOf = sql<{ key: number; from: number; to: number }[], BlobRow>(
    `SELECT ${blobColumns} FROM points WHERE metric_key = @key AND first_step <= @to AND first_step >= coalesce(
       (SELECT max(first_step) FROM points WHERE metric_key = @key AND first_step <= @from), @from)
     ORDER BY first_step`,
  );
  return found.flatMap(({ key, name }): Series[] => {
    const blobs = blobsOf.all({ key, from, to });
    const series = joinRegular(blobs, from, to) ?? joinIrregular(blobs, from, to);
    return series === null ? [] : [{ metric: name, ...series }];
  });
}

type Points = Omit<Series, 'metric'>;

/** Of pieces whose steps count up by one, which nearly all do: bytes are copied, not decoded. Null where they do not. */
function joinRegular(blobs: readonly BlobRow[], from: number, to: number): Points | null {
  const [first] = blobs;
  if (first === undefined) return null;
  let next = first.first_step;
  for (const { first_step: start, count, steps } of blobs) {
    if (steps !== null || start !== next) return null;
    next += count;
  }
  const skipped = Math.max(0, from - first.first_step);
  const values = new Float64Array(Math.max(0, Math.min(next, to + 1) - first.first_step - skipped));
  if (values.length === 0) return null;
  const bytes = Buffer.from(values.buffer);
  let place = -skipped * 8;
  for (const blob of blobs) {
    // No more is copied than there is room for.
    blob.values.copy(bytes, Math.max(0, place), Math.max(0, -place));
    place += blob.values.length;
  }
  if (isBigEndian) bytes.swap64();
  return { start: first.first_step + skipped, steps: null, values };
}

const isBigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

function joinIrregular(blobs: readonly BlobRow[], from: number, to: number): Points | null {
  const steps: number[] = [];
  const values: number[] = [];
  for (const blob of blobs) {
    const decoded = decodeRow(blob);
    decoded.steps.forEach((step, index) => {
      if (step < from || step > to) return;
      steps.push(step);
      values.push(decoded.values[index] ?? NaN);
    });
  }
  const [start] = steps;
  if (start === undefined) return null;
  const isRegular = steps.every((step, index) => step === start + index);
  return { start, steps: isRegular ? null : Int32Array.from(steps), values: Float64Array.from(values) };
}
