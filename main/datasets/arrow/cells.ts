/** Cells of Arrow columns as texts. */
import { DataType, type Vector } from 'apache-arrow';
import type { ColumnKind } from '../types.ts';

/** The kind that a type states; undefined leaves it to the cells. */
export function kindOfArrow(type: DataType): ColumnKind | undefined {
  if (DataType.isInt(type)) return type.isSigned || type.bitWidth < 64 ? 'integer' : 'number';
  if (DataType.isFloat(type) || DataType.isDecimal(type)) return 'number';
  if (DataType.isBool(type)) return 'boolean';
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return 'date';
  return undefined;
}

/** Reads the cells of one batch. A NaN is how most tools write a missing number. */
export function arrowCells(type: DataType, vector: Vector | null): (row: number) => string | null {
  const toText = writerOf(type);
  return (row) => {
    const value: unknown = vector?.get(row);
    return value === null || value === undefined || Number.isNaN(value) ? null : toText(value);
  };
}

function writerOf(type: DataType): (value: unknown) => string | null {
  if (DataType.isDictionary(type)) return writerOf(type.dictionary as DataType);
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return dateText;
  if (DataType.isDecimal(type)) return (value) => decimalText(value, type.scale);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type)) return () => null;
  return plainText;
}

function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}

/** Milliseconds since 1970, whatever the unit of the column. */
function dateText(value: unknown): string | null {
  const date = value instanceof Date ? value : new Date(Number(value));
  return Number.isNaN(date.getTime())
    ? null
    : date
        .toISOString()
        .replace('T', ' ')
        .replace(/(\.000)?Z$/, '');
}

/** Little-endian words of a two's complement number, divided by ten to the scale. */
function decimalText(value: unknown, scale: number): string | null {
  if (!(value instanceof Uint32Array)) return null;
  let whole = 0n;
  value.forEach((word, index) => (whole |= BigInt(word) << BigInt(32 * index)));
  whole = BigInt.asIntN(32 * value.length, whole);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, '0');
  const sign = whole < 0n ? '-' : '';
  if (scale <= 0) return `${sign}${digits}${'0'.repeat(-scale)}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
