/** The rows of a sheet, one after the other: what the cells show, of formulas the value that was stored with them. */
import { UserError } from '../../base/errors.ts';
import { serialDate } from './dates.ts';
import { damaged, type WorkbookPackage } from './package.ts';
import type { Workbook } from './workbook.ts';
import { xmlEvents } from './xml.ts';

export interface SheetRow {
  /** The number beside the row in a spreadsheet program. */
  readonly line: number;
  /** As long as its last cell is far to the right; null where there is none. */
  readonly cells: readonly (string | null)[];
  /** Whether each is a text and no number, date or truth. */
  readonly texts: readonly boolean[];
}

/** Columns that a sheet can have (`XFD`). */
const mostColumns = 16_384;

/** Rows without any value are left out. Throws UserError `datasets.workbookDamaged`. */
export async function* sheetRows(
  parts: WorkbookPackage,
  part: string,
  workbook: Workbook,
  file: string,
): AsyncGenerator<SheetRow> {
  let line = 0;
  let column = 0;
  let attributes: Readonly<Record<string, string>> = {};
  let cells: (string | null)[] = [];
  let texts: boolean[] = [];
  let value = '';
  let inValue = false;
  let inReading = false;
  try {
    for await (const events of xmlEvents(parts.text(part)))
      for (const event of events) {
        const opens = event.kind === 'open';
        if (event.kind === 'text') {
          if (inValue && !inReading) value += event.text;
          continue;
        }
        switch (event.name) {
          case 'row':
            if (opens) {
              line = Number(event.attributes['r'] ?? line + 1);
              [cells, texts, column] = [[], [], 0];
            } else if (cells.some((cell) => cell !== null)) yield { line, cells, texts };
            break;
          case 'c':
            if (opens) {
              attributes = event.attributes;
              column = columnOf(attributes['r']) ?? column;
              value = '';
            } else {
              const kind = attributes['t'] ?? 'n';
              if (column >= mostColumns) throw new Error(`row ${line} has more than ${mostColumns} columns`);
              while (cells.length < column) cells.push(null);
              cells[column] = value === '' ? null : cellText(kind, value, Number(attributes['s'] ?? 0), workbook);
              texts[column] = kind === 's' || kind === 'inlineStr' || kind === 'str';
              column++;
            }
            break;
          case 'v':
          case 't':
            inValue = opens;
            break;
          case 'rPh':
            inReading = opens;
            break;
          default:
        }
      }
  } catch (error) {
    throw error instanceof UserError ? error : damaged(file, error);
  }
}

/** @param kind the attribute `t` of a cell (ECMA-376 part 1, 18.18.11) */
function cellText(
  kind: string,
  value: string,
  style: number,
  { texts, dateStyles, from1904 }: Workbook,
): string | null {
  switch (kind) {
    case 's':
      return texts[Number(value)] ?? null;
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'd':
      return value.replace('T', ' ');
    case 'n':
      return dateStyles[style] === true ? (serialDate(Number(value), from1904) ?? value) : value;
    // Texts, and errors such as #DIV/0! as they are shown.
    default:
      return value;
  }
}

/** `C7` → 2. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number - 1;
}
