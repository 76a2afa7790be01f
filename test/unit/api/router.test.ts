/** The router in process: rows as the contract has them, references, and how errors leave. */
import { ORPCError } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { createClient, createRouter } from '../../../main/api/router.ts';
import type { ImportEvent } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { createIrisRun, engineStart } from '../experiments/support.ts';
import { createFakeServices } from './fake-services.ts';

async function failureOf(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ORPCError) return error as ORPCError<string, unknown>;
    throw error;
  }
  throw new Error('the call did not fail');
}

describe('errors', () => {
  test("a person's error is USER, typed, with all that it says", async () => {
    const { services, reported } = createFakeServices();
    const client = createClient(createRouter(services));
    const error = await failureOf(client.runs.get({ id: 'nothing' }));
    expect(error).toMatchObject({
      code: 'USER',
      status: 422,
      defined: true,
      data: { code: 'experiments.runNotFound', params: { reference: 'nothing' } },
    });
    expect(reported).toEqual([]);
  });

  test('wrong input is USER api.invalidInput and names the path', async () => {
    const { services, reported } = createFakeServices();
    const client = createClient(createRouter(services));
    // @ts-expect-error -- what an older window might send
    const error = await failureOf(client.runs.list({ status: ['running', 'sleeping'] }));
    expect(error.data).toMatchObject({ code: 'api.invalidInput', path: 'status[1]', params: { path: 'status[1]' } });
    expect(reported).toEqual([]);
  });

  test('anything else is reported and leaves as internal, without its stack', async () => {
    const broken = new Error('the wheel came off');
    const { services, reported } = createFakeServices({
      doctor: () => {
        throw broken;
      },
    });
    const client = createClient(createRouter(services));
    const error = await failureOf(client.system.doctor());
    expect(error.data).toEqual({ code: 'internal', params: { message: 'the wheel came off' } });
    expect(JSON.stringify(error)).not.toContain('router.test');
    expect(reported).toEqual([{ error: broken, procedure: 'system.doctor' }]);
  });

  test('an output that breaks the contract is a bug of ours, told as one', async () => {
    // @ts-expect-error -- a status without its fields
    const { services, reported } = createFakeServices({ status: () => ({ version: 1 }) });
    const error = await failureOf(createClient(createRouter(services)).system.status());
    expect(error.data).toMatchObject({ code: 'internal' });
    expect(reported).toHaveLength(1);
  });

  test('a stream that fails half way ends with the same error', async () => {
    async function* halfway(): AsyncGenerator<ImportEvent> {
      yield await Promise.resolve({ kind: 'progress' as const, doneBytes: 1, totalBytes: 2, rows: 3 });
      throw new UserError('datasets.raggedRow', { expected: 5, found: 4 }, { location: { line: 17 } });
    }
    const { services, reported } = createFakeServices();
    const datasets = { ...services.datasets, import: halfway };
    const client = createClient(createRouter({ ...services, datasets }));
    const events = await client.datasets.import({ source: { kind: 'path', path: 'a.csv' } });
    const seen: unknown[] = [];
    const error = await failureOf(
      (async () => {
        for await (const event of events) seen.push(event);
      })(),
    );
    expect(seen).toHaveLength(1);
    expect(error).toMatchObject({ code: 'USER', data: { code: 'datasets.raggedRow', location: { line: 17 } } });
    expect(reported).toEqual([]);
  });
});

describe('runs', () => {
  test('a run in full: summary, series, split rows, detail', async () => {
    const { services, store } = createFakeServices();
    const client = createClient(createRouter(services));
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    store.runs.recordEpochs(id, [
      { epoch: 1, metrics: { loss: 1, auc: 0.5 }, seconds: 1 },
      { epoch: 2, metrics: { loss: Infinity }, seconds: 2 },
      { epoch: 3, metrics: { loss: NaN }, seconds: 3 },
      { epoch: 4, metrics: { loss: 0.25, auc: 0.75 }, seconds: 4 },
    ]);
    store.runs.recordSplit(id, {
      train: Int32Array.from([4, 2]),
      validation: Int32Array.from([1]),
      test: Int32Array.from([3, 0]),
    });
    store.runs.recordTest(id, {
      metrics: { loss: NaN, accuracy: 0.5 },
      evaluation: { kind: 'regression', points: [{ row: 3, actual: 1, predicted: 2 }] },
    });
    expect(await client.runs.list()).toMatchObject([{ id, name: 'iris-1', test: { loss: null, accuracy: 0.5 } }]);
    expect(await client.runs.series({ runs: [id] })).toEqual([
      { run: id, metric: 'loss', start: 1, values: [1, null, null, 0.25] },
      // Recorded at epochs 1 and 4 alone.
      { run: id, metric: 'auc', start: 1, values: [0.5, null, null, 0.75] },
    ]);
    expect(await client.runs.series({ runs: ['iris-1'], metrics: ['loss'], from: { 'iris-1': 4 } })).toEqual([
      { run: id, metric: 'loss', start: 4, values: [0.25] },
    ]);
    expect(await client.runs.splitRows({ id: 'iris-1' })).toEqual({ train: [4, 2], validation: [1], test: [3, 0] });
    expect(await client.runs.get({ id: 'iris-1' })).toMatchObject({
      rowCounts: { train: 2, validation: 1, test: 2 },
      evaluation: { kind: 'regression', points: [{ row: 3 }] },
      versions: { athanor: '0.1.0' },
    });
  });

  test('runs are searched, completed and checked, and a wrong query points at its place', async () => {
    const { services, store } = createFakeServices();
    const client = createClient(createRouter(services));
    const [one, two] = [createIrisRun(store, 1), createIrisRun(store, 2, 16)];
    expect(await client.runs.find({ where: 'units = 16' })).toEqual([two]);
    const sort = { field: 'seed', direction: 'up' as const };
    expect(await client.runs.find({ sort })).toEqual([one, two]);
    expect(await client.runs.rows({ ids: [two, one], metrics: [], settings: ['training.seed'] })).toMatchObject([
      { id: two, settings: { 'training.seed': 2 } },
      { id: one, settings: { 'training.seed': 1 } },
    ]);
    expect((await client.runs.names()).settings).toContain('model.layers[0].units');
    expect(await client.runs.check({ where: 'seed >= 1 and not note is missing' })).toEqual({
      conditions: [
        { field: 'seed', operator: '>=', value: '1' },
        { field: 'note', operator: 'there', value: '' },
      ],
    });
    expect(await client.runs.check({ where: 'seed = 1 or seed = 2' })).toEqual({ conditions: null });
    expect(await client.runs.complete({ where: 'stat', cursor: 4 })).toMatchObject({ start: 0, end: 4 });
    const error = await failureOf(client.runs.find({ where: 'seed > "x"' }));
    expect(error).toMatchObject({
      data: { code: 'query.numberExpected', params: { name: 'seed', column: 8, length: 3 } },
    });
  });

  test('runs are steered, changed, removed and restored by any reference', async () => {
    const { services, store, calls } = createFakeServices();
    const client = createClient(createRouter(services));
    const id = createIrisRun(store);
    await client.runs.pause({ id: 'iris-1' });
    await client.runs.resume({ id });
    await client.runs.stop({ id: 'iris-1' });
    expect(calls).toEqual([
      ['pause', id],
      ['resume', id],
      ['stop', id],
    ]);
    expect(await client.runs.update({ id: 'iris-1', starred: true, tags: ['a'] })).toMatchObject({
      name: 'iris-1',
      starred: true,
      tags: ['a'],
      note: '',
    });
    store.runs.setStatus(id, 'stopped');
    expect(await client.runs.remove({ ids: ['iris-1'] })).toEqual({ changed: [id], atWork: [] });
    expect(await client.runs.list()).toEqual([]);
    expect(await client.runs.restore({ ids: [id] })).toEqual([id]);
  });

  test('submit hands the request on and answers with the queued run', async () => {
    const { services, store, calls } = createFakeServices();
    const id = createIrisRun(store);
    const request = { experiment: { athanor: 1 }, folder: '/somewhere', overrides: { 'training.seed': '3' } };
    expect(await createClient(createRouter(services)).runs.submit(request)).toMatchObject({ id, status: 'queued' });
    expect(calls).toEqual([request]);
  });
});
