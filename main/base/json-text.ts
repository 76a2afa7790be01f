/** Reads JSON text and says what is wrong with it by line and column; stricter than JSON.parse on purpose. */
import { UserError, type ErrorParameter } from './errors.ts';

/** Deep enough for any experiment; a file nested deeper is a mistake or an attack on the stack. */
const deepest = 200;

/**
 * The value of a JSON text. Beside what JSON forbids anyway, a key given twice and a number too large for a double are
 * refused: JSON.parse would silently keep the last key and make the number infinite.
 *
 * Throws UserError `json.*` with `line` and `column` (from 1) among its parameters.
 *
 * @param file what the person calls the text, for the error's place
 */
export function parseJsonText(text: string, file: string): unknown {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let at = 0;

  function fail(code: string, params: Readonly<Record<string, ErrorParameter>> = {}, place = at): never {
    const before = source.slice(0, place).split('\n');
    const line = before.length;
    const column = (before.at(-1) ?? '').length + 1;
    throw new UserError(code, { file, line, column, ...params }, { location: { file, line } });
  }

  function skipSpace(): void {
    while (at < source.length && ' \t\n\r'.includes(source.charAt(at))) at += 1;
  }

  /** The word or character at hand, as a message shows it. */
  function found(): string {
    if (at >= source.length) return '';
    return /^[\w$+-]+/u.exec(source.slice(at, at + 40))?.[0] ?? String.fromCodePoint(source.codePointAt(at) ?? 0);
  }

  function unexpected(expected: string): never {
    if (at >= source.length) fail('json.cutOff', { expected });
    const word = found();
    if (/^[+-]?(nan|inf(inity)?)$/iu.test(word)) fail('json.notFinite', { found: word });
    if (source.startsWith('//', at) || source.startsWith('/*', at)) fail('json.comment');
    fail('json.unexpected', { expected, found: word });
  }

  function readString(): string {
    const start = at;
    at += 1;
    while (at < source.length && source.charAt(at) !== '"') {
      if (source.charAt(at) < ' ') fail('json.brokenString');
      at += source.charAt(at) === '\\' ? 2 : 1;
    }
    if (at >= source.length) fail('json.cutOff', { expected: '"' });
    at += 1;
    try {
      return JSON.parse(source.slice(start, at)) as string;
    } catch {
      return fail('json.brokenString', {}, start);
    }
  }

  function readNumber(): number {
    const start = at;
    const text = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/u.exec(source.slice(at))?.[0];
    if (text === undefined || /[\w.]/u.test(source.charAt(at + text.length))) unexpected('number');
    at += text.length;
    const value = Number(text);
    if (!Number.isFinite(value)) fail('json.notFinite', { found: text }, start);
    return value;
  }

  function readList(depth: number): unknown[] {
    const items: unknown[] = [];
    at += 1;
    skipSpace();
    if (source.charAt(at) === ']') {
      at += 1;
      return items;
    }
    for (;;) {
      items.push(readValue(depth + 1));
      skipSpace();
      const next = source.charAt(at);
      if (next !== ',' && next !== ']') unexpected(', ]');
      at += 1;
      if (next === ']') return items;
    }
  }

  function readObject(depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>();
    at += 1;
    skipSpace();
    if (source.charAt(at) === '}') {
      at += 1;
      return {};
    }
    for (;;) {
      skipSpace();
      const start = at;
      if (source.charAt(at) !== '"') unexpected('"');
      const key = readString();
      if (members.has(key)) fail('json.duplicateKey', { key }, start);
      skipSpace();
      if (source.charAt(at) !== ':') unexpected(':');
      at += 1;
      members.set(key, readValue(depth + 1));
      skipSpace();
      const next = source.charAt(at);
      if (next !== ',' && next !== '}') unexpected(', }');
      at += 1;
      if (next === '}') return Object.fromEntries(members);
    }
  }

  function readValue(depth: number): unknown {
    if (depth > deepest) fail('json.tooDeep', { deepest });
    skipSpace();
    const character = source.charAt(at);
    if (character === '{') return readObject(depth);
    if (character === '[') return readList(depth);
    if (character === '"') return readString();
    if (character === '-' || (character >= '0' && character <= '9')) return readNumber();
    const word = found();
    if (word === 'true' || word === 'false' || word === 'null') {
      at += word.length;
      return word === 'null' ? null : word === 'true';
    }
    return unexpected('value');
  }

  skipSpace();
  if (at >= source.length) throw new UserError('json.empty', { file }, { location: { file } });
  const value = readValue(0);
  skipSpace();
  if (at < source.length) fail('json.trailing', { found: found() });
  return value;
}
