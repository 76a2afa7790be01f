/**
 * `node test/bench/preflight.ts`: what pre-flights predict beside what comes, and writes docs/preflight.md. Each experiment is
 * predicted and then trained in an app of its own. With `--data FOLDER`, also those of data that is too large to ship: adult.csv
 * and t10k-images-idx3-ubyte.gz with its labels. `--only NAME` takes one, `--dry` writes nothing.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import type { Preflight } from '../../main/api/contract/index.ts';
import { createApp, type App } from '../../main/app/index.ts';
import { residualModel } from './residual-model.ts';

interface Case {
  readonly name: string;
  readonly experiment: Record<string, unknown>;
  readonly folder: string;
}

/** What was predicted and what came, in one unit. */
interface Pair {
  readonly what: string;
  readonly unit: string;
  readonly predicted: number;
  readonly came: number;
}

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: { data: { type: 'string' }, only: { type: 'string' }, dry: { type: 'boolean', default: false } },
});

/** Within this share of what came. */
const goal = 0.3;

const crossEntropy = { loss: 'crossEntropy', optimizer: { type: 'adam', learningRate: 0.001 }, metrics: ['accuracy'] };
const split = { test: 0.2, validation: 0.2, seed: 42, method: 'stratified' };
const convolutional = [
  { type: 'conv2d', filters: 32, kernelSize: 3, activation: 'relu' },
  { type: 'maxPooling2d', poolSize: 2 },
  { type: 'conv2d', filters: 64, kernelSize: 3, activation: 'relu' },
  { type: 'maxPooling2d', poolSize: 2 },
  { type: 'flatten' },
  { type: 'dense', units: 128, activation: 'relu' },
  { type: 'dense', units: 'classes', activation: 'softmax' },
];

function example(name: string, training: object): Case {
  const folder = join(root, 'resources', 'examples');
  const experiment = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, unknown>;
  return {
    name,
    folder,
    experiment: { ...experiment, training: { ...(experiment['training'] as object), ...training } },
  };
}

function casesHere(): Case[] {
  const samples = join(root, 'resources', 'samples');
  const residual = residualModel({
    stem: { filters: 16, kernelSize: 3, strides: 1, pool: false },
    stages: [16, 32, 64],
    blocks: 1,
  });
  const images = { kind: 'images', path: 'fashion.npz', split };
  return [
    example('iris', { epochs: 2000 }),
    example('titanic', { epochs: 400, checkpoints: { every: 100, keep: 2 } }),
    example('sms-spam', { epochs: 12 }),
    {
      name: 'fashion sample, CNN',
      folder: samples,
      experiment: named('fashion-cnn', images, { layers: convolutional }, { epochs: 8, batchSize: 64 }),
    },
    {
      name: 'fashion sample, residual CNN',
      folder: samples,
      experiment: named('fashion-residual', images, residual, { epochs: 6, batchSize: 64 }),
    },
  ];
}

function casesOf(folder: string): Case[] {
  const adult = {
    kind: 'table',
    path: 'adult.csv',
    target: 'income',
    split,
    preprocess: { numeric: 'standardize', categorical: 'onehot', missing: 'median' },
  };
  const dense = {
    layers: [
      { type: 'dense', units: 64, activation: 'relu' },
      { type: 'dense', units: 32, activation: 'relu' },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  };
  const images = { kind: 'images', path: 't10k-images-idx3-ubyte.gz', split };
  return [
    { name: 'adult', folder, experiment: named('adult', adult, dense, { epochs: 15, batchSize: 128 }) },
    {
      name: 'Fashion-MNIST 10,000, CNN',
      folder,
      experiment: named('fashion-10k', images, { layers: convolutional }, { epochs: 2, batchSize: 128 }),
    },
  ];
}

function named(name: string, data: object, model: object, training: object): Record<string, unknown> {
  return { athanor: 1, name, data, model, training: { ...crossEntropy, ...training } };
}

async function compare({ experiment, folder }: Case): Promise<{ found: Preflight; pairs: Pair[] }> {
  const data = mkdtempSync(join(tmpdir(), 'athanor-preflight-'));
  const app = await createApp({ dataFolder: data, shell: 'browser' });
  try {
    const found = await app.client.runs.preflight({ experiment, folder });
    return { found, pairs: await train(app, data, experiment, folder, found) };
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function train(
  app: App,
  data: string,
  experiment: Record<string, unknown>,
  folder: string,
  { memory, time, disk }: Preflight,
): Promise<Pair[]> {
  const { id } = await app.client.runs.submit({ experiment, folder });
  let run = await app.client.runs.get({ id });
  while (['queued', 'running'].includes(run.status)) {
    await new Promise((done) => setTimeout(done, 200));
    run = await app.client.runs.get({ id });
  }
  if (run.status !== 'completed') throw new Error(`${run.name} is ${run.status}: ${JSON.stringify(run.error)}`);
  const samples = await app.client.runs.system({ id });
  const series = await app.client.runs.series({ runs: [id] });
  const files = join(data, 'runs', id);
  const onDisk = readdirSync(files).reduce((sum, file) => sum + statSync(join(files, file)).size, 0);
  const points = series.reduce((sum, one) => sum + 8 * one.values.length, 0);
  return [
    {
      what: 'memory',
      unit: 'MB',
      predicted: memory.peak / 1e6,
      came: Math.max(...samples.map(({ peak }) => peak)) / 1e6,
    },
    { what: 'epoch', unit: 'ms', predicted: 1000 * (time.epoch ?? NaN), came: (1000 * run.seconds) / run.epochsDone },
    {
      what: 'run',
      unit: 's',
      predicted: time.run ?? NaN,
      came: ((run.endedAt ?? NaN) - (run.startedAt ?? NaN)) / 1000,
    },
    {
      what: 'disk',
      unit: 'kB',
      predicted: (disk.checkpoints + disk.points) / 1000,
      came: (onDisk + points) / 1000,
    },
  ];
}

const digits = (value: number): string => value.toPrecision(3);
const all = [...casesHere(), ...(values.data === undefined ? [] : casesOf(resolve(values.data)))];
const rows: string[] = [];
let missed = 0;
for (const one of all.filter(({ name }) => values.only === undefined || name === values.only)) {
  const { found, pairs } = await compare(one);
  for (const { what, unit, predicted, came } of pairs) {
    const ratio = predicted / came;
    const holds = Math.abs(ratio - 1) <= goal;
    if (!holds) missed += 1;
    const tried = what === 'memory' ? `${found.tried.epochs} epochs in ${digits(found.tried.seconds)} s` : '';
    const row = [
      one.name,
      `${what}, ${unit}`,
      digits(predicted),
      digits(came),
      `${ratio.toFixed(2)}${holds ? '' : ' (missed)'}`,
      tried,
    ];
    console.log(row.join('  '));
    rows.push(`| ${row.join(' | ')} |`);
  }
}

if (!values.dry && values.only === undefined) {
  const file = join(root, 'docs', 'preflight.md');
  const text = `# Pre-flights and what came

Written by \`node test/bench/preflight.ts --data FOLDER\`: each experiment predicted, then trained, by an app of its own. The
ratio is what was predicted to what came; the goal is 0.7 to 1.3. Memory is the peak of the training process, the run its time
from the first step to the end of the test, disk its checkpoints and curves.

Machine: ${cpus()[0]?.model.trim() ?? ''}, ${cpus().length} logical cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}

| experiment | quantity | predicted | came | ratio | tried |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
if (values.data !== undefined && !existsSync(values.data)) throw new Error(`${values.data} is not there`);
if (missed > 0) console.log(`${missed} missed`);
process.exitCode = missed > 0 ? 1 : 0;
