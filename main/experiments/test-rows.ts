/** Test rows one by one: kept beside a run's evaluation, 12 bytes for a row with a class and 16 for one with a number. */
import { BugError } from '../base/errors.ts';
import type { StoreContext } from './database.ts';
import type { TestRows } from './records.ts';

interface StoredRows {
  readonly name: string | null;
  readonly kind: string;
  readonly actual: Buffer;
  readonly predicted: Buffer;
  readonly scores: Buffer | null;
}

export function writeTestRows({ sql }: StoreContext, runKey: number, outputs: readonly TestRows[]): void {
  sql<[number]>('DELETE FROM test_rows WHERE run_key = ?').run(runKey);
  outputs.forEach((output, place) => {
    const { name, kind, actual, predicted } = output;
    sql<unknown[]>(
      'INSERT INTO test_rows (run_key, place, name, kind, actual, predicted, scores) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(
      runKey,
      place,
      name,
      kind,
      bytesOf(actual),
      bytesOf(predicted),
      output.kind === 'class' ? bytesOf(output.scores) : null,
    );
  });
}

export function readTestRows({ sql }: StoreContext, id: string): TestRows[] {
  return sql<[string], StoredRows>(
    `SELECT test_rows.name, kind, actual, predicted, scores
     FROM test_rows JOIN runs ON runs.key = test_rows.run_key WHERE runs.id = ? ORDER BY place`,
  )
    .all(id)
    .map(({ name, kind, actual, predicted, scores }): TestRows => {
      if (kind === 'value') {
        return { name, kind, actual: new Float64Array(copyOf(actual)), predicted: new Float64Array(copyOf(predicted)) };
      }
      if (kind !== 'class' || scores === null) throw new BugError(`test rows of kind ${kind}`);
      return {
        name,
        kind,
        actual: new Int32Array(copyOf(actual)),
        predicted: new Int32Array(copyOf(predicted)),
        scores: new Float32Array(copyOf(scores)),
      };
    });
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array | Float64Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Copied: a blob's buffer need not lie at a multiple of eight. */
function copyOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
