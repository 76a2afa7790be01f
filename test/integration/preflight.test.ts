/** A pre-flight with a real training process: the history hears nothing of it, and what it says comes true. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesBelow } from '../support/process-list.ts';
import { pause } from './support/app-host.ts';
import { samples } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const { app, place } = await openApp();

function experimentOf(training: object): Record<string, unknown> {
  return {
    athanor: 1,
    name: 'iris',
    data: { path: 'iris.csv', target: 'species' },
    model: {
      layers: [
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: { loss: 'crossEntropy', ...training },
  };
}

const entriesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

describe('a pre-flight', { timeout: 120_000 }, () => {
  test('leaves no run, no data set and no arrays behind', async () => {
    const found = await app.client.runs.preflight({ experiment: experimentOf({ epochs: 5 }), folder: samples });
    expect(found).toMatchObject({
      epochs: 5,
      stepsPerEpoch: 3,
      rows: { train: 96, validation: 24, test: 30 },
      tried: { epochs: 5 },
      divergedAt: null,
      mayEndEarly: false,
      beside: 0,
    });
    expect(await app.client.runs.list({})).toEqual([]);
    expect(await app.client.datasets.list()).toEqual([]);
    for (const folder of ['prepared', 'runs', 'datasets']) expect(entriesOf(join(place.data, folder))).toEqual([]);
  });

  test('what it says of disk is what the run keeps', async () => {
    const experiment = experimentOf({ epochs: 40, checkpoints: { every: 10, keep: 2 } });
    const found = await app.client.runs.preflight({ experiment, folder: samples });
    const run = await trainInApp(app, experiment, samples);
    // Files that are named no more go a little later.
    const { disk } = await app.client.runs.get({ id: run.id });
    const kept = disk.checkpoints + statSync(join(place.data, 'runs', run.id, 'prepared.json')).size;
    expect(found.disk.checkpoints / kept).toBeGreaterThan(0.9);
    expect(found.disk.checkpoints / kept).toBeLessThan(1.1);
    const series = await app.client.runs.series({ runs: [run.id] });
    expect(found.disk.points).toBe(8 * series.reduce((sum, { values }) => sum + values.length, 0));
  });

  test('what it says of memory is what the process takes, as its samples tell', async () => {
    const experiment = experimentOf({ epochs: 3000, layerNorms: true });
    const found = await app.client.runs.preflight({ experiment, folder: samples });
    const run = await trainInApp(app, experiment, samples);
    const taken = await app.client.runs.system({ id: run.id });
    const peak = Math.max(...taken.map((sample) => sample.peak));
    expect(found.memory.peak / peak).toBeGreaterThan(0.7);
    expect(found.memory.peak / peak).toBeLessThan(1.3);
    expect(taken.at(-1)?.rowsPerSecond ?? 1).toBeGreaterThan(0);
    for (const { processor, memory } of taken) {
      expect(processor).toBeGreaterThanOrEqual(0);
      expect(processor).toBeLessThanOrEqual(1);
      expect(memory).toBeGreaterThan(50e6);
    }
    const names = (await app.client.runs.series({ runs: [run.id] })).map(({ metric }) => metric);
    for (const layer of ['dense_1', 'dense_2']) {
      expect(names).toContain(`gradientNorm/${layer}`);
      expect(names).toContain(`weightNorm/${layer}`);
    }
  });

  test('refuses what training would refuse, and says where', async () => {
    const wrong = { ...experimentOf({}), model: { layers: [{ type: 'dense', units: 7, activation: 'softmax' }] } };
    const refused = app.client.runs.preflight({ experiment: wrong, folder: samples });
    await expect(refused).rejects.toMatchObject({ data: { code: 'training.outputShape' } });
  });

  test('says where the loss explodes', async () => {
    const experiment = experimentOf({ epochs: 50, optimizer: { type: 'sgd', learningRate: 1e9 } });
    const found = await app.client.runs.preflight({ experiment, folder: samples });
    expect(found.divergedAt?.epoch).toBe(1);
  });

  test('cancelled, it ends its process and leaves nothing behind', { skip: process.platform !== 'linux' }, async () => {
    const before = await app.client.runs.list({});
    const known = new Set(processesBelow(process.pid));
    const cancel = new AbortController();
    const call = app.client.runs.preflight(
      { experiment: experimentOf({ epochs: 1_000_000 }), folder: samples },
      { signal: cancel.signal },
    );
    const begun = (): number[] => processesBelow(process.pid).filter((id) => !known.has(id));
    while (begun().length === 0) await pause(10);
    const [child] = begun();
    cancel.abort();
    await expect(call).rejects.toThrow();
    while (processesBelow(process.pid).includes(child ?? 0)) await pause(10);
    expect(await app.client.runs.list({})).toEqual(before);
  });
});
