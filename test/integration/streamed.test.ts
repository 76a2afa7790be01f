/** Data that do not fit in the memory they are given: prepared as others are, read in blocks, trained bit for bit alike. */
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPrepared, type PreparedArrays } from '../../main/datasets/prepared.ts';
import { prepareAudio } from '../../main/datasets/audio/prepare-audio.ts';
import { prepareImages } from '../../main/datasets/images/prepare-images.ts';
import { audioSpecSchema, imageSpecSchema, tableSpecSchema } from '../../main/datasets/spec.ts';
import { prepare } from '../../main/datasets/table/prepare.ts';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { checkModel } from '../../main/models/build.ts';
import { modelSchema } from '../../main/models/spec.ts';
import { planDataOf, residentTensors } from '../../main/runner/plan-data.ts';
import { StreamedRows } from '../../main/runner/process/streamed-rows.ts';
import { ManualControl } from '../../main/training/loop/control.ts';
import { evaluateRows, predictRows } from '../../main/training/loop/evaluate-rows.ts';
import { StreamingSession } from '../../main/training/loop/streaming-session.ts';
import { StreamOrders } from '../../main/training/loop/stream-order.ts';
import { trainModel } from '../../main/training/loop/train-model.ts';
import { compilePlan } from '../../main/training/plan/compile-plan.ts';
import { modelDataOf } from '../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import { waveFile } from '../support/wave.ts';
import { SoundBench } from '../unit/datasets/audio/bench.ts';
import { ImageBench } from '../unit/datasets/images/bench.ts';
import { never, Workbench } from '../unit/datasets/tables.ts';
import { AppHost, pause } from './support/app-host.ts';
import { Workspace } from './support/command-line.ts';

const rows = 20_000;
const names = Array.from({ length: 20 }, (_, column) => `x${column}`);
const layers = [
  { type: 'dense', units: 8, activation: 'relu' },
  { type: 'dropout', rate: 0.2 },
  { type: 'dense', units: 1 },
];

/** The target follows the order of the rows, so that batches which are not mixed would show. */
function csv(): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = names.map((_name, column) => Math.sin(row * 12.9898 + column * 78.233).toFixed(4));
    return `${cells.join(',')},${(row / rows + Number(cells[0])).toFixed(5)}`;
  });
  return `${names.join(',')},amount\n${lines.join('\n')}\n`;
}

interface Trained {
  readonly metrics: unknown[];
  readonly judged: unknown;
  readonly predicted: unknown;
  readonly state: unknown;
}

/** Trains on the training rows of `parts` in their streamed order: read from the source, or held in memory. */
async function trainOn(
  experiment: { readonly layers: readonly object[]; readonly training: object },
  parts: PreparedArrays,
  data: PreparedArrays,
  source: StreamedRows | null,
): Promise<Trained> {
  const training = trainingSchema.parse({ epochs: 3, batchSize: 64, seed: 5, ...experiment.training });
  const orders = new StreamOrders(
    parts.train,
    parts.manifest.stream ?? { blockRows: 1, windowBlocks: 1 },
    training.seed,
  );
  const spec = modelSchema.parse({ layers: experiment.layers });
  const planData = planDataOf(data.manifest, spec);
  const program = compilePlan(planRequest(training, checkModel(spec, modelDataOf(planData)), planData));
  const engine = await onnxruntimeEngine().open(program.plan, { device: 'cpu', threads: 1 });
  const session = source === null ? engine : new StreamingSession(engine, program.plan, source);
  for (const [name, tensor] of Object.entries(residentTensors(data))) await session.loadResident(name, tensor);
  await session.writeState(program.pack(program.initialState(training.seed)));
  const { settings, schedule, averaging } = loopSettings(training, true);
  const metrics: unknown[] = [];
  await trainModel({
    session,
    program,
    rows: {
      train: data.train,
      validation: parts.validation,
      order: (epoch) => {
        const { order, windows } = orders.of(epoch);
        source?.expect(windows);
        return order;
      },
    },
    settings,
    schedule,
    averaging,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control: new ManualControl(),
    clock: () => performance.now(),
    onEpoch: (report) => void metrics.push(report.metrics),
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  const judged = await evaluateRows(session, program, parts.test);
  const predicted = await predictRows(session, program, parts.test);
  const state = await session.readState();
  await session.close();
  return { metrics, judged, predicted, state };
}

describe('in blocks', () => {
  const bench = new Workbench();
  let held: PreparedArrays;
  let parts: PreparedArrays;
  const folder = (name: string): string => bench.path(name);

  beforeAll(async () => {
    bench.write('wide.csv', csv());
    const manifest = await bench.import('wide.csv');
    const request = { folder: bench.datasetFolder(manifest), uses: ['regression' as const] };
    const spec = (memory?: number) => tableSpecSchema.parse({ target: 'amount', ...(memory ? { memory } : {}) });
    await prepare({ ...request, target: folder('held'), spec: spec() }, never);
    await prepare({ ...request, target: folder('parts'), spec: spec(1) }, never);
    held = await loadPrepared(folder('held'));
    parts = await loadPrepared(folder('parts'));
  });
  afterAll(() => {
    bench[Symbol.dispose]();
  });

  test('the arrays are bit for bit those held in memory, and rows to be judged ascend', async () => {
    expect(held.manifest.stream).toBeNull();
    expect(parts.manifest.stream).toEqual({ blockRows: 25, windowBlocks: 64 });
    expect(parts.manifest.warnings.map(({ code }) => code)).toEqual(['datasets.streamed']);
    const [whole, turned] = await Promise.all(
      ['held', 'parts'].map((name) => readFile(join(folder(name), 'features.f32'))),
    );
    expect(turned?.equals(whole ?? Buffer.alloc(0))).toBe(true);
    expect(parts.inputs).toEqual({});
    expect(parts.targets).toEqual(held.targets);
    expect(parts.train).toEqual(held.train);
    expect([parts.validation, parts.test]).toEqual([held.validation.toSorted(), held.test.toSorted()]);
  });

  test('rows are read as they are asked for, whether they were expected or not', async () => {
    await using source = await StreamedRows.open(folder('parts'), parts.manifest);
    if (source === null) throw new Error('nothing is streamed');
    const { features } = held.inputs;
    const expectRows = async (asked: Int32Array): Promise<void> => {
      const [tensor] = Object.values(await source.read(asked));
      expect(tensor?.shape).toEqual([asked.length, names.length]);
      const expected = Array.from(asked, (row) => [...(features?.subarray(row * 20, row * 20 + 20) ?? [])]).flat();
      expect([...(tensor?.data ?? [])]).toEqual(expected);
    };
    await expectRows(Int32Array.of(19_999, 0, 7, 7, 12_345));
    const orders = new StreamOrders(parts.train, { blockRows: 25, windowBlocks: 64 }, 3);
    for (const epoch of [0, 1]) {
      const { order, windows } = orders.of(epoch);
      source.expect(windows);
      for (let start = 0; start < order.length; start += 700) await expectRows(order.slice(start, start + 700));
      await expectRows(parts.validation);
    }
  });

  test('a file that is cut off while it is read is told of', async () => {
    await using source = await StreamedRows.open(folder('parts'), parts.manifest);
    const path = join(folder('parts'), 'features.f32');
    const whole = await readFile(path);
    await truncate(path, 1000);
    try {
      await expect(source?.read(Int32Array.of(19_999))).rejects.toThrow('features.f32 ends before');
      await expect(StreamedRows.open(folder('parts'), parts.manifest)).rejects.toThrow('has 1000 bytes');
    } finally {
      bench.write('parts/features.f32', whole);
    }
  });

  test('training, judging and predicting give the bits of a network whose data are in memory', async () => {
    const experiment = { layers, training: { loss: 'mse', metrics: ['mae'] } };
    await using source = await StreamedRows.open(folder('parts'), parts.manifest);
    expect(await trainOn(experiment, parts, parts, source)).toEqual(await trainOn(experiment, parts, held, null));
  });
});

/** Of either kind: held in memory, and read in blocks. */
async function preparedTwice(
  folder: string,
  prepareInto: (target: string, memory?: number) => Promise<unknown>,
): Promise<{ readonly held: PreparedArrays; readonly parts: PreparedArrays; readonly folder: string }> {
  await prepareInto(join(folder, 'held'));
  await prepareInto(join(folder, 'parts'), 1);
  return {
    held: await loadPrepared(join(folder, 'held')),
    parts: await loadPrepared(join(folder, 'parts')),
    folder: join(folder, 'parts'),
  };
}

test('images that outgrow memory are trained on as if they did not, changed at random too', async () => {
  using bench = new ImageBench();
  const files: Record<string, Uint8Array> = {};
  for (let index = 0; index < 120; index += 1) {
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * (index + 3)) % 256);
    const image = sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } });
    files[`${index % 2 === 0 ? 'even' : 'odd'}/${index}.png`] = await image.png().toBuffer();
  }
  const manifest = await bench.import(bench.folderOf(files));
  const { held, parts, folder } = await preparedTwice(bench.folder, (target, memory) =>
    prepareImages(
      {
        folder: bench.datasetFolder(manifest),
        target,
        spec: imageSpecSchema.parse({ kind: 'images', normalize: 'standardize', ...(memory ? { memory } : {}) }),
        uses: ['categorical'],
      },
      never,
    ),
  );
  expect(held.manifest.stream).toBeNull();
  expect(parts.manifest.stream).toEqual({ blockRows: 1, windowBlocks: 64 });
  expect(parts.manifest.warnings.map(({ code }) => code)).toEqual(['images.streamed']);
  const experiment = {
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu' },
      { type: 'globalAveragePooling' },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    training: {
      loss: 'crossEntropy',
      metrics: ['accuracy'],
      batchSize: 16,
      augment: { flip: 'horizontal', rotate: 10 },
    },
  };
  await using source = await StreamedRows.open(folder, parts.manifest);
  expect(await trainOn(experiment, parts, parts, source)).toEqual(await trainOn(experiment, parts, held, null));
});

/** A second of it. */
function tone(hertz: number): Uint8Array {
  const rate = 8000;
  return waveFile(
    Int16Array.from({ length: rate }, (_, at) => 9000 * Math.sin((2 * Math.PI * hertz * at) / rate)),
    rate,
  );
}

test('sounds that outgrow memory are standardized and trained on as if they did not', async () => {
  using bench = new SoundBench();
  const names = Array.from({ length: 60 }, (_, index) => `${index % 2 === 0 ? 'even' : 'odd'}/${index}.wav`);
  const manifest = await bench.import(
    bench.folderOf(Object.fromEntries(names.map((name, index) => [name, tone(200 + 20 * index)]))),
  );
  const { held, parts, folder } = await preparedTwice(bench.folder, (target, memory) =>
    prepareAudio(
      {
        folder: bench.folderOfSet(manifest),
        target,
        spec: audioSpecSchema.parse({
          kind: 'audio',
          as: 'sequence',
          features: { type: 'logMel', hop: 0.005, bands: 32 },
          ...(memory ? { memory } : {}),
        }),
        uses: ['categorical'],
      },
      never,
    ),
  );
  expect(held.manifest.stream).toBeNull();
  expect(parts.manifest.stream).toMatchObject({ windowBlocks: 64 });
  expect(parts.manifest.warnings.map(({ code }) => code)).toContain('audio.streamed');
  const experiment = {
    layers: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }],
    training: { loss: 'crossEntropy', metrics: ['accuracy'], batchSize: 8 },
  };
  await using source = await StreamedRows.open(folder, parts.manifest);
  expect(await trainOn(experiment, parts, parts, source)).toEqual(await trainOn(experiment, parts, held, null));
});

test('a run on streamed data that is killed and resumed ends with the bits of one that never was', async () => {
  await using place = await Workspace.create();
  let host = await AppHost.start(place.data, 0);
  try {
    const epochs = 30;
    const experiment = {
      athanor: 1,
      data: { path: await place.write('wide.csv', csv()), target: 'amount', memory: 1 },
      model: { layers },
      training: { loss: 'mse', epochs, batchSize: 64, seed: 5 },
    };
    const whole = await host.client.runs.submit({ experiment });
    const first = await host.reached(whole.id, epochs + 1);
    expect(first).toMatchObject({ status: 'completed', error: null });
    expect(first.warnings.map(({ code }) => code)).toEqual(['datasets.streamed']);
    const cut = await host.client.runs.submit({ experiment });
    await host.reached(cut.id, 2);
    await pause(150);
    await host.kill();
    host = await AppHost.start(place.data, 0);
    const { status } = await host.client.runs.get({ id: cut.id });
    expect(status).toBe('interrupted');
    await host.client.runs.resume({ id: cut.id });
    expect((await host.reached(cut.id, epochs + 1)).status).toBe('completed');
    const weights = (id: string) =>
      readFile(join(place.data, 'runs', id, `epoch-${String(epochs).padStart(6, '0')}.safetensors`));
    expect((await weights(cut.id)).equals(await weights(whole.id))).toBe(true);
  } finally {
    await host.stop();
  }
}, 120_000);
