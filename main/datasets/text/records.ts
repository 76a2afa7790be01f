/** Takes the beginning of a delimited text apart, to find out how it is written. The whole of it is DuckDB's to read. */

export interface Records {
  readonly records: readonly (readonly string[])[];
  /** Fields that break the rules of quoting: text after a closing quote, or a quote that is never closed. */
  readonly malformed: number;
}

/**
 * Quotes count only at the start of a field; two of them inside a quoted field are one; blank lines are no records.
 *
 * @param quote empty for none
 * @param complete whether the text is the whole file; otherwise its last record may be cut and is left out
 */
export function parseRecords(
  text: string,
  delimiter: string,
  quote: string,
  limit: number,
  complete: boolean,
): Records {
  const records: string[][] = [];
  let record: string[] = [];
  let malformed = 0;
  let at = 0;

  function readField(): string {
    if (quote !== '' && text[at] === quote) return readQuoted();
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
    return text.slice(start, at);
  }

  function readQuoted(): string {
    let field = '';
    at++;
    for (;;) {
      const end = text.indexOf(quote, at);
      if (end < 0) {
        if (complete) malformed++;
        field += text.slice(at);
        at = text.length;
        return field;
      }
      field += text.slice(at, end);
      at = end + 1;
      if (text[at] !== quote) break;
      field += quote;
      at++;
    }
    if (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
      malformed++;
      field += readField();
    }
    return field;
  }

  while (at < text.length && records.length < limit) {
    record.push(readField());
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      record.push('');
    }
    const ended = at < text.length;
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    const blank = record.length === 1 && record[0] === '';
    if (!blank && (ended || complete)) records.push(record);
    record = [];
  }
  return { records, malformed };
}
