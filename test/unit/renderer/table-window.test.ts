/** Long tables: every row in sight is drawn, and what is left out keeps its height. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowOf } from '../../../renderer/components/table-window.ts';

it('covers what is in sight at every place', () => {
  fc.assert(
    fc.property(
      fc.nat(200_000),
      fc.integer({ min: 20, max: 40 }),
      fc.integer({ min: 0, max: 5_000_000 }),
      fc.integer({ min: 100, max: 2000 }),
      (count, rowHeight, wanted, height) => {
        const whole = count * rowHeight;
        const scrollTop = Math.min(wanted, Math.max(0, whole - height));
        const { first, end, above, below } = windowOf(count, rowHeight, scrollTop, height);
        expect(above + (end - first) * rowHeight + below).toBe(whole);
        expect(first * rowHeight).toBeLessThanOrEqual(scrollTop);
        expect(end * rowHeight).toBeGreaterThanOrEqual(Math.min(whole, scrollTop + height));
        expect(end - first).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 26);
      },
    ),
  );
});
