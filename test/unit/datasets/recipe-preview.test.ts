/** A recipe before and after: what is shown is what training is then given, and what is wrong is said at its step. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadPrepared } from '../../../main/datasets/prepared.ts';
import { stepForms } from '../../../main/datasets/recipe/step-forms.ts';
import { stepOptionsSchema } from '../../../main/datasets/recipe/step-options.ts';
import { recipeSteps } from '../../../main/datasets/recipe/steps/registry.ts';
import { tableSpecSchema, type TableSpecInput } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { previewRecipe } from '../../../main/datasets/table/preview-recipe.ts';
import type { RecipePreview } from '../../../main/datasets/table/recipe-preview-types.ts';
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

const titanicPath = join(import.meta.dirname, '../../../resources/samples/titanic.csv');
const titanic = bench.import('titanic.csv', {}, titanicPath);

async function previewed(
  spec: TableSpecInput,
  columns: string[] = [],
  { manifest = titanic, rows = 20 } = {},
): Promise<RecipePreview> {
  const folder = bench.datasetFolder(await manifest);
  return previewRecipe({ folder, spec: tableSpecSchema.parse(spec), uses: null, columns, rows }, never);
}

const spec: TableSpecInput = {
  target: 'survived',
  features: ['pclass', 'sex', 'age', 'fare', 'embarked', 'per head', 'deck'],
  compute: { 'per head': 'fare / (sibsp + parch + 1)' },
  filter: 'fare < 500',
  split: { method: 'stratified', test: 0.2, validation: 0.2, seed: 7 },
  preprocess: {
    groups: { numeric: [{ step: 'indicator' }, { step: 'impute', with: 'median' }, { step: 'standardize' }] },
    columns: {
      fare: [{ step: 'log' }, { step: 'robust' }],
      deck: [{ step: 'target', smoothing: 5 }],
      embarked: [{ step: 'impute', with: 'mostFrequent' }, { step: 'onehot' }],
    },
  },
};

describe('a preview', () => {
  test('shows the values that training is given, for every kind of step', async () => {
    const preview = await previewed(spec, ['pclass', 'sex', 'age', 'fare', 'embarked', 'per head', 'deck']);
    const target = bench.path('prepared');
    const parsed = tableSpecSchema.parse(spec);
    await prepare({ folder: bench.datasetFolder(await titanic), target, spec: parsed, uses: ['categorical'] }, never);
    const { manifest, inputs, train } = await loadPrepared(target);
    expect(preview.counts).toEqual(manifest.counts);
    expect(preview.fittedRows).toBe(manifest.counts.train);
    expect(preview.sampled).toBe(false);
    expect(preview.columns.flatMap(({ outputs }) => outputs)).toEqual(manifest.features);
    expect(preview.featureCount).toBe(manifest.features.length);
    expect(preview.shown).toHaveLength(7);
    const matrix = inputs['features'] ?? new Float32Array();
    const trainRows = new Set(train);
    for (const { rows, parts, steps } of preview.shown) {
      expect(rows).toHaveLength(20);
      expect(parts).toEqual(rows.map(() => 'train'));
      expect(rows.every((row) => trainRows.has(row))).toBe(true);
      for (const { name, values } of steps.at(-1)?.outputs ?? []) {
        const place = manifest.features.indexOf(name);
        const prepared = rows.map((row) => matrix[row * manifest.features.length + place]);
        expect(values.map((value) => Math.fround(Number(value)))).toEqual(prepared);
      }
    }
  });

  test('shows cells as they were, some that are missing among them, and each step on the way', async () => {
    const { shown } = await previewed(spec, ['age'], { rows: 6 });
    const [age] = shown;
    expect(age?.before).toHaveLength(6);
    const missing = (age?.before ?? []).flatMap((cell, place) => (cell === null ? [place] : []));
    expect(missing).toHaveLength(3);
    const [flagged, filled, scaled] = age?.steps ?? [];
    expect(flagged?.outputs.map(({ name }) => name)).toEqual(['age', 'age=(missing)']);
    expect(missing.map((place) => flagged?.outputs[0]?.values[place])).toEqual([null, null, null]);
    expect(missing.map((place) => flagged?.outputs[1]?.values[place])).toEqual([1, 1, 1]);
    const median = filled?.learnt[0]?.facts[0];
    expect(median).toMatchObject({ name: 'value', count: 1 });
    expect(missing.map((place) => filled?.outputs[0]?.values[place])).toEqual(missing.map(() => median?.values[0]));
    expect(scaled?.learnt[0]?.facts.map(({ name }) => name)).toEqual(['mean', 'standardDeviation']);
    const place = age?.before.findIndex((cell) => cell !== null) ?? 0;
    expect(filled?.outputs[0]?.values[place]).toBe(Number(age?.before[place]));
  });

  test('says what each step has learnt, and how a target is scaled', async () => {
    const numbers = await previewed({ target: 'age', features: ['embarked'] }, ['embarked']);
    const [target] = numbers.targets;
    expect(target).toMatchObject({ column: 'age', kind: 'regression', classCount: 0 });
    expect(target?.standardDeviation).toBeGreaterThan(10);
    const learnt = numbers.shown[0]?.steps[0]?.learnt[0]?.facts;
    expect(learnt?.find(({ name }) => name === 'categories')?.values).toEqual(['C', 'Q', 'S']);
    const classes = await previewed(spec);
    const [survived] = classes.targets;
    const sum = (part: 'train' | 'validation' | 'test') =>
      survived?.classes.reduce((total, one) => total + one[part], 0);
    expect([sum('train'), sum('validation'), sum('test')]).toEqual(Object.values(classes.counts));
    expect(survived?.classes.map(({ name }) => name)).toEqual(['0', '1']);
  });

  test('goes on where one column is wrong, and names the step', async () => {
    const wrong = await previewed(
      {
        ...spec,
        features: ['age', 'fare', 'sex'],
        preprocess: { columns: { fare: [{ step: 'impute' }, { step: 'power' }], sex: [{ step: 'log' }] } },
      },
      ['fare', 'age'],
    );
    const [age, fare, sex] = wrong.columns;
    expect(age?.problem).toBeNull();
    expect(fare?.problem).toMatchObject({ code: 'datasets.powerOfNegative', path: 'data.preprocess.columns.fare[1]' });
    expect(fare).toMatchObject({ failedStep: 1, outputs: null, width: null });
    expect(sex?.problem).toMatchObject({ code: 'datasets.stepKind', path: 'data.preprocess.columns.sex[0]' });
    expect(wrong.featureCount).toBeNull();
    // What was right before it is shown.
    expect(wrong.shown.find(({ column }) => column === 'fare')?.steps.map(({ step }) => step)).toEqual(['impute']);
  });

  test('names what is left at the end and is no number', async () => {
    const { columns } = await previewed({ ...spec, preprocess: { columns: { sex: [{ step: 'indicator' }] } } });
    const sex = columns.find(({ column }) => column === 'sex');
    expect(sex?.problem?.code).toBe('datasets.stepsLeaveText');
    expect(sex?.failedStep).toBeNull();
  });

  test('of a large table is fitted on the same draw each time, and the parts are counted in all', async () => {
    const rows = Array.from({ length: 120_000 }, (_, row) => `${row},${(row * 7919) % 1000},${row % 2}`);
    bench.write('large.csv', `id,x,y\n${rows.join('\n')}\n`);
    const manifest = bench.import('large.csv');
    const large: TableSpecInput = { target: 'y', features: ['x'], split: { test: 0.25, validation: 0.5 } };
    const first = await previewed(large, ['x'], { manifest });
    expect(first).toMatchObject({ sampled: true, counts: { train: 45_000, validation: 45_000, test: 30_000 } });
    expect(first.fittedRows).toBeGreaterThan(15_000);
    expect(first.fittedRows).toBeLessThan(22_000);
    const [mean] = first.shown[0]?.steps[1]?.learnt[0]?.facts ?? [];
    expect(mean?.values[0]).toBeGreaterThan(480);
    expect(mean?.values[0]).toBeLessThan(520);
    // A row is the row of the whole table, whatever was drawn.
    const [row = 0] = first.shown[0]?.rows ?? [];
    expect(first.shown[0]?.before[0]).toBe(String((row * 7919) % 1000));
    expect(await previewed(large, ['x'], { manifest })).toEqual(first);
  });
});

describe('steps of a group', () => {
  test('stand for all of its columns that have none of their own', async () => {
    const { columns } = await previewed(spec);
    const stepsOf = (name: string) => {
      const found = columns.find(({ column }) => column === name);
      return [found?.origin, ...(found?.steps.map(({ step }) => step) ?? [])];
    };
    expect(stepsOf('age')).toEqual(['group', 'indicator', 'impute', 'standardize']);
    expect(stepsOf('pclass')).toEqual(['group', 'indicator', 'impute', 'standardize']);
    expect(stepsOf('fare')).toEqual(['column', 'log', 'robust']);
    expect(stepsOf('sex')).toEqual(['default', 'onehot']);
  });

  test('make texts and dates features of “all”', async () => {
    const lines = Array.from({ length: 200 }, (_, row) => {
      const words = `word${row} and ${row % 3 === 0 ? 'red' : 'blue'} things`;
      return `${words},2024-0${1 + (row % 9)}-11,${row % 2}`;
    });
    bench.write('texts.csv', `words,day,y\n${lines.join('\n')}\n`);
    const manifest = bench.import('texts.csv');
    // What could be a feature with a step is named; where nothing could, nothing is.
    expect(await userError(previewed({ target: 'y' }, [], { manifest }))).toMatchObject({
      code: 'datasets.textsNeedSteps',
      params: { target: 'y', columns: 'words', count: 1 },
    });
    bench.write('days.csv', `day,y\n${lines.map((line) => line.split(',').slice(1).join(',')).join('\n')}\n`);
    const days = { manifest: bench.import('days.csv') };
    expect(await userError(previewed({ target: 'y' }, [], days))).toMatchObject({ code: 'datasets.noFeatures' });
    const groups = {
      text: [{ step: 'bagOfWords', vocabulary: 3, minimumRows: 5 }] as const,
      date: [{ step: 'dateParts', parts: ['month'] }] as const,
    };
    const { columns } = await previewed({ target: 'y', preprocess: { groups } } as unknown as TableSpecInput, [], {
      manifest,
    });
    expect(columns.map(({ column, width }) => [column, width])).toEqual([
      ['words', 3],
      ['day', 1],
    ]);
  });
});

describe('forms of steps', () => {
  test('there is one for every step, with its defaults as the step fills them in', () => {
    const forms = stepForms();
    expect(forms.map(({ step }) => step)).toEqual(Object.keys(recipeSteps));
    for (const { step, fields, formula, begin: given } of forms) {
      expect(formula, step).not.toBe('');
      const filled: Record<string, unknown> = stepOptionsSchema.parse(given);
      const expected = fields.flatMap((field) =>
        'default' in field && field.default !== null ? [[field.name, field.default] as const] : [],
      );
      expect(filled, step).toEqual({ ...given, ...Object.fromEntries(expected) });
    }
  });

  test('bounds are those that the step checks', () => {
    for (const { step, fields } of stepForms()) {
      for (const field of fields) {
        if (field.kind !== 'integer' && field.kind !== 'number') continue;
        const passes = (value: number) => stepOptionsSchema.safeParse({ step, [field.name]: value }).success;
        expect(passes(field.minimum), `${step}.${field.name}`).toBe(true);
        if (Math.abs(field.minimum) < 1e12) expect(passes(field.minimum - 1), `${step}.${field.name}`).toBe(false);
        if (Math.abs(field.maximum) < 1e12) expect(passes(field.maximum + 1), `${step}.${field.name}`).toBe(false);
      }
    }
  });

  test('an option that no form can show is found out', () => {
    const schema = z.toJSONSchema(recipeSteps.clip.options, { io: 'input' });
    expect(Object.keys(schema.properties ?? {})).toEqual(['step', 'minimum', 'maximum', 'quantiles']);
    expect(
      stepForms()
        .find(({ step }) => step === 'clip')
        ?.fields.map(({ kind }) => kind),
    ).toEqual(['number', 'number', 'numbers']);
  });
});
