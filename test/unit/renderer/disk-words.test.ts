/** What a line of the disk's table says. */
import { expect, test } from 'vitest';
import type { DiskItem } from '../../../main/api/contract/index.ts';
import { I18n } from '../../../renderer/i18n.svelte.ts';
import { itemDetail, itemKind, itemName, itemPath } from '../../../renderer/views/disk/disk-words.ts';

const run: DiskItem = {
  kind: 'run',
  id: 'r1',
  name: 'iris-1',
  bytes: 5,
  status: 'completed',
  dataset: 'iris',
  starred: true,
  archived: true,
  removed: false,
};
const dataset: DiskItem = { kind: 'dataset', id: 'd1', name: 'iris', bytes: 5, runs: 1, removed: true };
const prepared: DiskItem = { kind: 'prepared', id: 'abc', name: 'abc', bytes: 5, dataset: null, usedAt: Date.now() };

test('names, kinds, details and pages', () => {
  const [en, zh] = [new I18n('en'), new I18n('zh')];
  expect(itemDetail(en, run)).toBe('iris · ★ · archived');
  expect(itemKind(en, dataset)).toBe('data set, deleted');
  expect(itemKind(zh, dataset)).toBe('数据集, 已删除');
  expect(itemDetail(en, dataset)).toBe('1 run');
  expect(itemName(prepared)).toBe('abc');
  expect(itemName({ ...prepared, dataset: 'iris' })).toBe('iris');
  expect([run, dataset, prepared].map(itemPath)).toEqual(['/runs/r1', null, null]);
});
