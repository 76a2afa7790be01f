/** Tags as a person writes several of them. */
import { expect, test } from 'vitest';
import { tagsOf } from '../../../renderer/views/experiments/tags.ts';

test('commas of either keyboard part tags; each is there once and short', () => {
  expect(tagsOf(' baseline, paper fig 3，论文、baseline,, ')).toEqual(['baseline', 'paper fig 3', '论文']);
  expect(tagsOf('🌸'.repeat(70))).toEqual(['🌸'.repeat(60)]);
  expect(tagsOf(' , ')).toEqual([]);
});
