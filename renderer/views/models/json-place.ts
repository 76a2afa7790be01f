/** Finds where a text stops being JSON. The engine's own message names no place for short texts, and speaks English. */

export interface JsonFault {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** The character there; empty at the text's end. */
  readonly found: string;
}

/** Tokens by the character they begin with; sticky, so that they match at one place alone. */
const space = /[ \t\n\r]*/uy;
// Control characters are what JSON forbids inside a string.
// eslint-disable-next-line no-control-regex -- they are meant
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const word = /true|false|null/uy;

/** Null where the whole text is JSON. */
export function findJsonFault(text: string): JsonFault | null {
  let at = 0;

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || match[0] === '') return pattern === space;
    at = pattern.lastIndex;
    return true;
  };
  const take = (character: string): boolean => {
    skip(space);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  /** False with `at` where it went wrong. */
  const value = (): boolean => {
    skip(space);
    if (take('{')) return items('}', () => stringAndColon() && value());
    if (take('[')) return items(']', value);
    return skip(string) || skip(number) || skip(word);
  };
  const stringAndColon = (): boolean => {
    skip(space);
    return skip(string) && take(':');
  };
  const items = (end: string, item: () => boolean): boolean => {
    if (take(end)) return true;
    do if (!item()) return false;
    while (take(','));
    return take(end);
  };

  if (value()) {
    skip(space);
    if (at === text.length) return null;
  }
  const before = text.slice(0, at).split('\n');
  const found = text.slice(at, at + 2);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, found: Array.from(found)[0] ?? '' };
}
