/** The rows that a run trained, validated and tested on; equal splits are stored once. */
import { createHash } from 'node:crypto';
import type { StoreContext } from './database.ts';
import type { SplitRows } from './records.ts';

function toBytes(rows: Int32Array): Buffer {
  const bytes = Buffer.alloc(rows.length * 4);
  rows.forEach((row, index) => bytes.writeInt32LE(row, index * 4));
  return bytes;
}

function toRows(bytes: Buffer): Int32Array {
  return Int32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt32LE(index * 4));
}

/** Stores the split and gives its key. Call inside a transaction. */
export function writeSplit({ sql }: StoreContext, rows: SplitRows): number {
  const parts = [rows.train, rows.validation, rows.test].map(toBytes);
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length};`).update(part);
  const digest = hash.digest('hex');
  const existing = sql<[string], { key: number }>('SELECT key FROM splits WHERE hash = ?').get(digest);
  if (existing !== undefined) return existing.key;
  const { lastInsertRowid } = sql<unknown[]>(
    `INSERT INTO splits (hash, train_count, validation_count, test_count, train, validation, test)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(digest, rows.train.length, rows.validation.length, rows.test.length, ...parts);
  return Number(lastInsertRowid);
}

export function readSplit({ sql }: StoreContext, runId: string): SplitRows | null {
  const row = sql<[string], { train: Buffer; validation: Buffer; test: Buffer }>(
    `SELECT splits.train, splits.validation, splits.test FROM runs JOIN splits ON splits.key = runs.split_key
     WHERE runs.id = ?`,
  ).get(runId);
  if (row === undefined) return null;
  return { train: toRows(row.train), validation: toRows(row.validation), test: toRows(row.test) };
}
