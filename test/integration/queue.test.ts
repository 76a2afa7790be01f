/** The queue with real training processes: one at a time, pause gives the place away, every status is reached. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../main/app/index.ts';
import type { RunSummary } from '../../main/api/contract/run-types.ts';
import { pause } from './support/app-host.ts';
import { samples, Workspace } from './support/command-line.ts';

let place: Workspace;
let app: App;
beforeAll(async () => {
  place = await Workspace.create();
  app = await createApp({ dataFolder: place.data, shell: 'browser', checkpointInterval: 50 });
});
afterAll(async () => {
  await app.close();
  await place[Symbol.asyncDispose]();
});

function submit(epochs: number, training: object = {}): Promise<RunSummary> {
  const experiment = {
    athanor: 1,
    name: 'queue',
    data: { path: 'iris.csv', target: 'species' },
    model: { layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] },
    training: { loss: 'crossEntropy', epochs, ...training },
  };
  return app.client.runs.submit({ experiment, folder: samples });
}

const long = 1_000_000;

async function until(id: string, condition: (run: RunSummary) => boolean): Promise<RunSummary> {
  for (;;) {
    const run = await app.client.runs.get({ id });
    if (condition(run)) return run;
    await pause(10);
  }
}
const status = async (id: string): Promise<string> => (await app.client.runs.get({ id })).status;
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { data?: { code?: string } }).data?.code,
  );

describe('the queue', { timeout: 120_000 }, () => {
  test('trains one at a time; a paused run gives its place away and goes on where it stood', async () => {
    const first = await submit(long);
    const second = await submit(long);
    await until(first.id, ({ epochsDone }) => epochsDone > 5);
    expect(await status(second.id)).toBe('queued');

    await app.client.runs.pause({ id: first.id });
    const paused = await app.client.runs.get({ id: first.id });
    expect(paused.status).toBe('paused');
    await until(second.id, ({ epochsDone }) => epochsDone > 5);
    expect((await app.client.runs.get({ id: first.id })).epochsDone).toBe(paused.epochsDone);

    // No place is free: it waits, at the front.
    const third = await submit(long);
    await app.client.runs.resume({ id: first.id });
    expect(await status(first.id)).toBe('queued');
    await app.client.runs.stop({ id: second.id });
    const going = await until(first.id, ({ epochsDone }) => epochsDone > paused.epochsDone + 5);
    expect(going.status).toBe('running');
    expect(await status(third.id)).toBe('queued');
    expect((await app.client.runs.series({ runs: [first.id], metrics: ['loss'] }))[0]?.values).not.toContain(null);

    await app.client.runs.stop({ id: third.id });
    await app.client.runs.stop({ id: first.id });
    expect(await Promise.all([first, second, third].map(({ id }) => status(id)))).toEqual([
      'stopped',
      'stopped',
      'stopped',
    ]);
  });

  test('is put in order, held, and given more room', async () => {
    const first = await submit(long);
    await until(first.id, ({ epochsDone }) => epochsDone > 0);
    const others = [await submit(long), await submit(long), await submit(long)] as const;
    const [second, third, fourth] = others.map(({ id }) => id) as [string, string, string];
    expect(await app.client.runs.queue()).toEqual({
      running: [first.id],
      waiting: [second, third, fourth],
      held: false,
      concurrency: 1,
    });
    expect((await app.client.runs.moveInQueue({ id: fourth, place: 0 })).waiting).toEqual([fourth, second, third]);
    expect(await codeOf(app.client.runs.moveInQueue({ id: first.id, place: 0 }))).toBe('runner.notWaiting');
    expect(await codeOf(app.client.runs.setQueue({ concurrency: 0 }))).toBe('runner.expectedAtOnce');

    await app.client.runs.setQueue({ held: true, concurrency: 2 });
    await app.client.runs.stop({ id: first.id });
    expect(await app.client.runs.queue()).toMatchObject({ running: [], waiting: [fourth, second, third] });
    expect((await app.client.runs.setQueue({ held: false })).running).toEqual([fourth, second]);
    await until(fourth, ({ epochsDone }) => epochsDone > 0);
    await until(second, ({ epochsDone }) => epochsDone > 0);
    expect(await status(third)).toBe('queued');
    // Less room stops nobody.
    await app.client.runs.setQueue({ concurrency: 1 });
    expect(await status(second)).toBe('running');
    for (const id of [third, fourth, second]) await app.client.runs.stop({ id });
  });

  test('keeps its order and its hold over the end of the app', async () => {
    const other = await Workspace.create();
    const again = (): Promise<App> => createApp({ dataFolder: other.data, shell: 'browser' });
    let open = await again();
    try {
      await open.client.runs.setQueue({ held: true, concurrency: 2 });
      const experiment = {
        athanor: 1,
        data: { path: 'iris.csv', target: 'species' },
        model: { layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] },
        training: { loss: 'crossEntropy', epochs: 1 },
      };
      const one = await open.client.runs.submit({ experiment, folder: samples });
      const two = await open.client.runs.submit({ experiment, folder: samples });
      await open.client.runs.moveInQueue({ id: two.id, place: 0 });
      await open.close();
      open = await again();
      while ((await open.client.runs.queue()).waiting.length < 2) await pause(10);
      const kept = { running: [], waiting: [two.id, one.id], held: true, concurrency: 2 };
      expect(await open.client.runs.queue()).toEqual(kept);
    } finally {
      await open.close();
      await other[Symbol.asyncDispose]();
    }
  });

  test('a stopped run goes on from its last epoch', async () => {
    const { id } = await submit(long);
    await until(id, ({ epochsDone }) => epochsDone > 20);
    await app.client.runs.stop({ id });
    const stopped = await app.client.runs.get({ id });
    expect(stopped.checkpoints.map(({ epoch }) => epoch)).toEqual([stopped.epochsDone]);
    await app.client.runs.resume({ id });
    const going = await until(id, ({ epochsDone }) => epochsDone > stopped.epochsDone);
    expect(going).toMatchObject({ status: 'running', warnings: [] });
    await app.client.runs.pause({ id });
    await app.client.runs.stop({ id });
    expect(await status(id)).toBe('stopped');
  });

  test('what a run cannot do is refused', async () => {
    const { id } = await submit(2);
    await until(id, (run) => run.status === 'completed');
    expect(await codeOf(app.client.runs.pause({ id }))).toBe('runner.wrongStatus');
    expect(await codeOf(app.client.runs.stop({ id }))).toBe('runner.wrongStatus');
    expect(await codeOf(app.client.runs.resume({ id }))).toBe('runner.wrongStatus');
    expect(await codeOf(app.client.runs.stop({ id: 'nothing' }))).toBe('experiments.runNotFound');
  });

  test('the best weights are kept and used where they are asked for', async () => {
    // A learning rate so large that the last epoch is not the best.
    const { id } = await submit(60, {
      optimizer: { type: 'sgd', learningRate: 5 },
      restoreBest: true,
      earlyStopping: { patience: 8 },
    });
    const run = await until(id, ({ status: now }) => now === 'completed');
    const detail = await app.client.runs.get({ id });
    const best = run.metrics['val_loss'];
    expect(best?.bestEpoch).toBeLessThan(run.epochsDone);
    expect(run.epochsDone).toBe((best?.bestEpoch ?? 0) + 8);
    expect(detail.checkpoints.find(({ reason }) => reason === 'best')?.epoch).toBe(best?.bestEpoch);
  });

  test('a learning rate set in flight is logged, kept by a resume, and given back to the schedule', async () => {
    const { id } = await submit(long, { checkpoints: { every: 20, keep: 3 } });
    const rate = (run: RunSummary): number | null | undefined => run.metrics['learningRate']?.last;
    await until(id, ({ epochsDone }) => epochsDone > 60);
    expect(await codeOf(app.client.runs.setLearningRate({ id, learningRate: -1 }))).toBe('runner.expectedLearningRate');
    await app.client.runs.setLearningRate({ id, learningRate: 0.5 });
    await until(id, (run) => rate(run) === 0.5);
    await app.client.runs.stop({ id });
    const stopped = await app.client.runs.get({ id });
    const changed = stopped.log.find(({ code }) => code === 'runner.learningRate');
    expect(changed?.params).toMatchObject({ rate: 0.5 });
    const points = (await app.client.runs.series({ runs: [id], metrics: ['learningRate'] }))[0]?.values ?? [];
    expect(points.indexOf(0.5) + 1).toBe(changed?.params['epoch']);
    expect(stopped.checkpoints.filter(({ reason }) => reason === 'periodic').map(({ epoch }) => epoch % 20)).toEqual([
      0, 0, 0,
    ]);
    expect(stopped.outsideSeconds).toBeGreaterThan(0);
    expect(stopped.outsideSeconds).toBeLessThan(stopped.seconds);

    await app.client.runs.resume({ id });
    expect(rate(await until(id, ({ epochsDone }) => epochsDone > stopped.epochsDone + 5))).toBe(0.5);
    await app.client.runs.setLearningRate({ id, learningRate: null });
    await until(id, (run) => rate(run) === 0.001);
    await app.client.runs.stop({ id });
    expect(await codeOf(app.client.runs.setLearningRate({ id, learningRate: 0.1 }))).toBe('runner.wrongStatus');
  });

  test('a run that is extended, or taken back to a checkpoint, ends as one that was planned so', async () => {
    const whole = await submit(50);
    const { id } = await submit(30, { checkpoints: { every: 10 } });
    await until(whole.id, (run) => run.status === 'completed');
    await until(id, (run) => run.status === 'completed');
    const results = async (of: string): Promise<unknown> => [
      (await app.client.runs.get({ id: of })).test,
      (await app.client.runs.series({ runs: [of] })).map(({ metric, values }) => [metric, values]),
    ];
    const expected = await results(whole.id);

    await app.client.runs.extend({ id, epochs: 20 });
    await until(id, (run) => run.status === 'completed');
    expect(await results(id)).toEqual(expected);

    expect(await codeOf(app.client.runs.resume({ id, from: 13 }))).toBe('runner.noCheckpointAt');
    await app.client.runs.resume({ id, from: 20 });
    await until(id, (run) => run.status === 'completed');
    expect(await results(id)).toEqual(expected);
    const { log, checkpoints } = await app.client.runs.get({ id });
    expect(log.map(({ code }) => code)).toEqual(expect.arrayContaining(['runner.extended', 'runner.rewound']));
    expect(checkpoints.map(({ epoch }) => epoch)).toEqual([10, 20, 30, 40, 50, 50]);
  });

  test('closing interrupts what runs, with its epochs, and the next start takes up what waited', async () => {
    const running = await submit(long);
    const waiting = await submit(3);
    await until(running.id, ({ epochsDone }) => epochsDone > 5);
    await app.close();
    app = await createApp({ dataFolder: place.data, shell: 'browser', checkpointInterval: 50 });
    const interrupted = await app.client.runs.get({ id: running.id });
    expect(interrupted.status).toBe('interrupted');
    // The last finished epoch was made durable while the app was closing.
    expect(interrupted.checkpoints[0]?.epoch).toBe(interrupted.epochsDone);
    await until(waiting.id, (run) => run.status === 'completed');
  });
});
