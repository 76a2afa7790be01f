/** Reading experiment text: what is wrong is named by line and column, and nothing wrong passes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { parseJsonText } from '../../../main/base/json-text.ts';
import { errorText } from '../../../resources/messages/error-text.ts';

function errorOf(text: string): UserError {
  try {
    parseJsonText(text, 'a.json');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('what JSON.parse reads', () => {
  test('reads the same values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJsonText(text, 'a.json')).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses what JSON.parse refuses, and accepts nothing that it refuses', () => {
    const alphabet = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '1',
      '-',
      '0',
      '.',
      'e',
      't',
      'true',
      'null',
      ' ',
      '\n',
      '\\',
      'a',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseJsonText(text, 'a.json')).toThrow(UserError);
          return;
        }
        try {
          expect(parseJsonText(text, 'a.json')).toEqual(expected);
        } catch (error) {
          // Stricter in these two alone.
          if (!(error instanceof UserError)) throw error;
          expect(['json.duplicateKey', 'json.notFinite']).toContain(error.code);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a key called __proto__ stays a key', () => {
    const value = parseJsonText('{"__proto__": {"x": 1}}', 'a.json') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('x' in value).toBe(false);
  });

  test('a byte order mark is no mistake', () => {
    expect(parseJsonText('\uFEFF{"a": 1}', 'a.json')).toEqual({ a: 1 });
  });
});

describe('what is wrong', () => {
  test.each([
    ['', 'json.empty', null, null],
    [' \n\t', 'json.empty', null, null],
    ['{"a": 1', 'json.cutOff', 1, 8],
    ['{"a": NaN}', 'json.notFinite', 1, 7],
    ['{\n  "a": -Infinity}', 'json.notFinite', 2, 8],
    ['[1e999]', 'json.notFinite', 1, 2],
    ['{"a": 1,}', 'json.unexpected', 1, 9],
    ["{'a': 1}", 'json.unexpected', 1, 2],
    ['{"a" 1}', 'json.unexpected', 1, 6],
    ['[1 2]', 'json.unexpected', 1, 4],
    ['[01]', 'json.unexpected', 1, 2],
    ['{"a": 1} // done', 'json.trailing', 1, 10],
    ['{ // note\n}', 'json.comment', 1, 3],
    ['{"a": "x\ny"}', 'json.brokenString', 1, 9],
    ['{"a": "\\x"}', 'json.brokenString', 1, 7],
    ['{"a": 1,\n "a": 2}', 'json.duplicateKey', 2, 2],
    ['['.repeat(300), 'json.tooDeep', 1, 202],
  ])('%j', (text, code, line, column) => {
    const error = errorOf(text);
    expect(error.code).toBe(code);
    expect(error.params['file']).toBe('a.json');
    if (line !== null) expect([error.params['line'], error.params['column']]).toEqual([line, column]);
  });

  test('is told in both languages', () => {
    const error = errorOf('{\n  "epochs": NaN\n}');
    expect(errorText('en', error)).toEqual({
      message: 'a.json, line 2, column 13: NaN is not a number that JSON or an experiment can hold.',
      hint: 'Write a finite number.',
    });
    expect(errorText('zh', error).message).toBe('a.json 第 2 行第 13 列：NaN 不是 JSON 或实验能表示的数。');
    expect(errorText('en', errorOf('[1 2]')).message).toBe('a.json, line 1, column 4: expected , ], found 2.');
    expect(errorText('zh', errorOf('{"a": }')).message).toBe('a.json 第 1 行第 7 列：应为一个值，实际为 }。');
  });
});
