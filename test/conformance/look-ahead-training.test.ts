/** Training ahead changes nothing: reports, weights and outcome are those of a session that takes one call after the other. */
import { expect, test } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { float32, int32, type TensorMap } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { modelSchema, shortInputId } from '../../main/models/spec.ts';
import { ManualControl } from '../../main/training/loop/control.ts';
import { LookAheadSession } from '../../main/training/loop/look-ahead.ts';
import { trainModel } from '../../main/training/loop/train-model.ts';
import { compilePlan } from '../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';

const [rows, features, classes] = [50, 4, 3];
const resident = residentInput('features');
const data: PlanData = {
  rows,
  inputs: [{ id: shortInputId, resident, dtype: 'float32', shape: [features] }],
  targets: { dense_2: { resident: residentTarget('class'), kind: 'categorical', classes } },
};
const model = checkModel(
  modelSchema.parse({
    layers: [
      { type: 'dense', units: 8, activation: 'relu' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  }),
  modelDataOf(data),
);
const table = Array.from({ length: rows * features }, (_, index) => Math.sin(index * 1.3));
const labels = Array.from({ length: rows }, (_, row) => (row * 7) % classes);

interface Interference {
  /** Epoch at whose end somebody acts. */
  readonly after: number;
  readonly act: (control: ManualControl) => void;
}

async function train(settings: object, ahead: boolean, interference: Interference | null) {
  const training = trainingSchema.parse({
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.05 },
    epochs: 60,
    batchSize: 16,
    seed: 5,
    ...settings,
  });
  const program = compilePlan(planRequest(training, model, data));
  const { settings: loop, schedule, averaging } = loopSettings(training, true);
  const opened = await onnxruntimeEngine().open(program.plan, { device: 'cpu', threads: 1 });
  const looking = new LookAheadSession(opened);
  const session = ahead ? looking : opened;
  await session.loadResident(resident, float32([rows, features], table));
  await session.loadResident(residentTarget('class'), int32([rows], labels));
  await session.writeState(program.pack(program.initialState(training.seed)));
  const control = new ManualControl();
  const reports: unknown[] = [];
  const states: TensorMap[] = [];
  let served = 0;
  // A clock of its own: how far is looked ahead does not hang on the machine's load.
  let now = 0;
  const outcome = await trainModel({
    session,
    program,
    rows: {
      train: Int32Array.from({ length: 38 }, (_, row) => row),
      validation: Int32Array.from({ length: 12 }, (_, row) => 38 + row),
    },
    settings: loop,
    schedule,
    averaging,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control,
    clock: () => (now += 0.01),
    onEpoch: async ({ seconds, overhead, ...report }) => {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(overhead).toBeGreaterThanOrEqual(0);
      if (looking.isAhead) served += 1;
      reports.push(report);
      if (report.epoch % 7 === 0) states.push(await session.readState());
      if (report.epoch === interference?.after) interference.act(control);
    },
    onProgress: () => undefined,
    onLearningRate: (change) => reports.push(change),
    diagnose: null,
  });
  const state = await session.readState();
  await session.close();
  if (ahead) expect(served, 'epochs that were run ahead').toBeGreaterThan(5);
  return { outcome, reports, states, state };
}

test.each<[string, object, Interference | null]>([
  ['to the end', {}, null],
  ['until patience runs out, the best weights restored', { earlyStopping: { patience: 12 }, restoreBest: true }, null],
  ['with a schedule that watches', { schedule: { type: 'reduceOnPlateau', patience: 2, factor: 0.5 } }, null],
  ['with averaged weights', { averaging: { type: 'ema', decay: 0.9 } }, null],
  ['with weights averaged by epoch', { averaging: { type: 'swa', from: 3 } }, null],
  [
    'with another learning rate in between',
    {},
    {
      after: 20,
      act: (control) => {
        control.setLearningRate(0.001);
      },
    },
  ],
  [
    'until it is stopped',
    {},
    {
      after: 23,
      act: (control) => {
        control.stop();
      },
    },
  ],
])('training ahead %s gives the same bits', async (_, settings, interference) => {
  const plain = await train(settings, false, interference);
  expect(await train(settings, true, interference)).toEqual(plain);
});
