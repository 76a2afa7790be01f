/** Finds out how a delimited text is written: delimiter, quoting, header, lines before the table. */
import { parseRecords, type Records } from './records.ts';

export interface Dialect {
  readonly delimiter: string;
  /** Empty for none. */
  readonly quote: string;
  readonly header: boolean;
  /** Lines before the table: blank ones and those that begin with `#`. */
  readonly skip: number;
}

export interface SniffedDialect extends Dialect {
  /** Fields of the first record: the header, or the first row. */
  readonly first: readonly string[];
  /** The first records, with it. */
  readonly records: readonly (readonly string[])[];
}

/** In order of preference where several fit equally well: a comma is likeliest to be part of the text itself. */
const delimiters = ['\t', ';', '|', ','];
const sniffedRecords = 1000;

/** @param head the beginning of the text; `complete` tells whether it is all */
export function sniffDialect(
  head: string,
  complete: boolean,
  given: {
    readonly delimiter?: string | undefined;
    readonly quote?: string | undefined;
    readonly header?: boolean | undefined;
  },
): SniffedDialect {
  const skip = linesBefore(head);
  const text = afterLines(head, skip);
  const quotes = given.quote === undefined ? ['"', ''] : [given.quote];
  const candidates = (given.delimiter === undefined || given.delimiter === '' ? delimiters : [given.delimiter]).flatMap(
    (delimiter) =>
      quotes.map((quote) => {
        const parsed = parseRecords(text, delimiter, quote, sniffedRecords, complete);
        return { delimiter, quote, parsed, ...regularity(parsed) };
      }),
  );
  // A single column is what is left when nothing divides the lines alike.
  const dividing = candidates.filter(({ fields }) => fields > 1);
  const pool =
    dividing.length > 0 ? dividing : candidates.filter(({ delimiter }) => delimiter === (given.delimiter || ','));
  const best = pool.reduce((one, other) => (other.score > one.score ? other : one));
  return {
    delimiter: best.delimiter,
    quote: best.quote,
    header: given.header ?? looksLikeHeader(best.parsed.records),
    skip,
    first: best.parsed.records[0] ?? [],
    records: best.parsed.records,
  };
}

/** How many records have as many fields as most, less what breaks the rules of quoting. */
function regularity({ records, malformed }: Records): { fields: number; score: number } {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  let [fields, most] = [0, 0];
  for (const [length, count] of counts) if (count > most) [fields, most] = [length, count];
  return { fields, score: (most - 2 * malformed) / Math.max(1, records.length) };
}

/**
 * A header has no empty, repeated or numeric cell, and none of its cells comes again as a value below it
 * (where no column is a number, that is all there is to go by).
 */
export function looksLikeHeader(records: Records['records']): boolean {
  const [first, ...rows] = records;
  if (!first) return false;
  const names = first.map((cell) => cell.trim());
  if (names.some((name) => name !== '' && !Number.isNaN(Number(name)))) return false;
  if (names.every((name) => name === '')) return false;
  const numeric = names.some((_, column) => {
    const cells = rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => !Number.isNaN(Number(cell)));
  });
  return numeric || !names.some((name, column) => rows.some((row) => row[column]?.trim() === name));
}

function linesBefore(text: string): number {
  let lines = 0;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trim();
    if (end < 0 || (line !== '' && !line.startsWith('#'))) return lines;
    lines++;
    at = end + 1;
  }
  return 0;
}

function afterLines(text: string, lines: number): string {
  let at = 0;
  for (let line = 0; line < lines; line++) at = text.indexOf('\n', at) + 1;
  return text.slice(at);
}
