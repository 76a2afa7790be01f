/** The loop with several batches an update and averaged weights, on every engine against PyTorch (test/golden/control). */
import { describe, expect, it } from 'vitest';
import { float32, int32, type Tensor, type TensorMap } from '../../main/graph/tensor.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema } from '../../main/models/spec.ts';
import { ManualControl } from '../../main/training/loop/control.ts';
import { trainModel } from '../../main/training/loop/train-model.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import {
  modelDataOf,
  residentInput,
  residentTarget,
  residentWeights,
  type PlanData,
} from '../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema, type TrainingSpec } from '../../main/training/spec.ts';
import type { Engine } from '../../main/graph/engine.ts';
import type { EpochReport } from '../../main/training/loop/train-types.ts';
import golden from '../golden/control/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';

interface Case {
  readonly optimizer: string;
  readonly accumulate: number;
  readonly averaging: Readonly<Record<string, unknown>> | null;
  readonly normalized: boolean;
  readonly clip: number | null;
  readonly epochs: readonly { readonly validation: number; readonly norm: number }[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly averages: Readonly<Record<string, readonly number[]>> | null;
}
const cases = golden.cases as unknown as readonly Case[];

const [trained, rows, features, hidden, classes, outputs] = [30, 36, 4, 5, 3, 2];
/** float32 rounding grows through the updates; PyTorch rounds too. */
const tolerance = 2e-5;

const optimizers: Readonly<Record<string, unknown>> = {
  sgd: { type: 'sgd', learningRate: 0.05, momentum: 0.9 },
  adam: { type: 'adam', learningRate: 0.01 },
};

function sines(count: number, scale: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => scale * Math.sin(0.7 * index + phase));
}

function model(normalized: boolean): unknown {
  const last = normalized ? 'normal' : 'hidden';
  return {
    inputs: [{ id: 'features' }],
    nodes: [
      { id: 'hidden', type: 'dense', inputs: ['features'], units: hidden, activation: 'tanh', kernelL2: 0.01 },
      ...(normalized
        ? [{ id: 'normal', type: 'batchNormalization', inputs: ['hidden'], momentum: 0.9, epsilon: 1e-3 }]
        : []),
      { id: 'kind', type: 'dense', inputs: [last], units: classes, activation: 'softmax' },
      { id: 'size', type: 'dense', inputs: [last], units: outputs },
    ],
    outputs: ['kind', 'size'],
  };
}

const data: PlanData = {
  rows,
  inputs: [{ id: 'features', resident: residentInput('features'), dtype: 'float32', shape: [features] }],
  targets: {
    kind: {
      resident: residentTarget('kind'),
      kind: 'categorical',
      classes,
      names: ['a', 'b', 'c'],
      counts: [10, 10, 10],
    },
    size: { resident: residentTarget('size'), kind: 'regression', outputs, scales: [1, 1] },
  },
  sampleWeights: residentWeights,
};

function specOf({ optimizer, accumulate, averaging, clip, epochs }: Case): TrainingSpec {
  const raw = {
    loss: { kind: { type: 'crossEntropy', classWeights: { a: 1, b: 2, c: 0.5 } }, size: 'mse' },
    lossWeights: { size: 0.5 },
    metrics: { kind: [], size: [] },
    optimizer: optimizers[optimizer],
    epochs: epochs.length,
    batchSize: 8,
    seed: 7,
    accumulate,
    averaging,
    ...(clip === null ? {} : { clip: { type: 'globalNorm', limit: clip } }),
  };
  return parseSpec(trainingSchema, raw, ['training']);
}

/** The script's names of parameters, by canonical one. */
const names: Readonly<Record<string, string>> = {
  'parameters/hidden/kernel': 'dense.0',
  'parameters/hidden/bias': 'dense.1',
  'parameters/kind/kernel': 'dense.2',
  'parameters/kind/bias': 'dense.3',
  'parameters/size/kernel': 'dense.4',
  'parameters/size/bias': 'dense.5',
  'parameters/normal/gamma': 'gamma',
  'parameters/normal/beta': 'beta',
  'parameters/normal/movingMean': 'mean',
  'parameters/normal/movingVariance': 'variance',
};

/** The script's weights in the place of those that would be drawn, as their own average where there is one. */
function initialState(program: CompiledPlan): TensorMap {
  const drawn = program.initialState(0);
  const given = Object.fromEntries(
    ['hidden', 'kind', 'size'].flatMap((layer, index): [string, Tensor][] => {
      const [size = 1, units = 1] = drawn[`parameters/${layer}/kernel`]?.shape ?? [];
      return [
        [`parameters/${layer}/kernel`, float32([size, units], sines(size * units, 1.6 / Math.sqrt(size), 0.5 * index))],
        [`parameters/${layer}/bias`, float32([units], sines(units, 0.1, 1 + index))],
      ];
    }),
  );
  const averages = Object.entries(given).map(([key, tensor]): [string, Tensor] => [
    key.replace('parameters', 'average'),
    tensor,
  ]);
  return { ...drawn, ...given, ...Object.fromEntries(averages.filter(([key]) => key in drawn)) };
}

async function train(
  engine: Engine,
  one: Case,
): Promise<{ readonly reports: readonly EpochReport[]; readonly state: TensorMap }> {
  const training = specOf(one);
  const checked = checkModel(parseSpec(modelSchema, model(one.normalized), ['model']), modelDataOf(data));
  const program = compilePlan(planRequest(training, checked, data));
  verifyPlan(program.plan);
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  await session.writeState(program.pack(initialState(program)));
  await session.loadResident(residentInput('features'), float32([rows, features], sines(rows * features, 1.5, 0.3)));
  const kinds = Array.from({ length: rows }, (_, row) => (row * 7) % classes);
  await session.loadResident(residentTarget('kind'), int32([rows], kinds));
  await session.loadResident(residentTarget('size'), float32([rows, outputs], sines(rows * outputs, 1, 2.1)));
  const weights = Array.from({ length: rows }, (_, row) => 0.5 + (row % 4) / 2);
  await session.loadResident(residentWeights, float32([rows], weights));
  const reports: EpochReport[] = [];
  let time = 0;
  await trainModel({
    session,
    program,
    rows: {
      train: Int32Array.from({ length: trained }, (_, row) => row),
      validation: Int32Array.from({ length: rows - trained }, (_, row) => trained + row),
    },
    ...loopSettings(training, true),
    start: { epoch: 0, step: 0, memory: null, best: null },
    control: new ManualControl(),
    // Each look at the clock is a millisecond: chunks grow as on a fast machine.
    clock: () => (time += 1),
    onEpoch: (report) => {
      reports.push(report);
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  const state = program.unpack(await session.readState());
  await session.close();
  return { reports, state };
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${index}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

const title = ({ optimizer, accumulate, averaging, clip }: Case): string =>
  `${optimizer}, ${accumulate} batches an update, averaged ${JSON.stringify(averaging)}, clipped to ${clip ?? 'nothing'}`;

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(cases.map((one) => [title(one), one] as const))('%s', async (_title, one) => {
    const { reports, state } = await train(engine, one);
    expectNear(
      reports.map(({ metrics }) => metrics['val_loss'] ?? Number.NaN),
      one.epochs.map(({ validation }) => validation),
      'val_loss',
    );
    expectNear(
      reports.map(({ gradientNorm }) => gradientNorm),
      one.epochs.map(({ norm }) => norm),
      'gradient norm',
    );
    expect(reports.at(-1)?.step).toBe(one.epochs.length * Math.ceil(4 / one.accumulate));
    for (const [key, name] of Object.entries(names)) {
      const average = key.replace('parameters', 'average');
      expectNear(state[key]?.data ?? [], one.parameters[name] ?? [], key);
      expectNear(state[average]?.data ?? [], one.averages?.[name] ?? [], average);
    }
    expect(Object.keys(one.parameters)).toHaveLength(one.normalized ? 10 : 6);
    expect(Object.keys(state).filter((name) => name.startsWith('accumulated'))).toEqual([]);
  });
});
