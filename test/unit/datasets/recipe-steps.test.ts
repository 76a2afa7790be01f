/** Every step of a recipe against scikit-learn, NumPy and pandas (test/golden/recipe/steps.py). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { takeRows, type Block } from '../../../main/datasets/recipe/blocks.ts';
import { murmur3 } from '../../../main/datasets/recipe/murmur3.ts';
import { fitColumn } from '../../../main/datasets/recipe/recipe.ts';
import { stepOptions, stepOptionsSchema, type StepOptions } from '../../../main/datasets/recipe/step-options.ts';
import { recipeSteps, type RecipeStepName } from '../../../main/datasets/recipe/steps/registry.ts';
import type { FitContext, RecipeStep } from '../../../main/datasets/recipe/step.ts';
import type { FittedStep } from '../../../main/datasets/recipe/fitted.ts';

interface StepCase {
  readonly step: { readonly step: RecipeStepName } & Readonly<Record<string, unknown>>;
  readonly name: string;
  /** So many of the first rows are the training rows. */
  readonly fitted: number;
  readonly values: readonly (number | string | null)[];
  /** What every row becomes, column by column. */
  readonly columns: readonly (readonly (number | null)[])[];
  /** What the training rows become, where that is something else. */
  readonly training?: readonly (readonly number[])[];
  readonly target?: readonly number[];
  readonly classes?: number | null;
}

/** Steps that a person wrote for a column. */
function listOf(steps: readonly StepOptions[]) {
  return { steps, path: 'data.preprocess.columns.word' };
}

const golden = JSON.parse(readFileSync(new URL('../../golden/recipe/steps.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly StepCase[];
  readonly hashes: readonly { text: string; hash: number }[];
};

function blockOf({ name, values }: StepCase): Block {
  if (values.some((value) => typeof value === 'string')) {
    return { kind: 'texts', name, values: values.map((value) => (value === null ? null : String(value))) };
  }
  return { kind: 'numbers', name, values: Float64Array.from(values, (value) => Number(value ?? NaN)) };
}

function contextOf({ target, classes }: StepCase): FitContext {
  return { target: target === undefined ? null : { values: target, classes: classes ?? null } };
}

function stepNamed(name: RecipeStepName): RecipeStep<StepOptions, FittedStep> {
  return recipeSteps[name];
}

const quiet = { unseen: () => undefined };

function expectColumns(
  found: readonly Block[],
  expected: readonly (readonly (number | null)[])[],
  rows?: number,
): void {
  expect(found.length).toBe(expected.length);
  found.forEach((block, index) => {
    if (block.kind !== 'numbers') return expect.fail('not numbers');
    const wanted = (expected[index] ?? []).slice(0, rows).map((value) => value ?? NaN);
    expect(block.values.length).toBeGreaterThanOrEqual(wanted.length);
    wanted.forEach((value, row) => {
      const actual = block.values[row] ?? NaN;
      // The exponent of a power transform is found to about eight digits, by both sides.
      const close = Object.is(actual, value) || Math.abs(actual - value) <= 1e-6 * Math.max(1, Math.abs(value));
      expect(close, `column ${index}, row ${row}: ${actual} for ${value}`).toBe(true);
    });
  });
}

test('the registry of steps holds every file of its folder, each under its name', () => {
  const files = readdirSync(new URL('../../../main/datasets/recipe/steps', import.meta.url))
    .map((name) => name.replace(/\.ts$/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()))
    .filter((name) => name !== 'registry');
  expect(Object.keys(recipeSteps).sort()).toEqual(files.sort());
});

test('every step is measured against another library, except those that are elsewhere', () => {
  const measured = new Set(golden.cases.map(({ step }) => step.step));
  // The whole recipes of prepare.test.ts go through these.
  for (const name of ['standardize', 'minmax', 'onehot', 'ordinal', 'refuseMissing'] as const) measured.add(name);
  // Of texts: tokens.test.ts.
  for (const name of ['bagOfWords', 'tokens'] as const) measured.add(name);
  expect([...measured].sort()).toEqual(Object.keys(recipeSteps).sort());
});

describe.each(golden.cases.map((one) => ({ title: JSON.stringify(one.step), one })))('$title', ({ one }) => {
  const options = stepOptions(one.step);
  const step = stepNamed(one.step.step);
  const block = blockOf(one);
  const rows = Int32Array.from({ length: one.fitted }, (_, row) => row);

  test('learns and computes what the other library does, from what is stored too', () => {
    const learnt = step.fit(takeRows(block, rows), options, contextOf(one));
    const stored = step.schema.parse(JSON.parse(JSON.stringify(learnt)));
    expect(stored).toEqual(learnt);
    expectColumns(step.apply(stored, block, quiet), one.columns);
  });

  test('does so as a column of a recipe, where training rows may become something else', () => {
    const { features, fitted } = fitColumn('number', block, rows, listOf([options]), contextOf(one), quiet);
    const { training } = one;
    const expected =
      training === undefined
        ? one.columns
        : one.columns.map((column, index) => [...(training[index] ?? []), ...column.slice(one.fitted)]);
    expectColumns(features, expected);
    expect(fitted.outputs).toEqual(features.map(({ name }) => name));
    expect(new Set(fitted.outputs).size).toBe(fitted.outputs.length);
  });
});

test('a row that is left out of its own encoding is not told its target', () => {
  const one = golden.cases.find(({ step, classes }) => step.step === 'target' && classes === null);
  if (one?.target === undefined) return expect.fail('no case');
  const rows = Int32Array.from({ length: one.fitted }, (_, row) => row);
  const encode = (target: readonly number[]): Float64Array | undefined =>
    fitColumn(
      'category',
      blockOf(one),
      rows,
      listOf([stepOptions(one.step)]),
      { target: { values: target, classes: null } },
      quiet,
    ).features[0]?.values;
  const before = encode(one.target);
  const after = encode(one.target.with(7, 1e6));
  expect(after?.[7]).toBe(before?.[7]);
  expect(after?.[8]).not.toBe(before?.[8]);
});

test.each(golden.hashes)('the hash of “$text” is scikit-learn’s', ({ text, hash }) => {
  expect(murmur3(text)).toBe(hash);
});

describe('several steps', () => {
  const block: Block = { kind: 'numbers', name: 'x', values: Float64Array.of(1, NaN, 3, 100) };
  const rows = Int32Array.of(0, 1, 2);
  const fit = (steps: readonly Parameters<typeof stepOptions>[0][]) =>
    fitColumn('number', block, rows, listOf(steps.map(stepOptions)), { target: null }, quiet);

  test('follow each other, and leave 0/1 columns alone', () => {
    const { features, fitted } = fit([
      { step: 'indicator' },
      { step: 'impute' },
      { step: 'clip', maximum: 3 },
      { step: 'minmax' },
    ]);
    expect(fitted.outputs).toEqual(['x', 'x=(missing)']);
    expect(features.map(({ values }) => [...values])).toEqual([
      [0, 0.5, 1, 1],
      [0, 1, 0, 0],
    ]);
  });

  test('are refused where a step cannot take what reaches it, or text is left', () => {
    const texts: Block = { kind: 'texts', name: 'word', values: ['a', 'b', 'a'] };
    const all = Int32Array.of(0, 1, 2);
    const words = (steps: readonly Parameters<typeof stepOptions>[0][]) => () =>
      fitColumn('category', texts, all, listOf(steps.map(stepOptions)), { target: null }, quiet);
    expect(words([{ step: 'log' }])).toThrow(
      expect.objectContaining({ code: 'datasets.stepKind', path: 'data.preprocess.columns.word[0]' }),
    );
    expect(words([{ step: 'indicator' }])).toThrow(expect.objectContaining({ code: 'datasets.stepsLeaveText' }));
    expect(words([{ step: 'impute', with: 'mean' }])).toThrow(expect.objectContaining({ code: 'datasets.imputeKind' }));
    expect(words([{ step: 'target' }])).toThrow(expect.objectContaining({ code: 'datasets.noTargetToEncode' }));
  });

  test.each([
    [{ step: 'log' }, 'datasets.logOfNegative'],
    [{ step: 'power' }, 'datasets.powerOfNegative'],
  ] as const)('%j refuses what it cannot compute, naming it', (step, code) => {
    const negative: Block = { kind: 'numbers', name: 'x', values: Float64Array.of(1, 2, -7) };
    expect(() =>
      fitColumn('number', negative, Int32Array.of(0, 1, 2), listOf([stepOptions(step)]), { target: null }, quiet),
    ).toThrow(expect.objectContaining({ code, params: { column: 'x', value: -7 } }));
  });
});

test.each([
  [{ step: 'clip' }, []],
  [{ step: 'clip', minimum: 3, maximum: 1 }, []],
  [{ step: 'bin', count: 1 }, ['count']],
  [{ step: 'bins' }, ['step']],
  [{ step: 'hashing', colums: 3 }, []],
])('%j is refused', (step, path) => {
  const parsed = stepOptionsSchema.safeParse(step);
  expect(parsed.success).toBe(false);
  expect(parsed.error?.issues[0]?.path).toEqual(path);
});
