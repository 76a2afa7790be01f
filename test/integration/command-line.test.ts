/** The command line beside an open app, and under Ctrl-C. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesBelow } from '../support/process-list.ts';
import { AppHost, allGone, noProcessList, pause } from './support/app-host.ts';
import {
  athanor,
  documentOf,
  startAthanor,
  Workspace,
  type ErrorDocument,
  type Running,
  type TrainDocument,
} from './support/command-line.ts';

/** Long enough that only a signal ends it. */
const long = ['--set', 'training.epochs=500000'];

describe('beside an open app', { timeout: 120_000 }, () => {
  test('work is submitted through the app, with the same progress and the same document', async () => {
    await using place = await Workspace.create();
    const host = await AppHost.start(place.data, 2000);
    try {
      const finished = await athanor(['train', 'iris', '--json', '--data', place.data]);
      expect(finished.status, finished.stderr).toBe(0);
      expect(finished.stderr).toContain('An open Athanor holds the data folder');
      expect(finished.stderr).toContain('iris-1  100/100');
      const document = documentOf<TrainDocument>(finished);
      expect(document.epochs).toHaveLength(100);
      const runs = await host.client.runs.list();
      expect(runs.map(({ id, status }) => [id, status])).toEqual([[document.run.id, 'completed']]);
      // Errors come through with their code and path.
      const refused = await athanor(['train', 'iris', '--json', '--data', place.data, '--set', 'training.sed=1']);
      expect(refused.status).toBe(1);
      expect(documentOf<ErrorDocument>(refused).error).toMatchObject({
        code: 'models.unknownField',
        path: 'training.sed',
      });
    } finally {
      await host.stop();
    }
  });

  test('Ctrl-C stops the run in the app, and the app lives on', async () => {
    await using place = await Workspace.create();
    const host = await AppHost.start(place.data, 2000);
    try {
      const running = startAthanor(['train', 'iris', '--json', '--data', place.data, ...long]);
      await running.said(/ [1-9]\d*\/500000/u);
      running.child.kill('SIGINT');
      const finished = await running.finished;
      expect(finished.status).toBe(130);
      const { run } = documentOf<TrainDocument>(finished);
      expect(run.status).toBe('stopped');
      expect((await host.client.runs.get({ id: run.id })).status).toBe('stopped');
    } finally {
      await host.stop();
    }
  });

  test('an app that goes away under a command is said, and the run tells the truth afterwards', async () => {
    await using place = await Workspace.create();
    const host = await AppHost.start(place.data, 2000);
    const running = startAthanor(['train', 'iris', '--json', '--data', place.data, ...long]);
    await running.said(/ [1-9]\d*\/500000/u);
    await host.kill();
    const finished = await running.finished;
    expect(finished.status).toBe(1);
    expect(documentOf<ErrorDocument>(finished).error.code).toBe('cli.appGone');
    const [run] = documentOf<{ status: string; epochsDone: number }[]>(
      await athanor(['runs', 'list', '--json', '--data', place.data]),
    );
    expect(run?.status).toBe('interrupted');
    expect(run?.epochsDone).toBeGreaterThan(0);
  });
});

describe('Ctrl-C', { timeout: 120_000 }, () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with %i and keeps the finished epochs', async (signal, status) => {
    await using place = await Workspace.create();
    const running = startAthanor(['train', 'iris', '--json', '--data', place.data, ...long]);
    await running.said(/ [1-9]\d*\/500000/u);
    running.child.kill(signal);
    const finished = await running.finished;
    expect(finished.status, finished.stderr).toBe(status);
    const document = documentOf<TrainDocument>(finished);
    expect(document.run.status).toBe('stopped');
    expect(document.test).toBeNull();
    expect(document.epochs.length).toBeGreaterThan(0);
    expect(document.epochs.every(({ loss }) => loss !== null)).toBe(true);
    // The last epoch's weights are kept, so that the run can go on.
    expect(readdirSync(join(place.data, 'runs', document.run.id))).toEqual([
      `epoch-${String(document.epochs.length).padStart(6, '0')}.safetensors`,
      // What its rows were prepared by.
      'prepared.json',
    ]);
  });

  test('before the run has begun leaves nothing running', async () => {
    await using place = await Workspace.create();
    const running = startAthanor(['train', 'iris', '--json', '--data', place.data, ...long]);
    await running.said('0/500000');
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(130);
    const [run] = documentOf<{ status: string }[]>(await athanor(['runs', 'list', '--json', '--data', place.data]));
    expect(run?.status).toBe('stopped');
  });

  test('twice ends at once, and the training process with it', async ({ skip }) => {
    skip(noProcessList !== null, noProcessList ?? '');
    await using place = await Workspace.create();
    const running = startAthanor(['train', 'iris', '--data', place.data, ...long]);
    await running.said(/ [1-9]\d*\/500000/u);
    const children = childrenOf(running);
    expect(children.length).toBeGreaterThan(0);
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    await pause(1);
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(130);
    expect(await allGone(children, 5000)).toBe(true);
  });
});

describe('models', { timeout: 120_000 }, () => {
  test('a template becomes a file that trains: an autoencoder gives back what comes in', async () => {
    await using place = await Workspace.create();
    const on = ['--data', place.data];
    const sample = join(import.meta.dirname, '..', '..', 'resources', 'samples', 'iris.csv');
    expect((await athanor(['datasets', 'import', sample, ...on])).status).toBe(0);
    const offers = documentOf<{ name: string; refusal: string | null }[]>(
      await athanor(['models', 'templates', '--dataset', 'iris', '--json', ...on]),
    );
    expect(offers.filter(({ refusal }) => refusal === null).map(({ name }) => name)).toEqual([
      'mlp',
      'residualMlp',
      'autoencoder',
    ]);
    const file = join(place.folder, 'restored.json');
    const create = ['models', 'new', 'autoencoder', '--dataset', 'iris', '--out', file, '--json', ...on];
    expect((await athanor(create)).status).toBe(0);
    // What is there already is kept.
    expect(documentOf<ErrorDocument>(await athanor(create)).error).toMatchObject({ code: 'cli.notWritten' });
    const trained = await athanor(['train', file, '--dataset', 'iris', '--json', ...on]);
    expect(trained.status, trained.stderr).toBe(0);
    expect(documentOf<TrainDocument>(trained).run.status).toBe('completed');
    const unfit = await athanor(['models', 'new', 'cnn', '--dataset', 'iris', '--json', ...on]);
    expect(documentOf<ErrorDocument>(unfit).error).toMatchObject({ code: 'cli.templateUnfit' });
    const [layer, ...others] = documentOf<{ type: string; about: string; source: string }[]>(
      await athanor(['models', 'layers', 'dense', '--json', ...on]),
    );
    expect(others).toEqual([]);
    expect(layer).toMatchObject({ type: 'dense', source: expect.stringContaining('keras.layers.Dense') as string });
  });
});

describe('grammar', { timeout: 60_000 }, () => {
  test.each([
    [['frobnicate'], 'cli.usage.unknownCommand'],
    [['train'], 'cli.usage.missingArgument'],
    [['train', 'a', 'b'], 'cli.usage.excessArguments'],
    [['train', 'iris', '--sett', 'a=1'], 'cli.usage.unknownOption'],
    [['train', 'iris', '--set'], 'cli.usage.optionMissingArgument'],
    [['runs'], 'cli.usage.help'],
  ])('%j is wrong usage', async (args, code) => {
    const finished = await athanor([...args, '--json']);
    expect(finished.status).toBe(2);
    expect(documentOf<ErrorDocument>(finished).error.code).toBe(code);
  });

  test('version and help need no data folder, and speak Chinese', async () => {
    await using place = await Workspace.create();
    writeFileSync(place.data, 'a file where the folder would be');
    const version = await athanor(['--version', '--data', place.data]);
    expect([version.status, version.stdout]).toEqual([0, '0.1.0\n']);
    const help = await athanor(['train', '--help', '--lang', 'zh', '--data', place.data]);
    expect(help.status).toBe(0);
    expect(help.stdout).toContain('训练一个实验并显示进度');
    const list = await athanor(['runs', 'list', '--json', '--data', place.data]);
    expect(list.status).toBe(1);
    expect(documentOf<ErrorDocument>(list).error.code).toBe('app.folderIsFile');
  });

  test('doctor names engines, devices, versions and the folder', async () => {
    await using place = await Workspace.create();
    const finished = await athanor(['doctor', '--json', '--data', place.data]);
    expect(finished.status).toBe(0);
    const report = documentOf<{ engines: { id: string; state: string }[]; dataFolder: { path: string } }>(finished);
    expect(report.engines.find(({ id }) => id === 'onnxruntime')?.state).toBe('ready');
    expect(report.dataFolder.path).toBe(place.data);
  });
});

function childrenOf({ child }: Running): number[] {
  return processesBelow(child.pid ?? 0);
}
