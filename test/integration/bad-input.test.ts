/** Bad input on the command line: a message that a person can act on, and nothing half-written left. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  athanor,
  documentOf,
  type ErrorDocument,
  samples,
  type TrainDocument,
  Workspace,
} from './support/command-line.ts';

let place: Workspace;
let before: string[];
beforeAll(async () => {
  place = await Workspace.create();
  // The folder as it is when nothing has been done in it.
  await athanor(['runs', 'list', '--data', place.data]);
  before = await place.files();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

function experiment(
  changes: { readonly data?: object; readonly model?: object; readonly training?: object } = {},
): object {
  return {
    athanor: 1,
    name: 'test',
    data: { path: 'data.csv', target: 'species', ...changes.data },
    model: changes.model ?? {
      layers: [
        { type: 'dense', units: 8, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: { loss: 'crossEntropy', epochs: 2, ...changes.training },
  };
}

const iris = (): Promise<string> => readFile(join(samples, 'iris.csv'), 'utf8');

async function refusal(content: object | string, csv: string | null): Promise<ErrorDocument['error']> {
  const file = await place.write('experiment.json', typeof content === 'string' ? content : JSON.stringify(content));
  if (csv === null) await rm(join(place.folder, 'data.csv'), { force: true });
  else await place.write('data.csv', csv);
  const finished = await athanor(['train', file, '--json', '--data', place.data]);
  expect(finished.status, finished.stdout).toBe(1);
  expect(await place.files()).toEqual(before);
  expect(documentOf<object[]>(await athanor(['runs', 'list', '--json', '--data', place.data]))).toEqual([]);
  expect(documentOf<object[]>(await athanor(['datasets', 'list', '--json', '--data', place.data]))).toEqual([]);
  return documentOf<ErrorDocument>(finished).error;
}

describe('refused, with nothing left behind', { timeout: 120_000 }, () => {
  test('a file that is not there', async () => {
    const finished = await athanor(['train', join(place.folder, 'missing.json'), '--json', '--data', place.data]);
    expect(finished.status).toBe(1);
    expect(documentOf<ErrorDocument>(finished).error.code).toBe('cli.fileMissing');
    const example = await athanor(['train', 'irs', '--json', '--data', place.data]);
    expect(documentOf<ErrorDocument>(example).error).toMatchObject({
      code: 'cli.experimentMissing',
      message: 'There is no file and no example called irs. Did you mean iris?',
    });
  });

  test('an experiment that is not JSON', async () => {
    expect(await refusal('', null)).toMatchObject({ code: 'json.empty' });
    const error = await refusal('{\n  "athanor": 1,\n  "training": { "epochs": NaN }\n}', null);
    expect(error).toMatchObject({ code: 'json.notFinite' });
    expect(error.message).toContain('line 3, column 27');
  });

  test.each([
    ['a data file that is not there', {}, null, /./u],
    ['an empty data file', {}, '', /./u],
    ['a header and no rows', {}, 'a,species\n', /./u],
    ['ragged rows, with their lines', {}, 'a,b,species\n1,2,x\n3,y\n4,5,z\n', /3/u],
    ['a target that is not there', { data: { target: 'specis' } }, 'iris', /specis/u],
    ['a target that never changes', {}, `a,species\n${'1,x\n2,x\n'.repeat(20)}`, /species/u],
  ])('%s', async (_, changes, csv, message) => {
    const error = await refusal(experiment(changes), csv === 'iris' ? await iris() : csv);
    expect(error.code).toMatch(/^datasets\./u);
    expect(error.message).toMatch(message);
  });

  test.each([
    [{ model: { layers: [{ type: 'dens', units: 3 }] } }, 'models.unknownLayer', 'model.layers[0].type', /dense/u],
    [
      { model: { layers: [{ type: 'dense', units: -1 }] } },
      'models.expectedIntegerOrWord',
      'model.layers[0].units',
      /-1/u,
    ],
    [{ model: { layers: [{ type: 'dense', units: 2 }] } }, 'training.outputShape', 'model', /3/u],
    [{ training: { epochz: 3 } }, 'models.unknownField', 'training.epochz', /epochs/u],
    [{ training: { batchSize: 0 } }, 'models.expectedInteger', 'training.batchSize', /0/u],
    [{ training: { loss: 'mse' } }, 'runner.unitsNeedClasses', 'model.layers[1].units', /classes/u],
    [{ training: { metrics: ['r2'] } }, 'runner.metricNeedsNumber', 'training.metrics[0]', /r2/u],
    [{ data: { split: { test: 1 } } }, 'runner.expectedBelow', 'data.split.test', /1/u],
    [{ data: { featurs: 'all' } }, 'runner.unknownField', 'data.featurs', /features/u],
  ])('%j', async (changes, code, path, message) => {
    const error = await refusal(experiment(changes), await iris());
    expect({ code: error.code, path: error.path }).toEqual({ code, path });
    expect(error.message).toMatch(message);
  });

  test('wrong overrides', async () => {
    const run = async (override: string) =>
      documentOf<ErrorDocument>(await athanor(['train', 'iris', '--json', '--data', place.data, '--set', override]))
        .error;
    expect(await run('training.sed=3')).toMatchObject({ code: 'models.unknownField', path: 'training.sed' });
    expect(await run('training.seed=NaN')).toMatchObject({ code: 'models.expectedInteger', path: 'training.seed' });
    expect(await run('model.layers[7].units=3')).toMatchObject({ code: 'runner.overrideIndex' });
    expect(await run('training.seed')).toMatchObject({ code: 'cli.setSyntax' });
    expect(await place.files()).toEqual(before);
  });
});

describe('accepted, with a word about it', { timeout: 120_000 }, () => {
  test('a learning rate of 1e9 is kept as diverged, naming epoch and step', async () => {
    await using own = await Workspace.create();
    const args = [
      'train',
      'iris',
      '--json',
      '--data',
      own.data,
      '--set',
      'training.optimizer={"type":"sgd","learningRate":1e9}',
    ];
    const finished = await athanor(args);
    expect(finished.status).toBe(3);
    const document = documentOf<TrainDocument>(finished);
    expect(document.run.status).toBe('diverged');
    expect(document.error?.code).toBe('runner.diverged');
    expect(document.error?.message).toMatch(/^The loss rose to \S+ in epoch 1, step 2\.$/u);
    const [run] = documentOf<{ id: string; status: string; error: { location: object } }[]>(
      await athanor(['runs', 'list', '--json', '--data', own.data]),
    );
    expect(run).toMatchObject({ id: document.run.id, status: 'diverged' });
    expect(run?.error.location).toMatchObject({
      epoch: expect.any(Number) as number,
      step: expect.any(Number) as number,
    });
  });

  test('a batch larger than the data is one batch, with a warning', async () => {
    await using own = await Workspace.create();
    const finished = await athanor(['train', 'iris', '--json', '--data', own.data, '--set', 'training.batchSize=5000']);
    expect(finished.status).toBe(0);
    expect(documentOf<TrainDocument>(finished).warnings).toEqual([
      {
        code: 'runner.batchLargerThanData',
        message: 'The batch size 5,000 is larger than the 96 training rows: every epoch is one batch.',
      },
    ]);
  });

  test('a feature that is text in one row of a thousand stays text, with a warning that names the row', async () => {
    await using own = await Workspace.create();
    const rows = Array.from(
      { length: 1000 },
      (_, row) => `${row === 500 ? 'unknown' : row % 17},${row % 7},${row % 2 ? 'x' : 'y'}`,
    );
    await own.write('data.csv', `a,b,species\n${rows.join('\n')}\n`);
    const file = await own.write('experiment.json', JSON.stringify(experiment()));
    const finished = await athanor(['train', file, '--json', '--data', own.data]);
    expect(finished.status, finished.stdout).toBe(0);
    const { warnings } = documentOf<TrainDocument>(finished);
    const warning = warnings.find(({ message }) => message.includes('502') || message.includes('501'));
    expect(warning, JSON.stringify(warnings)).toBeDefined();
    expect(warning?.message).toMatch(/unknown/u);
  });
});
