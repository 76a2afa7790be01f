/** Which checkpoints the rules let go: an oracle in plain loops for drawn runs, and each rule by itself. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeepRules } from '../../../main/api/contract/index.ts';
import { letGo, noRules } from '../../../main/app/disk/keep-rules.ts';
import type { KeepFacts } from '../../../main/experiments/records.ts';

const day = 86_400_000;
const now = 1000 * day;

function run(id: string, parts: Partial<KeepFacts> = {}): KeepFacts {
  return {
    id,
    name: id,
    dataset: 'iris',
    atWork: false,
    starred: false,
    tags: [],
    endedAt: now - 100 * day,
    reading: 0.5,
    lowerIsBetter: true,
    checkpoints: [
      { file: 'epoch-000001.safetensors', reason: 'periodic', bytes: 10 },
      { file: 'epoch-000002.safetensors', reason: 'best', bytes: 10 },
      { file: 'epoch-000003.safetensors', reason: 'last', bytes: 10 },
    ],
    ...parts,
  };
}

const gone = (runs: readonly KeepFacts[], rules: Partial<KeepRules>): string[] =>
  letGo(runs, { ...noRules, ...rules }, now)
    .filter(({ why }) => why === 'run')
    .map(({ run: { id } }) => id);

describe('the rules', () => {
  test('let nothing go until one of them says so', () => {
    expect(letGo([run('a'), run('b', { reading: null })], noRules, now)).toEqual([]);
  });

  test('keep the best of each data set, ties with the last of them too, and data sets that cannot be judged', () => {
    const runs = [
      run('a', { reading: 0.3 }),
      run('b', { reading: 0.1 }),
      run('c', { reading: 0.3 }),
      run('d', { reading: 0.4 }),
      run('never', { reading: null }),
      run('other', { dataset: 'mpg', reading: 0.9 }),
      run('images', { dataset: 'fashion', reading: null }),
    ];
    expect(gone(runs, { best: 1 })).toEqual(['a', 'c', 'd', 'never']);
    expect(gone(runs, { best: 2 })).toEqual(['d', 'never']);
    expect(gone(runs, { best: 100 })).toEqual(['never']);
    const higher = runs.map((one) => ({ ...one, lowerIsBetter: false }));
    expect(gone(higher, { best: 1 })).toEqual(['a', 'b', 'c', 'never']);
  });

  test('keep what ended lately, what has a tag, and never touch stars and runs at work', () => {
    const runs = [
      run('old'),
      run('new', { endedAt: now - 6 * day }),
      run('tagged', { tags: ['x', 'paper'] }),
      run('starred', { starred: true }),
      run('working', { atWork: true, endedAt: null }),
      run('empty', { checkpoints: [] }),
    ];
    expect(gone(runs, { days: 7 })).toEqual(['old', 'tagged']);
    expect(gone(runs, { tags: ['paper'] })).toEqual(['old', 'new']);
    expect(gone(runs, { days: 7, tags: ['paper'] })).toEqual(['old']);
  });

  test('drop checkpoints that are neither best nor last of runs that are kept, a file that is both stays', () => {
    const both = run('both', {
      checkpoints: [
        { file: 'epoch-000001.safetensors', reason: 'periodic', bytes: 10 },
        { file: 'epoch-000003.safetensors', reason: 'periodic', bytes: 10 },
        { file: 'epoch-000003.safetensors', reason: 'last', bytes: 10 },
      ],
    });
    expect(letGo([run('a'), both, run('s', { starred: true })], { ...noRules, periodic: false }, now)).toEqual([
      { run: run('a'), files: ['epoch-000001.safetensors'], bytes: 10, why: 'periodic' },
      { run: both, files: ['epoch-000001.safetensors'], bytes: 10, why: 'periodic' },
    ]);
  });

  test('are what a plain reading of them says, for drawn runs', () => {
    const runs = fc.array(
      fc.record({
        dataset: fc.constantFrom('iris', 'mpg'),
        atWork: fc.boolean(),
        starred: fc.boolean(),
        tags: fc.constantFrom<string[]>([], ['paper'], ['x']),
        endedAt: fc.option(fc.integer({ min: 0, max: 20 }).map((days) => now - days * day)),
        reading: fc.option(fc.constantFrom(0.1, 0.2, 0.3)),
      }),
      { maxLength: 12 },
    );
    const drawnRules = fc.record({
      best: fc.option(fc.integer({ min: 1, max: 4 })),
      days: fc.option(fc.integer({ min: 1, max: 15 })),
      tags: fc.constantFrom<string[]>([], ['paper']),
    });
    fc.assert(
      fc.property(runs, drawnRules, (drawn, rules) => {
        const all = drawn.map((parts, index) => run(String(index), parts));
        const expected = all.filter((one) => {
          if (one.atWork || one.starred) return false;
          if (rules.best === null && rules.days === null && rules.tags.length === 0) return false;
          const others = all.filter(({ dataset, reading }) => dataset === one.dataset && reading !== null);
          const better = others.filter(({ reading }) => (reading ?? 0) < (one.reading ?? Infinity)).length;
          const isBest = rules.best !== null && (others.length === 0 || (one.reading !== null && better < rules.best));
          const isNew = rules.days !== null && (one.endedAt === null || now - one.endedAt <= rules.days * day);
          return !isBest && !isNew && !one.tags.some((tag) => rules.tags.includes(tag));
        });
        expect(gone(all, rules)).toEqual(expected.map(({ id }) => id));
      }),
    );
  });
});
