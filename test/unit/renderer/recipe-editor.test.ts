/** The recipe editor: lists of steps and what an edit writes into the experiment; the core's answers, the newest alone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalogue, DatasetDetail, RecipePreview, RecipeQuery } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { Builder } from '../../../renderer/views/models/builder.svelte.ts';
import { valueAt } from '../../../main/drafts/draft.ts';
import { RecipeEditor } from '../../../renderer/views/models/recipe/recipe-editor.svelte.ts';
import {
  moveStep,
  recipeLists,
  stepIndexOf,
  stepSummary,
  withSteps,
  writtenSteps,
  type Scope,
} from '../../../renderer/views/models/recipe/recipe-draft.ts';

const numeric: Scope = { kind: 'group', group: 'numeric' };
const fare: Scope = { kind: 'column', column: 'fare "£"' };

function columnOf(column: string, kind: 'number' | 'category', steps: string[]): RecipePreview['columns'][number] {
  return {
    column,
    kind,
    group: kind === 'number' ? 'numeric' : 'categorical',
    origin: 'default',
    steps: steps.map((step) => ({ step })),
    outputs: [column],
    width: 1,
    problem: null,
    failedStep: null,
  };
}

const preview: RecipePreview = {
  rows: 10,
  counts: { train: 6, validation: 2, test: 2 },
  fittedRows: 6,
  sampled: false,
  targets: [],
  columns: [
    columnOf('age', 'number', ['impute', 'standardize']),
    columnOf('fare "£"', 'number', ['impute', 'standardize']),
    columnOf('sex', 'category', ['onehot']),
  ],
  featureCount: 3,
  windowLength: null,
  computed: [],
  shown: [],
  warnings: [],
};

const log = {
  step: 'log',
  category: 'reshape',
  takes: 'numbers',
  formula: '',
  source: null,
  fields: [],
  begin: { step: 'log' },
} as const;
const catalogue = {
  layers: [],
  steps: [{ ...log, fields: [] }],
  losses: [],
  optimizers: [],
  schedules: [],
  clippings: [],
  averagings: [],
  augmentation: [],
  metrics: [],
} satisfies Catalogue;
const dataset = {
  id: 'd1',
  name: 'people',
  kind: 'table',
  profile: [],
  images: null,
  audio: null,
} as unknown as DatasetDetail;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function setUp() {
  const previewRecipe = vi.fn((_query: RecipeQuery, _options: { signal: AbortSignal }) => Promise.resolve(preview));
  const inspect = vi.fn(() => Promise.resolve({ nodes: [], parameters: 1, problems: [] }));
  const builder = new Builder(
    { models: { inspect }, runs: {} } as unknown as ConstructorParameters<typeof Builder>[0],
    catalogue,
    dataset,
  );
  const api = { datasets: { previewRecipe } } as unknown as ConstructorParameters<typeof RecipeEditor>[0];
  const editor = new RecipeEditor(api, builder);
  editor.follow(builder.experiment, true);
  await vi.advanceTimersByTimeAsync(1);
  const stepsAt = (...path: string[]) => valueAt(builder.experiment, ['data', 'preprocess', ...path]);
  return { previewRecipe, inspect, builder, editor, stepsAt };
}

describe('edits of a recipe', () => {
  it('write the defaults out with the first edit of a group, and leave them to the core again', async () => {
    const { editor, builder, stepsAt } = await setUp();
    expect(editor.scope).toEqual(numeric);
    expect(editor.columns).toEqual(['age', 'fare "£"']);
    editor.add({ ...log, fields: [] });
    expect(stepsAt('groups', 'numeric')).toEqual([{ step: 'impute' }, { step: 'log' }, { step: 'standardize' }]);
    expect(editor.index).toBe(1);
    editor.move(1, 2);
    expect(stepsAt('groups', 'numeric')).toEqual([{ step: 'impute' }, { step: 'standardize' }, { step: 'log' }]);
    editor.remove(0);
    expect(stepsAt('groups', 'numeric')).toEqual([{ step: 'standardize' }, { step: 'log' }]);
    editor.reset(numeric);
    expect(stepsAt('groups', 'numeric')).toBeUndefined();
    for (let times = 0; times < 4; times += 1) builder.undo();
    expect(builder.canUndo).toBe(false);
    expect(stepsAt('groups')).toBeUndefined();
  });

  it('give a column a list of its own, whatever it is called', async () => {
    const { editor, stepsAt } = await setUp();
    editor.show('fare "£"');
    editor.separate('fare "£"');
    expect(editor.scope).toEqual(fare);
    editor.setOption('with', 'median');
    expect(stepsAt('columns', 'fare "£"')).toEqual([{ step: 'impute', with: 'median' }, { step: 'standardize' }]);
    expect(editor.lists?.groups[0]?.columns).toEqual(['age']);
    expect(editor.lists?.own.map(({ column }) => column)).toEqual(['fare "£"']);
  });

  it('of one option are one step back', async () => {
    const { editor, builder } = await setUp();
    editor.setOption('with', 'median');
    editor.setOption('with', 'mostFrequent');
    builder.undo();
    expect(builder.canUndo).toBe(false);
  });

  it('take the last step of a list away by leaving it to the defaults', () => {
    const experiment = withSteps({ data: {} }, fare, [{ step: 'log' }]);
    expect(writtenSteps(experiment, fare)).toEqual([{ step: 'log' }]);
    expect(writtenSteps(withSteps(experiment, fare, []), fare)).toBeNull();
  });
});

describe('what the core is asked', () => {
  it('is asked for the data and the loss alone, when typing rests', async () => {
    const { editor, builder, previewRecipe } = await setUp();
    editor.follow(builder.experiment, true);
    await vi.advanceTimersByTimeAsync(300);
    // The second time for the rows of the column that the first preview made known.
    expect(previewRecipe.mock.calls.map(([{ columns }]) => columns)).toEqual([[], ['age']]);
    builder.set(['training', 'epochs'], 3);
    editor.follow(builder.experiment, true);
    await vi.advanceTimersByTimeAsync(300);
    expect(previewRecipe).toHaveBeenCalledTimes(2);
    for (const seed of [1, 12, 123]) {
      builder.set(['data', 'split', 'seed'], seed);
      editor.follow(builder.experiment, true);
      expect(editor.isStale).toBe(true);
    }
    await vi.advanceTimersByTimeAsync(300);
    expect(previewRecipe).toHaveBeenCalledTimes(3);
    expect(previewRecipe.mock.calls[2]?.[0].experiment).toMatchObject({ data: { split: { seed: 123 } } });
    expect(editor.isStale).toBe(false);
  });

  it('is told to the model, and gone when the recipe is refused', async () => {
    const { editor, builder, previewRecipe, inspect } = await setUp();
    await vi.advanceTimersByTimeAsync(300);
    expect(inspect).toHaveBeenLastCalledWith(expect.objectContaining({ featureCount: 3 }));
    previewRecipe.mockRejectedValueOnce(new UserError('datasets.expression', {}, { path: 'data.filter' }));
    builder.set(['data', 'filter'], 'a >');
    editor.follow(builder.experiment, true);
    await vi.advanceTimersByTimeAsync(600);
    expect(editor.problems).toMatchObject([{ code: 'datasets.expression', path: 'data.filter' }]);
    expect(editor.preview).not.toBeNull();
    expect(inspect).toHaveBeenLastCalledWith(expect.not.objectContaining({ featureCount: 3 }));
  });

  it('shows the answer to the newest draft, whichever comes last', async () => {
    const { editor, builder, previewRecipe } = await setUp();
    const answers: ((found: RecipePreview) => void)[] = [];
    previewRecipe.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    for (const seed of [1, 2]) {
      builder.set(['data', 'split', 'seed'], seed);
      editor.follow(builder.experiment, true);
      await vi.advanceTimersByTimeAsync(200);
    }
    answers[1]?.({ ...preview, rows: 2 });
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.({ ...preview, rows: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.preview?.rows).toBe(2);
    expect(previewRecipe.mock.calls.at(-2)?.[1].signal.aborted).toBe(true);
  });
});

describe('recipes in words', () => {
  it.each([
    ['data.preprocess.columns.fare[1]', 1],
    ['data.preprocess.columns.a b.c[0]', 0],
    ['data.preprocess.columns["a[3]"][2].with', 2],
    ['data.preprocess.groups.numeric[0].count', 0],
    ['data.split.test', null],
    ['model.layers[1]', null],
    [undefined, null],
  ])('%s is about step %s', (path, index) => {
    expect(stepIndexOf(path)).toBe(index);
  });

  it('say what differs from the defaults', () => {
    const step = { step: 'bin', count: 9, strategy: 'quantile', encode: 'onehot' };
    expect(stepSummary(step, { count: 5, strategy: 'quantile', encode: 'ordinal' })).toBe('9, onehot');
    expect(stepSummary({ step: 'impute', with: { constant: -1 } }, { with: 'mean' })).toBe('-1');
    expect(stepSummary({ step: 'clip', quantiles: [0.01, 0.99] }, {})).toBe('0.01 0.99');
  });

  it('keep groups that only the draft knows', () => {
    const draft = withSteps({ data: {} }, { kind: 'group', group: 'text' }, [{ step: 'tokens' }]);
    expect(recipeLists(draft, preview).groups.map(({ group, columns }) => [group, columns.length])).toEqual([
      ['numeric', 2],
      ['categorical', 1],
      ['text', 0],
    ]);
  });

  it('move a step to where it then is', () => {
    const steps = ['a', 'b', 'c'].map((step) => ({ step }));
    expect(moveStep(steps, 0, 2).map(({ step }) => step)).toEqual(['b', 'c', 'a']);
    expect(moveStep(steps, 2, 0).map(({ step }) => step)).toEqual(['c', 'a', 'b']);
  });
});
