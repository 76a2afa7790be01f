/**
 * The importers hold their promise for files that nobody thought of. A part of `test/fuzz`, whose `run.ts` tries as many
 * as one has time for; `ATHANOR_FUZZ_SEED` tries others here.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzCase } from '../../fuzz/cases.ts';
import { Judge } from '../../fuzz/judge.ts';
import { fuzzSources } from '../../fuzz/sources.ts';

const seed = Number(process.env.ATHANOR_FUZZ_SEED ?? 2024);
let judge: Judge;
beforeAll(async () => {
  judge = await Judge.open();
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
});

// What is changed must be readable as it is: else only the first check of each importer would be tried.
test.each(fuzzSources.filter(({ file }) => file !== 'a.npy').map((source) => [source.file, source] as const))(
  '%s is imported while it is whole',
  async (file, { bytes, wrap, beside = {} }) => {
    const whole = wrap === undefined ? bytes : wrap(bytes);
    expect(await judge.judge({ what: file, file, bytes: whole, beside })).toBe('imported');
  },
);

test(`damaged files are imported, or refused by name (seed ${seed})`, { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fuzzCase, async (one) => {
      await judge.judge(one);
    }),
    { seed, numRuns: 60 },
  );
});
