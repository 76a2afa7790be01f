/** Finds on which line of a delimited text given rows of its table begin. */
import { createReadStream } from 'node:fs';
import type { Dialect } from './dialect.ts';

const lineFeed = 10;
const carriageReturn = 13;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * @param path a UTF-8 text
 * @param rows rows of the table, from 0, ascending
 * @param leftOut lines at which rows begin that are not in the table
 * @returns a line, from 1, for each row
 */
export async function linesOfRows(
  path: string,
  dialect: Dialect,
  rows: readonly number[],
  leftOut: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<number[]> {
  const quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  const delimiter = new TextEncoder().encode(dialect.delimiter).at(-1) ?? -1;
  const lines: number[] = [];
  let line = 1;
  let row = dialect.header ? -2 : -1;
  let inRecord = false;
  let fieldStart = true;
  let quoted = false;
  let justClosed = false;
  let offset = 0;
  if (rows.length === 0) return lines;

  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
    const start =
      offset === 0 && byteOrderMark.every((byte, index) => chunk[index] === byte) ? byteOrderMark.length : 0;
    offset += chunk.length;
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (quoted) {
        if (byte === quote) [quoted, justClosed] = [false, true];
        else if (byte === lineFeed) line++;
        continue;
      }
      if (byte === lineFeed) {
        line++;
        [inRecord, fieldStart, justClosed] = [false, true, false];
        continue;
      }
      if (byte === carriageReturn) continue;
      if (!inRecord) {
        inRecord = true;
        if (line > dialect.skip && !leftOut.has(line)) row++;
        if (row === rows[lines.length]) lines.push(line);
        if (lines.length === rows.length) return lines;
      }
      // A quote opens a field at its start, and two in a row stand for one inside.
      quoted = byte === quote && (fieldStart || justClosed);
      justClosed = false;
      fieldStart = byte === delimiter;
    }
  }
  while (lines.length < rows.length) lines.push(line);
  return lines;
}
