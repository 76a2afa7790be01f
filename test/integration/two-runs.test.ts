/** `compare` and `runs mistakes`: two runs on one split, checked against the table's own cells and against each other. */
import { beforeAll, expect, test } from 'vitest';
import type { RowsComparison, RunDetail, TestedRows } from '../../main/api/contract/index.ts';
import type { RunGroup } from '../../main/api/contract/query-types.ts';
import { documentOf, samples, startAthanor } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const { app, place } = await openApp();
let left: RunDetail;
let right: RunDetail;

beforeAll(async () => {
  const train = (units: number, seed: number): Promise<RunDetail> =>
    trainInApp(
      app,
      {
        athanor: 1,
        data: { path: 'titanic.csv', target: 'survived', features: ['pclass', 'sex', 'age', 'fare'] },
        model: {
          layers: [
            { type: 'dense', units, activation: 'relu' },
            { type: 'dense', units: 'classes', activation: 'softmax' },
          ],
        },
        training: { loss: 'crossEntropy', epochs: 6, metrics: ['accuracy'], seed },
      },
      samples,
    );
  left = await train(2, 1);
  right = await train(16, 2);
}, 60_000);

async function run(...words: readonly string[]): Promise<string> {
  const finished = await startAthanor([...words, '--data', place.data]).finished;
  expect([finished.status, finished.stderr]).toEqual([0, '']);
  return finished.stdout;
}

async function mistakesOf({ id }: RunDetail, ...options: readonly string[]): Promise<TestedRows> {
  const words = ['runs', 'mistakes', id, '--limit', '200', ...options, '--json', '--data', place.data];
  return documentOf<TestedRows>(await startAthanor(words).finished);
}

/** Rows that a run is wrong about, by number. */
function numbersOf({ rows }: TestedRows): Set<number> {
  return new Set(rows.map(({ row }) => row));
}

test('mistakes are the test rows that are not as predicted, the surest first, with their own cells', async () => {
  const found = await mistakesOf(left);
  const place = found.cells?.columns.indexOf('survived') ?? -1;
  expect(found.rows.length).toBe(found.total);
  expect(found.total).toBe(Math.round((1 - (left.test?.['accuracy'] ?? Number.NaN)) * found.tested));
  expect(found.total).toBeGreaterThan(10);
  const { test: tested } = await app.client.runs.splitRows({ id: left.id });
  expect(found.tested).toBe(tested.length);
  found.rows.forEach(({ row, actual, predicted, score }, index) => {
    expect(tested).toContain(row);
    expect(actual).toBe(found.cells?.rows[index]?.[place]);
    expect(predicted).not.toBe(actual);
    expect(score).toBeLessThanOrEqual(found.rows[index - 1]?.score ?? 1);
  });
});

test('a cell of the confusion matrix has as many rows as it counts, and a person reads them', async () => {
  const { evaluation } = left;
  if (evaluation?.kind !== 'classification') return expect.fail('not judged as classes');
  const { classes, counts } = evaluation.confusion;
  expect(classes).toEqual(['0', '1']);
  const cell = await mistakesOf(left, '--actual', '1', '--predicted', '0');
  expect(cell.total).toBe(counts[1]?.[0]);
  const right = await mistakesOf(left, '--actual', '1', '--predicted', '1');
  expect(right.total).toBe(counts[1]?.[1]);
  const text = await run('runs', 'mistakes', left.name, '--limit', '1');
  const [first] = (await mistakesOf(left)).rows;
  // Rows are counted from 1 for a person.
  expect(text.trimEnd().split('\n').at(-1)?.trim().split(/\s+/u).slice(0, 3)).toEqual(
    [(first?.row ?? 0) + 1, first?.actual, first?.predicted].map(String),
  );
});

test('two runs differ in what was set, and each is right alone on the rows that only the other mistakes', async () => {
  const words = ['compare', left.name, right.name, '--rows', '200', '--json', '--data', place.data];
  const found = documentOf<{
    settings: readonly { path: string; left: unknown; right: unknown }[];
    results: readonly { metric: string; left: number; right: number }[];
    rows: Readonly<Record<'left' | 'right', RowsComparison>>;
  }>(await startAthanor(words).finished);
  const settings = Object.fromEntries(found.settings.map(({ path, left: one, right: other }) => [path, [one, other]]));
  expect(settings['training.seed']).toEqual([1, 2]);
  expect(Object.keys(settings).every((path) => path === 'training.seed' || path.startsWith('model.'))).toBe(true);
  const accuracy = found.results.find(({ metric }) => metric === 'accuracy');
  expect([accuracy?.left, accuracy?.right]).toEqual([left.test?.['accuracy'], right.test?.['accuracy']]);

  const [wrongLeft, wrongRight] = [numbersOf(await mistakesOf(left)), numbersOf(await mistakesOf(right))];
  const leftAlone = [...wrongRight].filter((row) => !wrongLeft.has(row));
  const rightAlone = [...wrongLeft].filter((row) => !wrongRight.has(row));
  expect(leftAlone.length + rightAlone.length).toBeGreaterThan(0);
  const rowsOf = (group: 'left' | 'right'): number[] => found.rows[group].rows.map(({ row }) => row);
  expect(rowsOf('left').toSorted((one, other) => one - other)).toEqual(leftAlone.toSorted((one, other) => one - other));
  expect(rowsOf('right').toSorted((one, other) => one - other)).toEqual(
    rightAlone.toSorted((one, other) => one - other),
  );
  const both = [...wrongLeft].filter((row) => wrongRight.has(row)).length;
  const { counts, common } = found.rows.left;
  expect(counts).toEqual({
    left: leftAlone.length,
    right: rightAlone.length,
    neither: both,
    both: common - both - leftAlone.length - rightAlone.length,
  });
});

test('a person reads settings, results and layers side by side', async () => {
  const text = await run('compare', left.name, right.name);
  expect(text).toMatch(new RegExp(`${left.name}\\s+${right.name}`, 'u'));
  expect(text).toMatch(/training\.seed\s+1\s+2/u);
  expect(text).toMatch(/dense_1\s+dense_1/u);
});

test('runs gathered by a field have the mean of their readings', async () => {
  const words = ['runs', 'groups', 'training.seed', '--of', 'val_accuracy', '--json', '--data', place.data];
  const groups = documentOf<RunGroup[]>(await startAthanor(words).finished);
  const byValue = (one: RunGroup, other: RunGroup): number => Number(one.value) - Number(other.value);
  const last = ({ metrics }: RunDetail): number | null | undefined => metrics['val_accuracy']?.last;
  expect(groups.toSorted(byValue)).toMatchObject([
    { value: 1, runs: 1, mean: last(left), low: null },
    { value: 2, runs: 1, mean: last(right), low: null },
  ]);
  expect(await run('runs', 'groups', 'dataset', '--of', 'val_accuracy')).toMatch(/titanic\s+2\s+0\.\d+/u);
});

test('an archived run is out of the list until it is asked for or brought back', async () => {
  await run('runs', 'archive', left.name);
  expect(await run('runs', 'list')).not.toContain(left.name);
  expect(await run('runs', 'list', '--where', 'archived')).toContain(left.name);
  await run('runs', 'archive', left.name, '--undo');
  expect(await run('runs', 'list')).toContain(left.name);
});

test('many runs are tagged, starred, archived and removed in one call, by name or by a query', async () => {
  expect(await run('runs', 'tag', left.name, right.name, '--add', 'pair', '--add', 'paper')).toContain('2 runs');
  expect(await run('runs', 'tag', '--where', 'tag = pair', '--drop', 'paper')).toContain('2 runs');
  expect((await app.client.runs.get({ id: left.id })).tags).toEqual(['pair']);
  await run('runs', 'star', '--where', 'tag = pair and seed = 1');
  expect(await app.client.runs.find({ where: 'starred' })).toEqual([left.id]);
  await run('runs', 'star', left.id, '--undo');
  await run('runs', 'archive', '--where', 'tag = pair');
  expect(await app.client.runs.find({ where: '' })).toEqual([]);
  await run('runs', 'archive', left.id, right.id, '--undo');
  expect(await run('runs', 'remove', '--where', 'seed = 2 and size > 1 kB')).toContain('1 run deleted');
  expect(await run('runs', 'remove', right.id, '--undo')).toContain('1 run taken back');
  const finished = await startAthanor(['runs', 'archive', '--data', place.data]).finished;
  expect([finished.status, finished.stderr]).toEqual([1, expect.stringContaining('--where')]);
});

test('the runs of a named view are listed in its order, and narrowed', async () => {
  const { name } = await app.client.views.create({
    name: 'by seed',
    definition: {
      where: 'seed < 3',
      sort: { id: 'name', direction: 'up' },
      order: { field: 'seed', direction: 'down' },
      columns: null,
      metric: null,
      at: 'best',
      groupBy: '',
    },
  });
  expect(await run('runs', 'views')).toContain(name);
  const listed = async (...more: readonly string[]): Promise<string[]> => {
    const text = await run('runs', 'list', '--view', 'by seed', ...more, '--json');
    return (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
  };
  expect(await listed()).toEqual([right.id, left.id]);
  expect(await listed('--sort', 'seed')).toEqual([left.id, right.id]);
  expect(await listed('--where', 'seed = 1')).toEqual([left.id]);
  const finished = await startAthanor(['runs', 'list', '--view', 'by seeds', '--data', place.data]).finished;
  expect([finished.status, finished.stderr]).toEqual([1, expect.stringContaining('by seed?')]);
});

test('keep rules say what a purge offers; it shows the bytes first, deletes when told, and what stays works', async () => {
  expect(await run('disk', 'purge', '--kind', 'checkpoints')).toContain('nothing to delete');
  const accuracies = [left, right].map(({ metrics }) => metrics['val_accuracy']?.best ?? 0);
  expect(await run('disk', 'rules', '--best', '1', '--metric', 'val_accuracy', '--tag', 'paper')).toContain(
    '1 (val_accuracy)',
  );
  const offered = await run('disk', 'purge', '--kind', 'checkpoints', '--dry-run');
  // Two that tie are both the best; these do not, on every machine that trains them to the same bits.
  expect(accuracies[0]).not.toBe(accuracies[1]);
  const [best, worse] = (accuracies[0] ?? 0) > (accuracies[1] ?? 0) ? [left, right] : [right, left];
  expect(offered).toContain(worse.name);
  expect(offered).not.toContain(best.name);
  expect((await app.client.runs.get({ id: worse.id })).disk.checkpoints).toBeGreaterThan(0);
  expect(await run('disk', 'purge', '--kind', 'checkpoints', '--yes')).toContain('1 thing deleted for good');
  const after = await app.client.runs.get({ id: worse.id });
  expect([after.checkpoints, after.disk.checkpoints, after.metrics]).toEqual([[], 0, worse.metrics]);
  expect((await app.client.runs.get({ id: best.id })).checkpoints).not.toEqual([]);
  const resumed = await startAthanor(['runs', 'extend', worse.id, '--epochs', '1', '--data', place.data]).finished;
  expect([resumed.status === 0, resumed.stderr]).toEqual([false, expect.stringContaining('checkpoint')]);
  await run('disk', 'rules', '--best', 'off', '--tag', 'off');
});

test('a database is not compacted under a window that is open', async () => {
  const finished = await startAthanor(['disk', 'compact', '--data', place.data]).finished;
  expect([finished.status, finished.stderr]).toEqual([1, expect.stringContaining('window is open')]);
});

test('the disk is listed by what takes most', async () => {
  const text = await run('disk', 'show');
  expect(text).toMatch(/Database\s+\d/u);
  expect(text).toContain(left.id);
});

test('runs that are not there are named', async () => {
  const finished = await startAthanor(['compare', left.name, 'nobody', '--data', place.data]).finished;
  expect(finished.status).not.toBe(0);
  expect(finished.stderr).toContain('nobody');
});
