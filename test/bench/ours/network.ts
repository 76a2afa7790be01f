/** Our side of the training benchmarks: the real plan, the real loop, the onnxruntime engine; prints one Measurement. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import packageJson from '../../../package.json' with { type: 'json' };
import { createEngines } from '../../../main/engines/registry.ts';
import { ManualControl } from '../../../main/training/loop/control.ts';
import { LookAheadSession } from '../../../main/training/loop/look-ahead.ts';
import { trainModel } from '../../../main/training/loop/train-model.ts';
import { residentTarget } from '../../../main/training/plan/request.ts';
import type { Measurement, NetworkWork, Skipped } from '../case.ts';
import { compileNetwork, resident } from './compile-network.ts';
import { syntheticData } from './synthetic-data.ts';

const work = JSON.parse(process.argv[2] ?? '') as NetworkWork & { readonly threads: number };
const { shape, classes, rows } = work;
const { program, settings, ...loop } = compileNetwork(work);
const { onnxruntime } = createEngines();
const device = work.device === 'gpu' ? 'webgpu' : 'cpu';
if (device === 'webgpu') {
  const { devices, missing } = await onnxruntime.probe();
  const found = devices.find(({ id }) => id === device);
  // In software it would be measured for nothing.
  if (found?.kind !== 'gpu') {
    const why =
      found === undefined ? missing.find(({ id }) => id === device)?.detail : `${found.name} is no graphics card`;
    const answer: Skipped = { skipped: `no device ${device}: ${why ?? 'not found'}` };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    process.exit(0);
  }
}
const session = new LookAheadSession(await onnxruntime.open(program.plan, { device, threads: work.threads }));

const { features, targets } = syntheticData(
  rows,
  shape.reduce((product, size) => product * size, 1),
  classes,
);
await session.loadResident(resident, { dtype: 'float32', shape: [rows, ...shape], data: features });
await session.loadResident(residentTarget('class'), { dtype: 'int32', shape: [rows], data: targets });
await session.writeState(program.pack(program.initialState(0)));

/** Bytes that the process holds once everything that nobody needs is let go. */
async function settledMemory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    collect();
    // Buffers outside the heap are let go after the collection.
    await setImmediate();
  }
  return process.memoryUsage().rss;
}

interface Trained {
  readonly milliseconds: number;
  readonly loss: number;
  /** Median over the epochs, in percent of their time. */
  readonly outside: number;
}

async function train(from: number, to: number): Promise<Trained> {
  const stepsPerEpoch = Math.ceil(rows / work.batch);
  const shares: number[] = [];
  let loss = Number.NaN;
  const start = performance.now();
  const outcome = await trainModel({
    session,
    program,
    rows: { train: Int32Array.from({ length: rows }, (_, index) => index), validation: new Int32Array(0) },
    settings: { ...settings, epochs: to },
    ...loop,
    start: { epoch: from, step: from * stepsPerEpoch, memory: null, best: null },
    control: new ManualControl(),
    clock: () => performance.now(),
    onEpoch: ({ metrics, overhead }) => {
      loss = metrics['loss'] ?? Number.NaN;
      shares.push(overhead);
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  const milliseconds = performance.now() - start;
  if (outcome.status !== 'completed')
    throw new Error(`training ended as ${outcome.status}: ${JSON.stringify(outcome)}`);
  const sorted = shares.toSorted((left, right) => left - right);
  return { milliseconds, loss, outside: 100 * (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) };
}

if (work.warmup > 0) await train(0, work.warmup);
const before = await settledMemory();
const { milliseconds, loss, outside } = await train(work.warmup, work.warmup + work.epochs);
const memory = process.resourceUsage().maxRSS / 1024;
const growth = ((await settledMemory()) - before) / 2 ** 20;
const report = await onnxruntime.probe();
const measurement: Measurement = {
  values: { time: milliseconds / work.epochs, memory, growth, outside },
  loss,
  versions: { Athanor: packageJson.version, onnxruntime: report.version ?? '?', Node: process.versions.node },
};
await session.close();
process.stdout.write(`${JSON.stringify(measurement)}\n`);
// A native library's thread must not keep a finished measurement alive.
process.exit(0);
