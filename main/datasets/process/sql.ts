/** Quotes names, texts and numbers for SQL. */

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Bit by bit: a plain literal would be a decimal number of DuckDB's, and rounded. */
export function sqlNumber(value: number): string {
  return `'${value}'::DOUBLE`;
}

export function sqlList(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}
