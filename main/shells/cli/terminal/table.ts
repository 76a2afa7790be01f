/** Tables for a terminal: columns aligned by what the eye sees, not by the number of characters. */
import { cutMiddle, pad, textWidth } from './text-width.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand right, all else left. */
  readonly align?: 'left' | 'right';
  /** Longest width; what is longer loses its middle. */
  readonly limit?: number;
}

const gap = '  ';

export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) =>
    columns.map((column, index) => cutMiddle(printable(row[index] ?? ''), column.limit ?? 60)),
  );
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => textWidth(row[index] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align === 'right' ? 'left' : 'right'))
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

/** Facts under each other: the names in one column, their values in the next. */
export function formatFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([name]) => textWidth(name)));
  return facts.map(([name, value]) => `${pad(name, width)}${gap}${value}`.trimEnd()).join('\n');
}

/** Names come from files and people: a line break or an escape sequence in one must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}]/gu, ' ');
}
