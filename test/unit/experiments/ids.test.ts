/** Ids: ten characters, in the order of making, never twice. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdSource } from '../../../main/experiments/ids.ts';

test('ids increase whatever the clock and the dice do', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2050, 0) }), { minLength: 2, maxLength: 50 }),
      fc.double({ min: 0, max: 0.9999999999, noNaN: true }),
      (times, dice) => {
        let index = 0;
        const newId = createIdSource(
          () => times[index++ % times.length] ?? 0,
          () => dice,
        );
        const ids = times.map(() => newId());
        for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/);
        expect(ids).toEqual([...new Set(ids)].sort());
      },
    ),
  );
});

test('a million ids within one second stay in order and differ', () => {
  const newId = createIdSource(() => Date.UTC(2026, 0), Math.random);
  let last = '';
  for (let count = 0; count < 1_000_000; count++) {
    const id = newId();
    if (id <= last) throw new Error(`${id} after ${last}`);
    last = id;
  }
});
