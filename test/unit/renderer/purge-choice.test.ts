/** What is ticked at first, and how much it is. */
import { expect, test } from 'vitest';
import type { PurgeCandidate } from '../../../main/api/contract/index.ts';
import { bytesOf, ticked } from '../../../renderer/views/disk/purge-choice.ts';

const candidate = (kind: PurgeCandidate['kind'], bytes: number): PurgeCandidate => ({
  key: `${kind}:x`,
  kind,
  name: 'x',
  bytes,
  removedAt: null,
});

test('what was deleted or let go by a rule is ticked, what is only made again or kept for safety is not', () => {
  const all = [candidate('run', 5), candidate('checkpoints', 7), candidate('prepared', 11), candidate('backup', 13)];
  expect(ticked(all)).toEqual(['run:x', 'checkpoints:x']);
  expect(bytesOf(all, new Set(['run:x', 'prepared:x', 'gone']))).toBe(16);
});
