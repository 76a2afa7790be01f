/** The queue: order, places, and that no sequence of calls trains more runs at once than there is room for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../main/experiments/records.ts';
import { inOrder, readQueueMemory, writeQueueMemory } from '../../../main/runner/queue-memory.ts';
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

test('a run that waits goes where it is moved, and one that does not, nowhere', () => {
  const queue = new RunQueue(1);
  for (const id of ['a', 'b', 'c', 'd']) queue.add(id);
  expect(queue.take()).toBe('a');
  expect(queue.move('d', 0)).toBe(true);
  expect(queue.waiting).toEqual(['d', 'b', 'c']);
  expect(queue.move('d', 1)).toBe(true);
  expect(queue.waiting).toEqual(['b', 'd', 'c']);
  expect(queue.move('b', 99)).toBe(true);
  expect(queue.waiting).toEqual(['d', 'c', 'b']);
  expect(queue.move('a', 0)).toBe(false);
  expect(queue.waiting).toEqual(['d', 'c', 'b']);
});

test('held, nothing begins; with less room, what is active goes on', () => {
  const queue = new RunQueue(2);
  for (const id of ['a', 'b', 'c', 'd']) queue.add(id);
  queue.held = true;
  expect([queue.take(), queue.hasRoom]).toEqual([null, false]);
  queue.held = false;
  expect([queue.take(), queue.take()]).toEqual(['a', 'b']);
  queue.concurrency = 1;
  queue.release('a');
  expect([queue.active, queue.take()]).toEqual([['b'], null]);
  queue.release('b');
  expect(queue.take()).toBe('c');
});

test('the order that was kept holds for those that it knows; the others come last as they came', () => {
  expect(inOrder(['a', 'b', 'c', 'd'], ['c', 'x', 'a'])).toEqual(['c', 'a', 'b', 'd']);
});

test('what was kept and cannot be read is as if nothing had been', () => {
  const kept = new Map<string, JsonValue>();
  const settings = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: JsonValue) => void kept.set(key, value),
  };
  expect(readQueueMemory(settings)).toBeNull();
  writeQueueMemory(settings, { order: ['b', 'a'], held: true, concurrency: 3 });
  expect(readQueueMemory(settings)).toEqual({ order: ['b', 'a'], held: true, concurrency: 3 });
  kept.set('queue', { order: 'b', held: true, concurrency: 0 });
  expect(readQueueMemory(settings)).toBeNull();
});

test('whatever is called, no more are active than there is room for, and none is lost', () => {
  const call = fc.record({
    kind: fc.constantFrom('add', 'front', 'take', 'release', 'move'),
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
        } else if (kind === 'move') {
          queue.move(id, 1);
        } else {
          queue.take();
        }
        expect(queue.active.length).toBeLessThanOrEqual(concurrency);
        expect([...queue.active, ...queue.waiting].toSorted()).toEqual([...known].toSorted());
      }
    }),
  );
});
