/** The windowed shuffle: every row once, in blocks of a window, a function of seed and epoch alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamOrders } from '../../../main/training/loop/stream-order.ts';

const cases = fc.record({
  total: fc.integer({ min: 1, max: 400 }),
  keep: fc.integer({ min: 1, max: 5 }),
  blockRows: fc.integer({ min: 1, max: 50 }),
  windowBlocks: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(),
  epoch: fc.nat(20),
});

test('every row comes once, and the rows of a window are those of its blocks', () => {
  fc.assert(
    fc.property(cases, ({ total, keep, blockRows, windowBlocks, seed, epoch }) => {
      // In any order, and not all of them.
      const rows = Int32Array.from({ length: total }, (_, row) => total - 1 - row).filter((row) => row % keep === 0);
      const { order, windows } = new StreamOrders(rows, { blockRows, windowBlocks }, seed).of(epoch);
      expect(order.toSorted()).toEqual(rows.toSorted());
      let start = 0;
      for (const blocks of windows) {
        expect(blocks.length).toBeLessThanOrEqual(windowBlocks);
        const inside = new Set(blocks);
        const own = rows.filter((row) => inside.has(Math.floor(row / blockRows)));
        expect(order.slice(start, start + own.length).toSorted()).toEqual(own.toSorted());
        start += own.length;
      }
      expect(start).toBe(order.length);
    }),
  );
});

test('it is the same for the same seed and epoch, however the rows were drawn, and another for others', () => {
  const rows = Int32Array.from({ length: 1000 }, (_, row) => row);
  const shape = { blockRows: 20, windowBlocks: 4 };
  const { order } = new StreamOrders(rows, shape, 7).of(3);
  expect(new StreamOrders(rows.toReversed(), shape, 7).of(3).order).toEqual(order);
  expect(new StreamOrders(rows, shape, 7).of(4).order).not.toEqual(order);
  expect(new StreamOrders(rows, shape, 8).of(3).order).not.toEqual(order);
});

test('one window of all blocks gives each order as likely as others', () => {
  const rows = Int32Array.of(0, 1, 2);
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed += 1) {
    const { order } = new StreamOrders(rows, { blockRows: 2, windowBlocks: 9 }, seed).of(0);
    counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Five degrees of freedom: chi-squared above 25 comes once in ten thousand.
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chi).toBeLessThan(25);
});
