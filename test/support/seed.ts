/**
 * Fills a data folder with real sample data and many runs that never trained: for work on the window, for end-to-end
 * tests, and to see how a list of thousands feels. `node test/support/seed.ts DIR --runs 200 [--seed 1]`
 */
import { parseArgs } from 'node:util';
import type { DatasetSummary } from '../../main/api/contract/index.ts';
import { createApp } from '../../main/app/index.ts';
import { openDataFolder } from '../../main/app/data-folder.ts';
import { createIdSource } from '../../main/experiments/ids.ts';
import { openStore } from '../../main/experiments/open-store.ts';
import type { JsonObject } from '../../main/experiments/records.ts';
import { parseExperiment } from '../../main/runner/experiment-file/parse.ts';
import { createRandom, type Random } from './seed-random.ts';
import { seedRun } from './seed-run.ts';

export interface SeedOptions {
  readonly runs: number;
  readonly seed?: number;
}

/** Where the seeded past ends; a window that formats times relative to now shows them as days ago. */
const hour = 3_600_000;

interface Topic {
  readonly dataset: DatasetSummary;
  readonly experiment: Record<string, unknown>;
}

const names = [
  null,
  null,
  null,
  '基线 64×64',
  '学习率对比 🔥',
  '丹炉试验：标准化与独热编码的影响，三层网络，第二轮',
  'baseline',
  'wide-network-with-a-name-that-goes-on-until-it-has-to-be-cut-in-the-middle-v2-final-really',
  '🧪🧪🧪',
  'a "quoted" <b>name</b> & more',
];
const tagSets = [
  [],
  [],
  [],
  ['baseline'],
  ['ablation', 'lr'],
  ['论文', '图 3'],
  ['keep'],
  ['a-rather-long-tag-to-wrap'],
];
const notes = ['', '', '', 'Better than expected on the small classes.', '验证集损失在第 40 轮后上升，考虑早停。'];

/** Writes the runs of `options`; the same options give the same runs. The folder must not be in use. */
export async function seedFolder(folder: string, { runs, seed = 1 }: SeedOptions): Promise<void> {
  const topics = await importSamples(folder);
  const { paths, release } = openDataFolder(folder);
  const random = createRandom(seed);
  // Runs lie in the past, the last of them an hour ago.
  const clock = { now: Date.now() - hour - runs * 2 * hour };
  const newId = createIdSource(() => clock.now, random.next);
  const store = openStore(paths.database, { now: () => clock.now, newId });
  try {
    for (let index = 0; index < runs; index++) {
      const topic = random.pick(topics);
      const run = store.runs.create({
        datasetId: topic.dataset.id,
        ...draftRun(topic, random, index),
      });
      seedRun(store, run, random, clock);
      store.runs.update(run.id, {
        tags: random.pick(tagSets),
        note: random.pick(notes),
        starred: random.next() < 0.1,
      });
      clock.now += Math.round((0.5 + random.next() * 2) * hour);
    }
  } finally {
    store.close();
    release();
  }
}

async function importSamples(folder: string): Promise<Topic[]> {
  const app = await createApp({ dataFolder: folder, shell: 'cli' });
  try {
    const topics: Topic[] = [];
    for (const { name, experiment } of await app.client.examples.list()) {
      const source = { kind: 'sample' as const, name };
      // Seeded runs are drawn for tables of numbers and categories, row by row.
      if (name === 'sms-spam' || name === 'flights') continue;
      if ((await app.client.datasets.detect({ source })).kind !== 'table') continue;
      for await (const event of await app.client.datasets.import({ source })) {
        if (event.kind === 'done') topics.push({ dataset: event.dataset, experiment });
      }
    }
    return topics;
  } finally {
    await app.close();
  }
}

function draftRun({ experiment }: Topic, random: Random, index: number) {
  const training = experiment['training'] as Record<string, unknown>;
  const layers = (experiment['model'] as { layers: Record<string, unknown>[] }).layers;
  const epochs = random.pick([20, 50, 50, 100, 100, 200, 400, index % 97 === 0 ? 3000 : 100]);
  const seed = random.integer(5);
  const resolved = parseExperiment({
    ...experiment,
    model: { layers: layers.map((layer) => vary(layer, random)) },
    training: {
      ...training,
      optimizer: {
        type: random.pick(['adam', 'sgd', 'rmsprop']),
        learningRate: random.pick([0.0003, 0.001, 0.01, 0.1]),
      },
      batchSize: random.pick([16, 32, 64, 128]),
      epochs,
      seed,
    },
  });
  const name = random.pick(names);
  return {
    ...(name === null ? {} : { name }),
    // Checked by its schemas: there is nothing in it that JSON cannot hold.
    experiment: resolved as unknown as JsonObject,
    seed,
    epochsPlanned: epochs,
    parameterCount: 200 + random.integer(9000),
    warnings: random.next() < 0.1 ? [{ code: 'runner.batchLargerThanData', params: { batchSize: 128, rows: 96 } }] : [],
  };
}

/** Other widths for hidden layers; the last layer's are the target's. */
function vary(layer: Record<string, unknown>, random: Random): Record<string, unknown> {
  const isHidden = typeof layer['units'] === 'number' && layer['units'] > 1;
  return isHidden ? { ...layer, units: random.pick([16, 32, 64, 128]) } : layer;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error('node test/support/seed.ts DIR [--runs 200] [--seed 1]');
    process.exitCode = 2;
  } else {
    await seedFolder(folder, { runs: Number(values.runs), seed: Number(values.seed) });
  }
}
