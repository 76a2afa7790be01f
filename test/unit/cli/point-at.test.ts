/** A query's error points at its piece in a terminal, where some characters take two columns. */
import { expect, test } from 'vitest';
import { pointAt } from '../../../main/shells/cli/terminal/point-at.ts';

test('below the piece, as wide as it', () => {
  expect(pointAt('seed > "x" and', 8, 3)).toBe('  seed > "x" and\n         ^^^');
  expect(pointAt('名称 = 5', 6, 1)).toBe('  名称 = 5\n         ^');
  expect(pointAt('loss >', 7, 1)).toBe('  loss >\n        ^');
});
