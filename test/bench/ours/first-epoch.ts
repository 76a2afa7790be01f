/** From submitting iris to the result of its first epoch, in an app opened on a folder that has the data set. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import type { ModelDraft } from '../../../main/api/contract/index.ts';
import { createApp, type App } from '../../../main/app/index.ts';
import type { Measurement } from '../case.ts';
import type { StartWork } from '../cases/start.ts';

const { builderSeconds } = JSON.parse(process.argv[2] ?? '') as StartWork;
const folder = mkdtempSync(join(tmpdir(), 'athanor-bench-'));

async function inApp<Result>(work: (client: App['client']) => Promise<Result>): Promise<Result> {
  const app = await createApp({ dataFolder: folder, shell: 'browser' });
  try {
    return await work(app.client);
  } finally {
    await app.close();
  }
}

async function importIris(client: App['client']): Promise<string> {
  for await (const event of await client.datasets.import({ source: { kind: 'sample', name: 'iris' } })) {
    if (event.kind === 'done') return event.dataset.id;
  }
  throw new Error('the import ended without a data set');
}

async function firstEpoch(client: App['client'], datasetId: string): Promise<Measurement> {
  const example = (await client.examples.list()).find(({ name }) => name === 'iris');
  if (example === undefined) throw new Error('there is no example iris');
  if (builderSeconds !== null) {
    const { model, data } = example.experiment as { model: ModelDraft; data: { target: string } };
    await client.models.inspect({ model, datasetId, target: data.target });
    await new Promise((resolve) => setTimeout(resolve, builderSeconds * 1000));
  }
  const leave = new AbortController();
  const changes = await client.runs.changes(undefined, { signal: leave.signal });
  const began = performance.now();
  const { id } = await client.runs.submit({ experiment: example.experiment, datasetId });
  for await (const batch of changes) {
    for (const event of batch) {
      if (event.kind !== 'points' || event.points.run !== id || event.points.metric !== 'loss') continue;
      const loss = event.points.values[0] ?? Number.NaN;
      const seconds = (performance.now() - began) / 1000;
      leave.abort();
      return {
        values: { time: seconds },
        loss,
        versions: { Athanor: packageJson.version, Node: process.versions.node },
      };
    }
  }
  throw new Error('the run ended without an epoch');
}

const dataset = await inApp(importIris);
const measurement = await inApp((client) => firstEpoch(client, dataset));
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(measurement)}\n`);
