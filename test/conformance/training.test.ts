/** Whole trainings on every engine against PyTorch: losses, gradient norms and last weights (test/golden/training). */
import { describe, expect, it } from 'vitest';
import { float32, int32, type Tensor, type TensorMap } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, shortInputId } from '../../main/models/spec.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import {
  modelDataOf,
  residentInput,
  residentTarget,
  type PlanData,
  type PlanInput,
  type PlanTarget,
} from '../../main/training/plan/request.ts';
import { planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import type { Engine, EngineSession } from '../../main/graph/engine.ts';
import golden from '../golden/training/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';
import { classOfRow, expectNear, sines, stepOver } from './support/plan-training.ts';

type Case = (typeof golden.cases)[number];

const [rows, features, classes, outputs] = [30, 4, 3, 2];
const batches = [8, 8, 8, 6];

/** float32 rounding grows through 25 steps; PyTorch rounds too. */
const tolerance = 2e-5;

const withMomentum = { type: 'sgd', learningRate: 0.05, momentum: 0.9 };
const optimizers: Readonly<Record<string, { readonly type: string; readonly learningRate: number }>> = {
  sgd: { type: 'sgd', learningRate: 0.1 },
  'sgd momentum': withMomentum,
  adam: { type: 'adam', learningRate: 0.01 },
  rmsprop: { type: 'rmsprop', learningRate: 0.01 },
};

const resident = residentInput('features');
const asFloats: PlanInput = { id: shortInputId, resident, dtype: 'float32', shape: [features] };

function compile({ optimizer, loss, hidden, activation, clip }: Case, input = asFloats): CompiledPlan {
  const categorical = loss === 'crossEntropy';
  const last = {
    type: 'dense',
    units: categorical ? 'classes' : outputs,
    activation: categorical ? 'softmax' : 'linear',
  };
  const layers = [...hidden.map((units) => ({ type: 'dense', units, activation })), last];
  const target: PlanTarget = categorical
    ? { resident: residentTarget('y'), kind: 'categorical', classes }
    : { resident: residentTarget('y'), kind: 'regression', outputs, scales: [1, 1] };
  const data: PlanData = {
    rows,
    inputs: [input],
    targets: { [`dense_${layers.length}`]: target },
  };
  const model = checkModel(parseSpec(modelSchema, { layers }, ['model']), modelDataOf(data));
  const raw = { loss, optimizer: optimizers[optimizer], metrics: [], clip };
  const training = parseSpec(trainingSchema, raw, ['training']);
  const program = compilePlan(planRequest(training, model, data));
  verifyPlan(program.plan);
  return program;
}

/** The script's weights in the place of those that would be drawn. */
function initialState(program: CompiledPlan): TensorMap {
  const drawn = program.initialState(0);
  return {
    ...drawn,
    ...Object.fromEntries(
      program.parameters.map(({ key, shape }, index): [string, Tensor] => {
        const layer = Math.floor(index / 2);
        const [size = 1, units = 1] = shape;
        const data =
          shape.length === 2 ? sines(size * units, 1.6 / Math.sqrt(size), 0.5 * layer) : sines(size, 0.1, 1 + layer);
        return [key, { dtype: 'float32', shape, data }];
      }),
    ),
  };
}

const table = float32([rows, features], sines(rows * features, 1.5, 0.3));

async function open(
  engine: Engine,
  program: CompiledPlan,
  categorical: boolean,
  stored: Tensor,
): Promise<EngineSession> {
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  await session.writeState(program.pack(initialState(program)));
  await session.loadResident(resident, stored);
  const targets = categorical
    ? int32(
        [rows],
        Array.from({ length: rows }, (_, row) => classOfRow(row, classes)),
      )
    : float32([rows, outputs], sines(rows * outputs, 1, 2.1));
  await session.loadResident(residentTarget('y'), targets);
  return session;
}

interface Trained {
  readonly losses: number[];
  readonly norms: number[];
  readonly state: TensorMap;
}

async function train(
  engine: Engine,
  one: Case,
  { halves = false, input = asFloats, stored = table } = {},
): Promise<Trained> {
  const program = compile(one, input);
  const session = await open(engine, program, one.loss === 'crossEntropy', stored);
  const rate = {
    learningRate: float32([1], [optimizers[one.optimizer]?.learningRate ?? Number.NaN]),
  };
  const losses: number[] = [];
  const norms: number[] = [];
  let start = 0;
  for (let step = 0; step < one.losses.length; step += 1) {
    const size = batches[step % batches.length] ?? 0;
    const fed = stepOver(rows, start, size);
    start += size;
    let results: TensorMap;
    if (halves) {
      const { loss, ...rest } = await session.run('gradients', 1, fed);
      const handed = Object.entries(rest).filter(([name]) => name.startsWith('gradients/'));
      results = {
        ...(await session.run('apply', 1, { ...Object.fromEntries(handed), ...rate })),
        ...(loss && { loss }),
      };
    } else {
      results = await session.run('step', 1, { ...fed, ...rate });
    }
    losses.push(results['loss']?.data[0] ?? Number.NaN);
    norms.push(results['gradientNorm']?.data[0] ?? Number.NaN);
  }
  const state = program.unpack(await session.readState());
  await session.close();
  return { losses, norms, state };
}

const title = ({ optimizer, loss, hidden, clip }: Case): string =>
  `${optimizer}, ${loss}, ${hidden.join('-')}${clip === null ? '' : `, ${clip.type} clipped to ${clip.limit}`}`;

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(golden.cases.map((one) => [title(one), one] as const))('%s walks as PyTorch walks', async (_title, one) => {
    const { losses, norms, state } = await train(engine, one);
    expectNear(losses, one.losses, tolerance, 'loss');
    expectNear(norms, one.norms, tolerance, 'gradient norm');
    compile(one).parameters.forEach(({ key }, index) => {
      const expected = one.parameters[index];
      if (expected !== undefined) expectNear(state[key]?.data ?? [], expected, tolerance, key);
    });
  });
});

it('takes the same steps in two halves', async () => {
  const [one] = golden.cases;
  if (one === undefined) throw new Error('no case');
  for (const engine of Object.values(enginesUnderTest)) {
    const whole = await train(engine, one);
    const halves = await train(engine, one, { halves: true });
    expectNear(halves.losses, whole.losses, tolerance, 'loss');
    expectNear(halves.norms, whole.norms, tolerance, 'gradient norm');
  }
});

describe.each(Object.entries(enginesUnderTest))('narrow data on %s', (_, engine) => {
  const [one] = golden.cases;
  if (one === undefined) throw new Error('no case');
  const shape = [rows, features];
  const numbers = Array.from({ length: rows * features }, (_unused, index) => (index * 71) % 256);

  // A power of two, so that the graph and the test round alike.
  it('bytes train as the float32 that they stand for', async () => {
    const input: PlanInput = { ...asFloats, dtype: 'uint8', scale: 1 / 128, offset: -1 };
    const bytes = await train(engine, one, {
      input,
      stored: { dtype: 'uint8', shape, data: Uint8Array.from(numbers) },
    });
    const stored = float32(
      shape,
      numbers.map((value) => value / 128 - 1),
    );
    expect(bytes).toEqual(await train(engine, one, { stored }));
  });

  it('integers reach a layer that wants numbers as numbers', async () => {
    const small = numbers.map((value) => (value % 5) - 2);
    const input: PlanInput = { ...asFloats, dtype: 'int32' };
    const integers = await train(engine, one, { input, stored: int32(shape, small) });
    expect(integers).toEqual(await train(engine, one, { stored: float32(shape, small) }));
  });
});

it('keeps small networks in one vector, the large tensors of large ones apart, and both by the same canonical names', () => {
  const programs = [golden.cases[0], golden.cases.at(-1)].flatMap((one) => (one === undefined ? [] : [compile(one)]));
  const [small, large] = programs.map(({ plan }) =>
    Object.keys(plan.state).filter((name) => !name.includes('optimizer/')),
  );
  expect(small).toEqual(['flat']);
  expect(large).toEqual(['flat', 'parameters/dense_2/kernel']);
  for (const program of programs) {
    const state = program.initialState(3);
    expect(Object.keys(state)).toContain('parameters/dense_1/kernel');
    expect(program.unpack(program.pack(state))).toEqual(state);
  }
});
