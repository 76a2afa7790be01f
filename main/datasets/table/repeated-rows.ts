/** Rows that the network would meet in training and be judged by again. */
import { warning, type DataWarning } from '../types.ts';
import type { Split } from '../split.ts';

/**
 * Warns of test and validation rows whose features are, bit by bit, those of a training row.
 *
 * @param matrix [rows, width]
 */
export function warnOfRepeatedRows(matrix: Float32Array, width: number, split: Split): DataWarning[] {
  if (width === 0) return [];
  const words = new Int32Array(matrix.buffer, matrix.byteOffset, matrix.length);
  // Rows by a hash of theirs, chained: equal hashes are then compared word by word.
  const first = new Map<number, number>();
  const next = new Map<number, number>();
  const hashOf = (row: number): number => {
    let hash = 0x811c9dc5;
    for (let at = row * width; at < (row + 1) * width; at++)
      hash = Math.imul(hash ^ (words[at] ?? 0), 0x01000193) ^ (hash >>> 15);
    return hash;
  };
  const same = (one: number, other: number): boolean => {
    for (let at = 0; at < width; at++) if (words[one * width + at] !== words[other * width + at]) return false;
    return true;
  };
  const known = (row: number, hash: number): boolean => {
    for (let other = first.get(hash); other !== undefined; other = next.get(other)) if (same(row, other)) return true;
    return false;
  };
  for (const row of split.train) {
    const hash = hashOf(row);
    if (known(row, hash)) continue;
    const before = first.get(hash);
    if (before !== undefined) next.set(row, before);
    first.set(hash, row);
  }
  return (['test', 'validation'] as const).flatMap((part) => {
    const count = split[part].reduce((sum, row) => sum + (known(row, hashOf(row)) ? 1 : 0), 0);
    return count === 0 ? [] : [warning('datasets.repeatedRows', { count, rows: split[part].length, part })];
  });
}
