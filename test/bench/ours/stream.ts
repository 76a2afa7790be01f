/**
 * Our side of the streaming benchmark: an epoch on rows that are read from disk, beside the same epoch on rows in memory.
 * `feeding` is how long it takes to read and hand out an epoch's batches, as a share of what the engine takes for them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngines } from '../../../main/engines/registry.ts';
import type { EngineSession } from '../../../main/graph/engine.ts';
import { StreamedRows } from '../../../main/runner/process/streamed-rows.ts';
import { ManualControl } from '../../../main/training/loop/control.ts';
import { StreamOrders, type StreamShape } from '../../../main/training/loop/stream-order.ts';
import { StreamingSession } from '../../../main/training/loop/streaming-session.ts';
import { trainModel } from '../../../main/training/loop/train-model.ts';
import { residentTarget } from '../../../main/training/plan/request.ts';
import type { Measurement, NetworkWork } from '../case.ts';
import { compileNetwork, resident } from './compile-network.ts';
import { versions } from './in-app.ts';
import { syntheticData } from './synthetic-data.ts';

type Work = NetworkWork & { readonly threads: number; readonly stream: StreamShape };

const work = JSON.parse(process.argv[2] ?? '') as Work;
const { rows, classes, shape, stream, batch, warmup, epochs } = work;
const file = 'features.f32';
const input = { name: 'features', file, dtype: 'float32' as const, shape: [...shape] };
const train = Int32Array.from({ length: rows }, (_, index) => index);
const orders = new StreamOrders(train, stream, 0);
const { features, targets } = syntheticData(rows, shape[0] ?? 0, classes);
const { onnxruntime } = createEngines();

const folder = mkdtempSync(join(tmpdir(), 'athanor-bench-'));
try {
  writeFileSync(join(folder, file), features);
  await using source = await StreamedRows.open(folder, { inputs: [input], rows, stream });
  if (source === null) throw new Error('nothing is streamed');
  const held = await measureTraining(null);
  const read = await measureReading(source);
  const streamed = await measureTraining(source);
  const measurement: Measurement = {
    values: { time: streamed.milliseconds, feeding: (100 * read) / held.milliseconds },
    loss: streamed.loss,
    versions,
  };
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A native library's thread must not keep a finished measurement alive.
process.exit(0);

/** Milliseconds of an epoch, the least of those that count. */
async function measureReading(source: StreamedRows): Promise<number> {
  const times: number[] = [];
  for (let epoch = 0; epoch < warmup + epochs; epoch += 1) {
    const { order, windows } = orders.of(epoch);
    const start = performance.now();
    source.expect(windows);
    for (let row = 0; row < rows; row += batch) await source.read(order.subarray(row, row + batch));
    times.push(performance.now() - start);
  }
  return Math.min(...times.slice(warmup));
}

/** Of rows from a source, or where there is none from memory; in the same order. */
async function measureTraining(source: StreamedRows | null): Promise<{ milliseconds: number; loss: number }> {
  const { program, settings, ...loop } = compileNetwork(work, source !== null);
  const engine = await onnxruntime.open(program.plan, { device: 'cpu', threads: work.threads });
  const session: EngineSession = source === null ? engine : new StreamingSession(engine, program.plan, source);
  if (source === null)
    await session.loadResident(resident, { dtype: 'float32', shape: [rows, ...shape], data: features });
  await session.loadResident(residentTarget('class'), { dtype: 'int32', shape: [rows], data: targets });
  await session.writeState(program.pack(program.initialState(0)));
  const ends: number[] = [performance.now()];
  let loss = Number.NaN;
  const { status } = await trainModel({
    session,
    program,
    rows: {
      train,
      validation: new Int32Array(0),
      order: (epoch) => {
        const { order, windows } = orders.of(epoch);
        source?.expect(windows);
        return order;
      },
    },
    settings,
    ...loop,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control: new ManualControl(),
    clock: () => performance.now(),
    onEpoch: ({ metrics }) => {
      loss = metrics['loss'] ?? Number.NaN;
      ends.push(performance.now());
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  if (status !== 'completed') throw new Error(`training ended as ${status}`);
  await session.close();
  const times = ends.slice(1).map((end, epoch) => end - (ends[epoch] ?? end));
  return { milliseconds: Math.min(...times.slice(warmup)), loss };
}
