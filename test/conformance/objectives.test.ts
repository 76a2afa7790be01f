/** Penalties, weights of classes and of rows, smoothing, several inputs and outputs: whole trainings against PyTorch. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../main/graph/engine.ts';
import { float32, int32, type Tensor } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, shortInputId } from '../../main/models/spec.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import {
  modelDataOf,
  residentInput,
  residentTarget,
  residentWeights,
  type PlanData,
  type PlanInput,
  type PlanTarget,
} from '../../main/training/plan/request.ts';
import { planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import golden from '../golden/objectives/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';

const [rows, features, classes, outputs] = [30, 5, 3, 2];
const batches = [8, 8, 8, 6];
/** float32 rounding grows through 24 steps of Adam; PyTorch rounds too. */
const tolerance = 5e-5;

const sines = (count: number, scale: number, phase: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => scale * Math.sin(0.7 * index + phase));

interface Setup {
  readonly model: object;
  readonly training: object;
  readonly inputs: readonly PlanInput[];
  readonly targets: Readonly<Record<string, PlanTarget>>;
  readonly weighted: boolean;
}

const input: PlanInput = { id: shortInputId, resident: residentInput('x'), dtype: 'float32', shape: [features] };
const classTarget: PlanTarget = {
  resident: residentTarget('class'),
  kind: 'categorical',
  classes,
  names: ['a', 'b', 'c'],
  counts: golden.counts,
};

function oneOutput({
  loss = {},
  hidden = {},
  weighted = false,
}: {
  loss?: object;
  hidden?: object;
  weighted?: boolean;
}): Setup {
  const layers = [
    { type: 'dense', units: 6, activation: 'tanh', ...hidden },
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ];
  const training = { loss: { type: 'crossEntropy', ...loss } };
  return { model: { layers }, training, inputs: [input], targets: { dense_2: classTarget }, weighted };
}

const setups: Readonly<Record<keyof typeof golden.cases, Setup>> = {
  'L1 and L2 penalties': oneOutput({ hidden: { kernelL1: 0.01, kernelL2: 0.02 } }),
  'class weights': oneOutput({ loss: { classWeights: { a: 0.5, b: 2 } } }),
  'balanced class weights': oneOutput({ loss: { classWeights: 'balanced' } }),
  'sample weights': oneOutput({ weighted: true }),
  'sample and class weights': oneOutput({ loss: { classWeights: 'balanced' }, weighted: true }),
  'label smoothing': oneOutput({ loss: { labelSmoothing: 0.1 } }),
  'two inputs and two outputs': {
    model: {
      inputs: [{ id: 'first' }, { id: 'second' }],
      nodes: [
        { id: 'left', type: 'dense', inputs: ['first'], units: 4, activation: 'tanh', kernelL1: 0.001, kernelL2: 0.01 },
        { id: 'right', type: 'dense', inputs: ['second'], units: 4, activation: 'tanh' },
        { id: 'both', type: 'concatenate', inputs: ['left', 'right'] },
        { id: 'sort', type: 'dense', inputs: ['both'], units: 'classes', activation: 'softmax' },
        { id: 'size', type: 'dense', inputs: ['both'], units: outputs },
      ],
      outputs: ['sort', 'size'],
    },
    training: {
      loss: { sort: { type: 'crossEntropy', classWeights: 'balanced', labelSmoothing: 0.1 }, size: 'mse' },
      lossWeights: { sort: 0.5, size: 2 },
    },
    inputs: [
      { ...input, id: 'first', columns: [0, 1, 2] },
      { ...input, id: 'second', columns: [3, 4, 1] },
    ],
    targets: {
      sort: classTarget,
      size: { resident: residentTarget('size'), kind: 'regression', outputs, scales: [1, 1] },
    },
    weighted: true,
  },
};

function compile({ model: raw, training: section, inputs, targets, weighted }: Setup): CompiledPlan {
  const data: PlanData = { rows, inputs, targets, ...(weighted ? { sampleWeights: residentWeights } : {}) };
  const model = checkModel(parseSpec(modelSchema, raw, ['model']), modelDataOf(data));
  const optimizer = { type: 'adam', learningRate: 0.02 };
  const training = parseSpec(trainingSchema, { ...section, optimizer }, ['training']);
  return compilePlan(planRequest(training, model, data));
}

/** The script's weights, layer by layer in the order in which the model names them. */
function initialWeights(program: CompiledPlan): Record<string, Tensor> {
  return Object.fromEntries(
    program.parameters.map(({ key, shape }, index): [string, Tensor] => {
      const layer = Math.floor(index / 2);
      const [size = 1, units = 1] = shape;
      const isKernel = shape.length === 2;
      const data = isKernel ? sines(size * units, 1.6 / Math.sqrt(size), 0.5 * layer) : sines(size, 0.1, 1 + layer);
      return [key, { dtype: 'float32', shape, data }];
    }),
  );
}

const residents: Readonly<Record<string, Tensor>> = {
  [residentInput('x')]: float32([rows, features], sines(rows * features, 1.5, 0.3)),
  [residentTarget('class')]: int32(
    [rows],
    Array.from({ length: rows }, (_, row) => ((row * row) % 7) % classes),
  ),
  [residentTarget('size')]: float32([rows, outputs], sines(rows * outputs, 1, 2.1)),
  [residentWeights]: float32(
    [rows],
    Array.from({ length: rows }, (_, row) => (row % 4) / 2),
  ),
};

async function train(engine: Engine, setup: Setup, steps: number) {
  const program = compile(setup);
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  try {
    await session.writeState(program.pack({ ...program.initialState(0), ...initialWeights(program) }));
    const read = new Set([...setup.inputs, ...Object.values(setup.targets)].map(({ resident }) => resident));
    if (setup.weighted) read.add(residentWeights);
    for (const [name, tensor] of Object.entries(residents))
      if (read.has(name)) await session.loadResident(name, tensor);
    const losses: number[] = [];
    let start = 0;
    for (let step = 0; step < steps; step += 1) {
      const size = batches[step % batches.length] ?? 0;
      const numbers = Array.from({ length: size }, (_, index) => (start + 11 * index) % rows);
      start += size;
      const results = await session.run('step', 1, {
        rows: int32([1, size], numbers),
        weights: float32([1, size], new Array<number>(size).fill(1)),
        learningRate: float32([1], [0.02]),
      });
      losses.push(results['loss']?.data[0] ?? Number.NaN);
    }
    const state = program.unpack(await session.readState());
    return { losses, weights: program.parameters.map(({ key }) => state[key]?.data ?? []) };
  } finally {
    await session.close();
  }
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${index}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

describe.each(Object.entries(golden.cases))('%s', (name, { losses, parameters }) => {
  it.each(Object.entries(enginesUnderTest))('walks as PyTorch walks on %s', async (_, engine) => {
    const found = await train(engine, setups[name as keyof typeof setups], losses.length);
    expectNear(found.losses, losses, 'loss');
    expect(found.weights.length).toBe(parameters.length);
    parameters.forEach((expected, index) => {
      expectNear(found.weights[index] ?? [], expected, `parameter ${index}`);
    });
  });
});

it('a batch whose rows all count nothing has no loss and moves no weight', async () => {
  const setup = setups['sample weights'];
  const program = compile(setup);
  for (const engine of Object.values(enginesUnderTest)) {
    const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
    const before = { ...program.initialState(0), ...initialWeights(program) };
    await session.writeState(program.pack(before));
    for (const { resident } of [...setup.inputs, ...Object.values(setup.targets)]) {
      const tensor = residents[resident];
      if (tensor !== undefined) await session.loadResident(resident, tensor);
    }
    await session.loadResident(residentWeights, float32([rows], new Array<number>(rows).fill(0)));
    const results = await session.run('step', 1, {
      rows: int32([1, 2], [0, 1]),
      weights: float32([1, 2], [1, 1]),
      learningRate: float32([1], [0.02]),
    });
    expect(results['loss']?.data[0]).toBe(0);
    const after = program.unpack(await session.readState());
    for (const { key } of program.parameters) expect(after[key]?.data).toEqual(before[key]?.data);
    await session.close();
  }
});
