/** A run that is interrupted and resumed, again and again, ends with the same bits as one that never was. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppHost, pause } from './support/app-host.ts';
import { samples, Workspace } from './support/command-line.ts';

const epochs = 400;

function experiment(seed: number): Record<string, unknown> {
  return {
    athanor: 1,
    name: 'resumed',
    data: { path: 'iris.csv', target: 'species' },
    model: {
      layers: [
        { type: 'dense', units: 32, activation: 'tanh' },
        // Its noise must come out the same after a resume too.
        { type: 'dropout', rate: 0.3 },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: { loss: 'crossEntropy', epochs, seed, optimizer: { type: 'adam' } },
  };
}

describe('resume', { timeout: 300_000 }, () => {
  test.each([
    { seed: 1, moments: [40, 300, 700] },
    { seed: 2, moments: [5, 15, 900, 30] },
    { seed: 3, moments: [550] },
  ])('seed $seed, interrupted after $moments ms', async ({ seed, moments }) => {
    await using place = await Workspace.create();
    let host = await AppHost.start(place.data, 0);
    try {
      const whole = await host.client.runs.submit({ experiment: experiment(seed), folder: samples });
      expect((await host.reached(whole.id, epochs + 1)).status).toBe('completed');

      const cut = await host.client.runs.submit({ experiment: experiment(seed), folder: samples });
      for (const [index, moment] of moments.entries()) {
        await host.reached(cut.id, index + 1);
        await pause(moment);
        if (index % 2 === 0) {
          await host.kill();
          host = await AppHost.start(place.data, 0);
        } else {
          await host.client.runs.stop({ id: cut.id }).catch(() => undefined);
        }
        const { status } = await host.client.runs.get({ id: cut.id });
        if (status === 'completed') break;
        // Killed before its turn had come again: it is still queued, and goes on by itself.
        if (status === 'queued' || status === 'running') continue;
        expect(['interrupted', 'stopped']).toContain(status);
        await host.client.runs.resume({ id: cut.id });
      }
      const resumed = await host.reached(cut.id, epochs + 1);
      expect(resumed).toMatchObject({ status: 'completed', epochsDone: epochs, warnings: [] });

      const { test: expected } = await host.client.runs.get({ id: whole.id });
      expect(resumed.test).toEqual(expected);
      const series = async (id: string) => (await host.client.runs.series({ runs: [id] })).map(({ values }) => values);
      expect(await series(cut.id)).toEqual(await series(whole.id));
      const weights = (id: string) =>
        readFile(join(place.data, 'runs', id, `epoch-${String(epochs).padStart(6, '0')}.safetensors`));
      expect((await weights(cut.id)).equals(await weights(whole.id))).toBe(true);
    } finally {
      await host.stop();
    }
  });
});
