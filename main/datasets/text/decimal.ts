/** Tells which mark a text uses between the whole and the fraction of its numbers. */
import type { SniffedDialect } from './dialect.ts';

export type DecimalMark = '.' | ',';

/** A comma, where the cells have fractions with one and none with a point. A comma that parts cells parts no digits. */
export function sniffDecimal({ delimiter, records }: Pick<SniffedDialect, 'delimiter' | 'records'>): DecimalMark {
  if (delimiter === ',') return '.';
  const cells = records.flat().map((cell) => cell.trim());
  const commas = cells.filter((cell) => /^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(cell)).length;
  const points = cells.filter((cell) => /^[+-]?\d*\.\d+([eE][+-]?\d+)?$/.test(cell)).length;
  return commas > 0 && points === 0 ? ',' : '.';
}
