/** Resuming from any checkpoint ends with the same bits on the CPU. `node scripts/interruptions.ts 200` interrupts more. */
import { expect, it } from 'vitest';
import { interruptTrainings } from '../support/interrupted-training.ts';

it('ends with the same bits after 20 interruptions at random, from any checkpoint', { timeout: 300_000 }, async () => {
  const { trainings } = await interruptTrainings(20, 1);
  expect(trainings).toBeGreaterThan(0);
});
