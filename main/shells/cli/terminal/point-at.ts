/** Shows a text with a line below it that points at a piece of it. */
import { printable } from './table.ts';
import { textWidth } from './text-width.ts';

/** `column` counts UTF-16 units from 1; what is pointed at has at least one `^`. */
export function pointAt(text: string, column: number, length: number): string {
  const shown = printable(text);
  const before = textWidth(printable(text.slice(0, column - 1)));
  const width = Math.max(1, textWidth(printable(text.slice(column - 1, column - 1 + length))));
  return `  ${shown}\n  ${' '.repeat(before)}${'^'.repeat(width)}`;
}
