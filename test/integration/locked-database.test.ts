/** Another program holds the database while a run trains: the run goes on, and every epoch is written once it is free. */
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { AppHost, pause } from './support/app-host.ts';
import { samples, Workspace } from './support/command-line.ts';

test('a lock that is held longer than the store waits costs the run nothing', { timeout: 60_000 }, async () => {
  const place = await Workspace.create();
  onTestFinished(() => place[Symbol.asyncDispose]());
  const host = await AppHost.start(place.data, 2000);
  onTestFinished(() => host.stop());
  const experiment = {
    athanor: 1,
    name: 'patient',
    data: { path: join(samples, 'iris.csv'), target: 'species' },
    model: { layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] },
    training: { loss: 'crossEntropy', epochs: 20_000 },
  };
  const { id } = await host.client.runs.submit({ experiment });
  while ((await host.client.runs.get({ id })).epochsDone === 0) await pause(50);

  const other = new BetterSqlite3(join(place.data, 'athanor.db'));
  onTestFinished(() => void other.close());
  other.exec('BEGIN EXCLUSIVE');
  const { epochsDone: before } = await host.client.runs.get({ id });
  await expect(host.client.runs.update({ id, note: 'locked out' })).rejects.toMatchObject({
    data: { code: 'experiments.databaseLocked' },
  });
  await pause(4000);
  // Reading is never held up; the epochs of the meantime wait.
  expect(await host.client.runs.get({ id })).toMatchObject({ status: 'running', epochsDone: before });
  other.exec('ROLLBACK');

  let run = await host.client.runs.get({ id });
  for (; run.status === 'running'; run = await host.client.runs.get({ id })) await pause(100);
  expect(run).toMatchObject({ status: 'completed', epochsDone: 20_000, error: null });
  expect(run.test).not.toBeNull();
  const [loss] = await host.client.runs.series({ runs: [id], metrics: ['loss'] });
  expect(loss?.values).toHaveLength(20_000);
  expect(loss?.values.every((value) => value !== null && Number.isFinite(value))).toBe(true);
});
