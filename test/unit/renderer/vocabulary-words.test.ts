/** Tokens as the vocabulary view shows and finds them. */
import { expect, it } from 'vitest';
import { findTokens, hasVocabulary, visibleToken } from '../../../renderer/views/data/vocabulary-words.ts';

const tokens = [
  { number: 2, token: 'The', count: 9 },
  { number: 3, token: '猫', count: 5 },
  { number: 12, token: ' 12th', count: 1 },
];

it.each([
  ['', [2, 3, 12]],
  ['the', [2]],
  ['猫', [3]],
  ['12', [12]],
  ['3', [3]],
  [' 1', [12]],
  ['dog', []],
])('“%s” finds %j', (search, numbers) => {
  expect(findTokens(tokens, search).map(({ number }) => number)).toEqual(numbers);
});

it.each([
  [' a', '␣a'],
  ['\n\t', '⏎⇥'],
  ['\u0000', '<U+0000>'],
  ['\u200b', '<U+200B>'],
  ['\u3000', '<U+3000>'],
  ['猫🐈', '猫🐈'],
])('%j is seen as %s', (token, seen) => {
  expect(visibleToken(token)).toBe(seen);
});

it('is of texts and categories', () => {
  expect((['text', 'category', 'integer', 'date'] as const).map((kind) => hasVocabulary({ kind }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
