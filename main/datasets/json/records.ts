/** Cuts a JSON text into the texts of its records, as a stream: an array's elements, or one value after the other. */
import { UserError } from '../../base/errors.ts';

export interface RecordText {
  readonly text: string;
  /** On which it begins, from 1. */
  readonly line: number;
}

/** `lines`: a value a line. `array`: one array. `values`: values one after the other, however they are laid out. */
export type Layout = 'lines' | 'array' | 'values';

/** Characters. A record longer than this is no row. */
const longestRecord = 4 * 2 ** 20;
/** Deeper values are no table, and exhaust the stack of whoever reads them. */
const deepest = 100;

/** Throws UserError `datasets.jsonSyntax`, `datasets.jsonTooDeep` or `datasets.jsonRecordTooLong`, with the line. */
export async function* recordTexts(
  chunks: AsyncIterable<string>,
  { layout, file, mayBeCut }: { readonly layout: Layout; readonly file: string; readonly mayBeCut: boolean },
): AsyncGenerator<RecordText> {
  yield* layout === 'lines' ? lineTexts(chunks, file) : valueTexts(chunks, layout, file, mayBeCut);
}

async function* lineTexts(chunks: AsyncIterable<string>, file: string): AsyncGenerator<RecordText> {
  let rest = '';
  let line = 1;
  const tooLong = (): UserError =>
    new UserError('datasets.jsonRecordTooLong', { file, line }, { location: { file, line } });
  for await (const chunk of chunks) {
    let at = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', at)) {
      const text = (rest + chunk.slice(at, end)).trim();
      if (text.length > longestRecord) throw tooLong();
      if (text !== '') yield { text, line };
      rest = '';
      line++;
      at = end + 1;
    }
    rest += chunk.slice(at);
    if (rest.length > longestRecord) throw tooLong();
  }
  const text = rest.trim();
  if (text !== '') yield { text, line };
}

async function* valueTexts(
  chunks: AsyncIterable<string>,
  layout: 'array' | 'values',
  file: string,
  mayBeCut: boolean,
): AsyncGenerator<RecordText> {
  const floor = layout === 'array' ? 1 : 0;
  /** Open brackets and braces. */
  let depth = 0;
  let line = 1;
  /** The record so far, without what of it is in this chunk. */
  let held = '';
  let begins: number | null = null;
  let inString = false;
  let escaped = false;
  let closed = false;
  const failure = (code: string): UserError => new UserError(code, { file, line }, { location: { file, line } });

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) inString = false;
        else if (code === lineFeed) throw failure('datasets.jsonSyntax');
        continue;
      }
      if (code === lineFeed) line++;
      if (code === space || code === lineFeed || code === carriageReturn || code === tab) continue;
      if (closed) throw failure('datasets.jsonSyntax');
      const opens = code === openBrace || code === openBracket;
      const closes = code === closeBrace || code === closeBracket;
      if (depth < floor) {
        if (code !== openBracket) throw failure('datasets.jsonSyntax');
        depth++;
        continue;
      }
      const ends = depth === floor && (code === comma || closes);
      if (ends) {
        if (layout === 'values') throw failure('datasets.jsonSyntax');
        if (begins !== null) yield { text: (held + chunk.slice(from, at)).trim(), line: begins };
        else if (code === comma) throw failure('datasets.jsonSyntax');
        [held, begins] = ['', null];
        if (closes) closed = true;
        continue;
      }
      if (begins === null) [begins, from] = [line, at];
      if (code === quote) inString = true;
      else if (opens && ++depth > deepest) throw failure('datasets.jsonTooDeep');
      else if (closes) depth--;
      if (layout === 'values' && closes && depth === 0) {
        yield { text: held + chunk.slice(from, at + 1), line: begins };
        [held, begins] = ['', null];
      }
    }
    if (begins !== null) held += chunk.slice(from);
    if (held.length > longestRecord) throw failure('datasets.jsonRecordTooLong');
  }
  // What was opened and never closed was cut off.
  if (mayBeCut) return;
  if (begins !== null || inString || (layout === 'array' && !closed)) throw failure('datasets.jsonCutOff');
}

/** How a JSON text is laid out, told from its beginning. */
export function jsonLayout(head: string): Layout {
  const text = head.trimStart();
  if (!text.startsWith('{')) {
    // A line that is an array by itself, with another one below it.
    const [first = '', second = ''] = text.split('\n', 2);
    return isListOfValues(first) && second.trimStart().startsWith('[') ? 'lines' : 'array';
  }
  const end = text.indexOf('\n');
  // A first line that is no value by itself may still be one that was spoilt.
  const first = end < 0 ? text : text.slice(0, end);
  return isJson(first) || /^\s*\{/.test(text.slice(end + 1)) ? 'lines' : 'values';
}

function isListOfValues(text: string): boolean {
  return isJson(text) && !/^\[\s*[{[]/.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const space = 0x20;
const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
