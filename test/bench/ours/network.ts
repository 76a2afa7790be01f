/** Our side of the training benchmarks: the real plan, the real loop, the onnxruntime engine; prints one Measurement. */
import packageJson from '../../../package.json' with { type: 'json' };
import { createEngines } from '../../../main/engines/registry.ts';
import { checkModel } from '../../../main/models/build.ts';
import { modelSchema, shortInputId } from '../../../main/models/spec.ts';
import { ManualControl } from '../../../main/training/loop/control.ts';
import { trainModel } from '../../../main/training/loop/train-model.ts';
import { compilePlan } from '../../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../../main/training/spec.ts';
import type { Measurement, NetworkWork } from '../case.ts';
import { syntheticData } from './synthetic-data.ts';

const work = JSON.parse(process.argv[2] ?? '') as NetworkWork & { readonly threads: number };
const { shape, classes, rows } = work;
const resident = residentInput('features');

const began = performance.now();
const spec = modelSchema.parse(work.model);
const data = (output: string): PlanData => ({
  rows,
  inputs: [{ id: shortInputId, resident, dtype: 'float32', shape }],
  targets: { [output]: { resident: residentTarget('class'), kind: 'categorical', classes } },
});
const model = checkModel(spec, modelDataOf(data('any')));
const [output = ''] = model.outputs;
const training = trainingSchema.parse({
  loss: 'crossEntropy',
  optimizer: work.optimizer,
  epochs: Math.max(1, work.warmup + work.epochs),
  batchSize: work.batch,
  metrics: [],
});
const program = compilePlan(planRequest(training, model, data(output)));
const { settings, ...loop } = loopSettings(training, false);
const { onnxruntime } = createEngines();
const session = await onnxruntime.open(program.plan, { device: 'cpu', threads: work.threads });
const compiled = performance.now() - began;

const { features, targets } = syntheticData(
  rows,
  shape.reduce((product, size) => product * size, 1),
  classes,
);
await session.loadResident(resident, { dtype: 'float32', shape: [rows, ...shape], data: features });
await session.loadResident(residentTarget('class'), { dtype: 'int32', shape: [rows], data: targets });
await session.writeState(program.pack(program.initialState(0)));

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

async function measure(): Promise<Pick<Measurement, 'values' | 'loss'>> {
  if (work.epochs === 0) {
    // A session compiles a program when it is first run.
    const { milliseconds, loss } = await train(0, 1);
    return { values: { compile: (compiled + milliseconds) / 1000 }, loss };
  }
  if (work.warmup > 0) await train(0, work.warmup);
  const before = process.memoryUsage().rss;
  const { milliseconds, loss, outside } = await train(work.warmup, work.warmup + work.epochs);
  const growth = (process.memoryUsage().rss - before) / 2 ** 20;
  const memory = process.resourceUsage().maxRSS / 1024;
  return { values: { time: milliseconds / work.epochs, memory, growth, outside }, loss };
}

const measured = await measure();
const report = await onnxruntime.probe();
const measurement: Measurement = {
  ...measured,
  versions: { Athanor: packageJson.version, onnxruntime: report.version ?? '?', Node: process.versions.node },
};
await session.close();
process.stdout.write(`${JSON.stringify(measurement)}\n`);
// A native library's thread must not keep a finished measurement alive.
process.exit(0);
