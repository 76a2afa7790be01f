/** Raw cells as people and files give them, turned into the blocks that a recipe takes. */
import { UserError } from '../../base/errors.ts';
import type { ColumnKind } from '../types.ts';
import type { Block } from './blocks.ts';

/** A cell of a new row. Null and the empty text are missing. */
export type RawCell = string | number | boolean | null;

/** Cells of one column as the recipe reads it. Throws UserError `datasets.cellKind` naming column and row. */
export function blockOfCells(
  column: string,
  kind: ColumnKind,
  read: 'numbers' | 'texts',
  cells: readonly RawCell[],
): Block {
  if (read === 'texts') {
    const values = cells.map((cell) => (cell === null || cell === '' ? null : String(cell)));
    return { kind: 'texts', name: column, values };
  }
  const values = Float64Array.from(cells, (cell, row) =>
    cell === null || String(cell).trim() === '' ? NaN : numberOf(column, kind, cell, row),
  );
  return { kind: 'numbers', name: column, values };
}

const millisecondsPerDay = 86_400_000;

function numberOf(column: string, kind: ColumnKind, cell: string | number | boolean, row: number): number {
  switch (kind) {
    case 'integer':
    case 'number': {
      const value = Number(cell);
      if (Number.isFinite(value)) return value;
      break;
    }
    case 'boolean': {
      const value = booleanOf(cell);
      if (value !== null) return value ? 1 : 0;
      break;
    }
    case 'date': {
      const value = typeof cell === 'string' ? dayOf(cell) : NaN;
      if (Number.isFinite(value)) return value;
      break;
    }
    case 'category':
    case 'text':
      break;
    default:
      return kind satisfies never;
  }
  throw cellError(column, kind, cell, row);
}

function booleanOf(cell: string | number | boolean): boolean | null {
  const text = String(cell).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return null;
}

/** Days since 1970-01-01; a time without a zone is taken as UTC. */
function dayOf(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
  return Date.parse(zoned) / millisecondsPerDay;
}

function cellError(column: string, kind: ColumnKind, cell: string | number | boolean, row: number): UserError {
  return new UserError('datasets.cellKind', { column, kind, value: String(cell), row }, { location: { column, row } });
}
