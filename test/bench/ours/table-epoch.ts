/** Our side of the table benchmarks: the real plan, the real loop, the onnxruntime engine; prints one Measurement. */
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
import type { Measurement } from '../case.ts';
import { syntheticTable } from './synthetic-table.ts';

interface Work {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly rows: number;
  readonly batch: number;
  readonly warmup: number;
  readonly epochs: number;
  readonly threads: number;
}

const work = JSON.parse(process.argv[2] ?? '') as Work;
const { inputs, hidden, classes, rows } = work;
const resident = residentInput('features');
const data: PlanData = {
  rows,
  inputs: [{ id: shortInputId, resident, dtype: 'float32', shape: [inputs] }],
  targets: { [`dense_${hidden.length + 1}`]: { resident: residentTarget('class'), kind: 'categorical', classes } },
};
const model = checkModel(
  modelSchema.parse({
    layers: [
      ...hidden.map((units) => ({ type: 'dense', units, activation: 'relu' })),
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  }),
  modelDataOf(data),
);
const training = trainingSchema.parse({
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.001 },
  epochs: work.warmup + work.epochs,
  batchSize: work.batch,
  metrics: [],
});
const program = compilePlan(planRequest(training, model, data));
const { settings, schedule } = loopSettings(training, false);
const { onnxruntime } = createEngines();
const session = await onnxruntime.open(program.plan, { device: 'cpu', threads: work.threads });
const { features, targets } = syntheticTable(rows, inputs, classes);
await session.loadResident(resident, { dtype: 'float32', shape: [rows, inputs], data: features });
await session.loadResident(residentTarget('class'), { dtype: 'int32', shape: [rows], data: targets });
await session.writeState(program.pack(program.initialState(0)));

const last = { loss: Number.NaN };
async function train(from: number, to: number): Promise<number> {
  const stepsPerEpoch = Math.ceil(rows / work.batch);
  const began = performance.now();
  const outcome = await trainModel({
    session,
    program,
    rows: { train: Int32Array.from({ length: rows }, (_, index) => index), validation: new Int32Array(0) },
    settings: { ...settings, epochs: to },
    schedule,
    start: { epoch: from, step: from * stepsPerEpoch, memory: null, best: null },
    control: new ManualControl(),
    clock: () => performance.now(),
    onEpoch: ({ metrics }) => {
      last.loss = metrics['loss'] ?? Number.NaN;
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  const milliseconds = performance.now() - began;
  if (outcome.status !== 'completed')
    throw new Error(`training ended as ${outcome.status}: ${JSON.stringify(outcome)}`);
  return milliseconds;
}

await train(0, work.warmup);
const milliseconds = await train(work.warmup, work.warmup + work.epochs);
const report = await onnxruntime.probe();
const measurement: Measurement = {
  value: milliseconds / work.epochs,
  loss: last.loss,
  versions: { Athanor: packageJson.version, onnxruntime: report.version ?? '?', Node: process.versions.node },
};
await session.close();
process.stdout.write(`${JSON.stringify(measurement)}\n`);
// A native library's thread must not keep a finished measurement alive.
process.exit(0);
