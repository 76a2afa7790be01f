/** The weights that runs keep: described layer by layer, and compared with those of a repetition. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reproduction, RunDetail, RunLayers } from '../../main/api/contract/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../main/training/checkpoint/safetensors.ts';
import { athanor, documentOf, samples } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const { app, place } = await openApp();

/** Two ways that meet again, with running statistics and an average of the weights. */
function train(training: object = {}): Promise<RunDetail> {
  const model = {
    inputs: [{ id: 'features' }],
    nodes: [
      { id: 'wide', type: 'dense', inputs: ['features'], units: 8, activation: 'relu' },
      { id: 'normal', type: 'batchNormalization', inputs: ['wide'] },
      { id: 'short', type: 'dense', inputs: ['features'], units: 8 },
      { id: 'sum', type: 'add', inputs: ['normal', 'short'] },
      { id: 'answer', type: 'dense', inputs: ['sum'], units: 'classes', activation: 'softmax' },
    ],
    outputs: ['answer'],
  };
  const data = { kind: 'table', path: 'iris.csv', target: 'species' };
  return trainInApp(
    app,
    { athanor: 1, data, model, training: { loss: 'crossEntropy', metrics: ['accuracy'], epochs: 6, ...training } },
    samples,
  );
}

async function checkpointPath({ id }: RunDetail): Promise<string> {
  const folder = join(place.data, 'runs', id);
  const file = (await readdir(folder)).find((name) => name.endsWith('.safetensors'));
  return join(folder, file ?? '');
}

test(
  'layers come with their wiring, shapes, and statistics of the weights in the file',
  { timeout: 60_000 },
  async () => {
    const run = await train({ averaging: { type: 'ema' } });
    const layers = await app.client.runs.layers({ id: run.id });
    expect(layers).toMatchObject({
      kind: 'averaged',
      epochs: [6],
      epoch: 6,
      inputs: [{ id: 'features', shape: [4] }],
      outputs: ['answer'],
      parameters: run.parameterCount,
    });
    expect(
      layers.layers.map(({ id, inputs, outputShape, parameters }) => [id, inputs, outputShape, parameters]),
    ).toEqual([
      ['wide', ['features'], [8], 40],
      ['short', ['features'], [8], 40],
      ['normal', ['wide'], [8], 32],
      ['sum', ['normal', 'short'], [8], 0],
      ['answer', ['sum'], [3], 27],
    ]);
    const normal = layers.layers.find(({ id }) => id === 'normal');
    expect(normal?.weights.map(({ name, trainable }) => [name, trainable])).toContainEqual(['movingVariance', false]);

    const { tensors } = decodeSafetensors(await readFile(await checkpointPath(run)), 'file');
    const trained = await app.client.runs.layers({ id: run.id, trained: true });
    expect(trained.kind).toBe('trained');
    for (const [shown, prefix] of [
      [layers, 'average/'],
      [trained, 'parameters/'],
    ] as const) {
      const kernel = shown.layers[0]?.weights.find(({ name }) => name === 'kernel');
      const values = Array.from(tensors[`${prefix}wide/kernel`]?.data ?? []);
      expect(kernel).toMatchObject({ shape: [4, 8], trainable: true });
      expect(values).toHaveLength(32);
      expect(kernel?.statistics).toMatchObject({
        count: 32,
        minimum: Math.min(...values),
        maximum: Math.max(...values),
      });
      expect(kernel?.statistics?.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 32, 12);
    }
    await expect(app.client.runs.layers({ id: run.id, epoch: 3 })).rejects.toMatchObject({
      data: { code: 'runner.noCheckpointAt' },
    });

    const said = documentOf<RunLayers>(await athanor(['runs', 'layers', run.name, '--json', '--data', place.data]));
    expect(said).toEqual(layers);
    const { stdout } = await athanor(['runs', 'layers', run.name, '--data', place.data]);
    expect(stdout).toContain('wide');
    expect(stdout).toContain('4 × 8');
  },
);

test('a repetition is found, and how close it came is told to the bit', { timeout: 60_000 }, async () => {
  const first = await train();
  const [again, other] = [await train(), await train({ seed: 5 })];
  const found = await app.client.runs.repeats({ id: again.id });
  expect(found.map(({ id }) => id)).toEqual([first.id]);
  expect((await app.client.runs.repeats({ id: other.id })).map(({ id }) => id)).toEqual([]);

  const same = await app.client.comparison.reproduction({ left: first.id, right: again.id });
  expect(same).toMatchObject({ verdict: 'same', epochs: 6, conditions: [], weights: { epoch: 6, equal: true } });
  expect(same.curves.map(({ name }) => name)).toEqual(expect.arrayContaining(['loss', 'val_loss', 'learningRate']));
  expect(same.curves.every(({ equal, largest }) => equal && largest === 0)).toBe(true);
  expect(same.weights?.leftHash).toBe(same.weights?.rightHash);
  expect(same.weights?.count).toBe(first.parameterCount);

  const apart = await app.client.comparison.reproduction({ left: first.id, right: other.id });
  expect(apart.verdict).toBe('close');
  expect(apart.weights?.leftHash).not.toBe(apart.weights?.rightHash);
  const curves = app.store.runs.series(first.id, { metrics: ['loss'] })[0]?.values ?? [];
  const others = app.store.runs.series(other.id, { metrics: ['loss'] })[0]?.values ?? [];
  const distances = Array.from(curves, (value, index) => Math.abs(value - (others[index] ?? NaN)));
  const loss = apart.curves.find(({ name }) => name === 'loss');
  expect(loss?.largest).toBe(Math.max(...distances));
  expect(loss?.epoch).toBe(distances.indexOf(Math.max(...distances)) + 1);

  // One bit of one weight, and nothing else: the verdict is another.
  const path = await checkpointPath(again);
  const { tensors, metadata } = decodeSafetensors(await readFile(path), 'file');
  const kernel = tensors['parameters/wide/kernel'];
  if (kernel === undefined) throw new Error('no kernel');
  new Uint32Array(kernel.data.buffer).set([(new Uint32Array(kernel.data.buffer)[3] ?? 0) ^ 1], 3);
  await writeFile(path, encodeSafetensors({ tensors, metadata }));
  const said = documentOf<Reproduction[]>(
    await athanor(['runs', 'repeats', again.name, '--json', '--data', place.data]),
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ verdict: 'close', weights: { equal: false, tensor: 'wide/kernel' } });
  expect(said[0]?.weights?.largest).toBeGreaterThan(0);
  expect(said[0]?.weights?.largest).toBeLessThan(1e-6);
});

test('the command line repeats a run and says how close it came', { timeout: 60_000 }, async () => {
  const run = await train({ epochs: 3 });
  const { stdout, status } = await athanor(['runs', 'again', run.name, '--data', place.data]);
  expect(status).toBe(0);
  expect(stdout).toContain(`repeats “${run.name}” bit for bit`);

  const changed = documentOf<{ run: { name: string }; parent: { id: string; changes: unknown } }>(
    await athanor(['runs', 'again', run.name, '--set', 'training.epochs=2', '--json', '--data', place.data]),
  );
  expect(changed.parent.id).toBe(run.id);
  expect(changed.parent.changes).toEqual([{ path: 'training.epochs', before: 3, after: 2 }]);
  const lineage = await athanor(['runs', 'lineage', changed.run.name, '--data', place.data]);
  expect(lineage.stdout).toContain(`made from ${run.name}: training.epochs 3 → 2`);
});
