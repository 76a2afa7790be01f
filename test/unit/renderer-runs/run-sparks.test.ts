/** Curves in lists: of the validation rows where there are such, thinned, once, and again when a run goes on. */
import { expect, test } from 'vitest';
import { packSeries, type PackedSeriesQuery } from '../../../main/api/contract/index.ts';
import { RunSparks } from '../../../renderer/state/run-sparks.svelte.ts';
import { makeRun } from './make-run.ts';

const asked: PackedSeriesQuery[] = [];
let fails = false;
const packedSeries = (query: PackedSeriesQuery): Promise<Blob> => {
  asked.push(query);
  if (fails) return Promise.reject(new Error('no connection'));
  const of = (run: string, metric: string, ...values: number[]) => ({
    ...{ run, metric, start: 1, epochs: null },
    values: Float64Array.from(values),
  });
  const all = [
    of('a', 'loss', 9, 8),
    of('a', 'val_loss', 3, 2),
    of('b', 'val_loss', 5),
    of('b', 'loss', 7),
    of('c', 'loss', 1),
  ];
  return Promise.resolve(packSeries(all.filter(({ run }) => query.runs.includes(run))));
};

test('one call brings the curves of a list, another one those that came or went on', async () => {
  const sparks = new RunSparks({ runs: { packedSeries } });
  const runs = ['a', 'b', 'c', 'none'].map((id) => makeRun({ id }));
  await sparks.load(runs);
  expect(asked).toEqual([{ runs: ['a', 'b', 'c', 'none'], metrics: ['val_loss', 'loss'], buckets: 100 }]);
  expect(['a', 'b', 'c', 'none'].map((id) => sparks.get(id)?.[0])).toEqual([3, 5, 1, undefined]);
  await sparks.load(runs);
  expect(asked).toHaveLength(1);
  fails = true;
  const extended = makeRun({ id: 'b', epochsDone: 20 });
  await expect(sparks.load([...runs.filter(({ id }) => id !== 'b'), extended])).rejects.toThrow('no connection');
  fails = false;
  await sparks.load([extended]);
  expect(asked.slice(1).map(({ runs: ids }) => ids)).toEqual([['b'], ['b']]);
});
