/** The queue: order, places, and that no sequence of calls trains more runs at once than there is room for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunQueue } from '../../../main/runner/queue.ts';

test('first come, first served; a resumed run goes to the front', () => {
  const queue = new RunQueue(1);
  for (const id of ['a', 'b', 'c']) queue.add(id);
  expect(queue.take()).toBe('a');
  expect(queue.take()).toBeNull();
  queue.add('d', 'front');
  queue.release('a');
  expect(queue.take()).toBe('d');
  expect(queue.waiting).toEqual(['b', 'c']);
});

test('a run is in the queue once', () => {
  const queue = new RunQueue(2);
  queue.add('a');
  queue.add('a');
  expect(queue.take()).toBe('a');
  queue.add('a');
  expect(queue.take()).toBeNull();
});

test('whatever is called, no more are active than there is room for, and none is lost', () => {
  const call = fc.record({
    kind: fc.constantFrom('add', 'front', 'take', 'release'),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(call, { maxLength: 60 }), (concurrency, calls) => {
      const queue = new RunQueue(concurrency);
      const known = new Set<string>();
      for (const { kind, id } of calls) {
        if (kind === 'add' || kind === 'front') {
          queue.add(id, kind === 'front' ? 'front' : 'back');
          known.add(id);
        } else if (kind === 'release') {
          queue.release(id);
          known.delete(id);
        } else {
          queue.take();
        }
        expect(queue.active.length).toBeLessThanOrEqual(concurrency);
        expect([...queue.active, ...queue.waiting].toSorted()).toEqual([...known].toSorted());
      }
    }),
  );
});
