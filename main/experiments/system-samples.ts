/** What runs took of the machine: one sample a second of work, kept in blobs of 256, 64 bytes each. */
import { BugError } from '../base/errors.ts';
import type { StoreContext } from './database.ts';
import type { SystemSample } from './records.ts';
import { runNotFound } from './run-rows.ts';

const samplesPerBlob = 256;

/** In the order in which they lie in a row. A new one goes to the end, and old blobs would have to be told apart. */
const columns = ['at', 'epoch', 'processor', 'memory', 'peak', 'rowsPerSecond', 'gpu', 'gpuMemory'] as const;
const rowBytes = 8 * columns.length;

export function appendSample(
  { sql, relaxedTransaction, changed }: StoreContext,
  id: string,
  sample: SystemSample,
): void {
  relaxedTransaction(() => {
    const run = sql<[string], { key: number }>('SELECT key FROM runs WHERE id = ?').get(id);
    if (run === undefined) throw runNotFound(id);
    const last = sql<[number], { first: number; samples: Buffer }>(
      'SELECT first, samples FROM system_samples WHERE run_key = ? ORDER BY first DESC LIMIT 1',
    ).get(run.key);
    const count = last === undefined ? 0 : last.samples.byteLength / rowBytes;
    const row = encode(sample);
    if (last === undefined || count === samplesPerBlob) {
      const first = last === undefined ? 0 : last.first + samplesPerBlob;
      sql<unknown[]>('INSERT INTO system_samples (run_key, first, samples) VALUES (?, ?, ?)').run(run.key, first, row);
      changed({ kind: 'sample', id, index: first, sample });
      return;
    }
    sql<unknown[]>('UPDATE system_samples SET samples = ? WHERE run_key = ? AND first = ?').run(
      Buffer.concat([last.samples, row]),
      run.key,
      last.first,
    );
    changed({ kind: 'sample', id, index: last.first + count, sample });
  });
}

/** From sample `from` on, counted from 0. */
export function readSamples({ sql }: StoreContext, id: string, from: number): SystemSample[] {
  const blobs = sql<[string, number], { first: number; samples: Buffer }>(
    `SELECT first, samples FROM system_samples JOIN runs ON runs.key = system_samples.run_key
     WHERE runs.id = ? AND first + ${samplesPerBlob} > ? ORDER BY first`,
  ).all(id, from);
  return blobs.flatMap(({ first, samples }) => decode(samples).slice(Math.max(0, from - first)));
}

function encode(sample: SystemSample): Buffer {
  const row = Buffer.alloc(rowBytes);
  columns.forEach((column, index) => row.writeDoubleLE(sample[column] ?? Number.NaN, index * 8));
  return row;
}

function decode(samples: Buffer): SystemSample[] {
  if (samples.byteLength % rowBytes !== 0) throw new BugError(`samples of ${samples.byteLength} bytes`);
  return Array.from({ length: samples.byteLength / rowBytes }, (_, index) => {
    const value = (column: (typeof columns)[number]): number =>
      samples.readDoubleLE(index * rowBytes + columns.indexOf(column) * 8);
    const known = (column: (typeof columns)[number]): number | null => {
      const found = value(column);
      return Number.isNaN(found) ? null : found;
    };
    return {
      at: value('at'),
      epoch: known('epoch'),
      processor: value('processor'),
      memory: value('memory'),
      peak: value('peak'),
      rowsPerSecond: known('rowsPerSecond'),
      gpu: known('gpu'),
      gpuMemory: known('gpuMemory'),
    };
  });
}
