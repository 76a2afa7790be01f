/** The seeded folder that interface work and end-to-end tests stand on: every run of it fits the contract. */
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../../main/app/index.ts';
import { seedFolder } from '../../support/seed.ts';
import { temporaryFolder } from '../experiments/support.ts';

test('seeded runs read through the API like real ones', async () => {
  const folder = temporaryFolder();
  await seedFolder(folder, { runs: 40, seed: 7 });
  const app = await createApp({ dataFolder: folder, shell: 'cli' });
  onTestFinished(() => app.close());
  const runs = await app.client.runs.list();
  expect(runs).toHaveLength(40);
  expect(new Set(runs.map((run) => run.status)).size).toBeGreaterThan(2);
  const series = await app.client.runs.series({ runs: runs.map((run) => run.id), metrics: ['loss'] });
  for (const run of runs) {
    const detail = await app.client.runs.get({ id: run.id });
    expect(series.find((chunk) => chunk.run === run.id)?.values).toHaveLength(detail.epochsDone);
    expect(detail.evaluation !== null).toBe(detail.status === 'completed');
    expect(detail.createdAt).toBeLessThan(Date.now());
  }
});
