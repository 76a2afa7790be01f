/** Wide tables: every column in sight is drawn, and what is left out keeps its width. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsInSight } from '../../../renderer/components/column-window.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

it('covers what is in sight at every place, and little more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 400 }), { maxLength: 600 }),
      fc.nat(100_000),
      fc.integer({ min: 50, max: 2000 }),
      (widths, wanted, room) => {
        const whole = sum(widths);
        const scrollLeft = Math.min(wanted, Math.max(0, whole - room));
        const { first, end, before, after } = columnsInSight(widths, scrollLeft, room);
        const drawn = sum(widths.slice(first, end));
        expect(before + drawn + after).toBe(whole);
        if (widths.length === 0) return;
        expect(before).toBe(sum(widths.slice(0, first)));
        expect(before).toBeLessThanOrEqual(scrollLeft);
        expect(before + drawn).toBeGreaterThanOrEqual(Math.min(whole, scrollLeft + room));
        expect(drawn).toBeLessThanOrEqual(room + 2 * 240 + 2 * 400);
      },
    ),
  );
});

it('draws nothing where pinned columns take all the room and more', () => {
  const { first, end, before, after } = columnsInSight([100, 100], 0, -900);
  expect([first, end]).toEqual([0, 0]);
  expect(before + after).toBe(200);
});
