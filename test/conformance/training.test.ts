/** Whole trainings on every engine against PyTorch: losses, gradient norms and last weights (test/golden/training). */
import { describe, expect, it } from 'vitest';
import { float32, int32, type Tensor, type TensorMap } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema } from '../../main/models/spec.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import { residentNames, type PlanTarget } from '../../main/training/plan/request.ts';
import { planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import type { Engine, EngineSession } from '../../main/graph/engine.ts';
import golden from '../golden/training/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';

type Case = (typeof golden.cases)[number];

const [rows, features, classes, outputs] = [30, 4, 3, 2];
const batches = [8, 8, 8, 6];

/** float32 rounding grows through 25 steps; PyTorch rounds too. */
const tolerance = 2e-5;

function sines(count: number, scale: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => scale * Math.sin(0.7 * index + phase));
}

const withMomentum = { type: 'sgd', learningRate: 0.05, momentum: 0.9 };
const optimizers: Readonly<Record<string, { readonly type: string; readonly learningRate: number }>> = {
  sgd: { type: 'sgd', learningRate: 0.1 },
  'sgd momentum': withMomentum,
  adam: { type: 'adam', learningRate: 0.01 },
  rmsprop: { type: 'rmsprop', learningRate: 0.01 },
};

function compile({ optimizer, loss, hidden, activation, clip }: Case): CompiledPlan {
  const categorical = loss === 'crossEntropy';
  const last = {
    type: 'dense',
    units: categorical ? 'classes' : outputs,
    activation: categorical ? 'softmax' : 'linear',
  };
  const layers = [...hidden.map((units) => ({ type: 'dense', units, activation })), last];
  const model = checkModel(parseSpec(modelSchema, { layers }, ['model']), {
    inputShape: [features],
    classes: categorical ? classes : null,
  });
  const raw = { loss, optimizer: optimizers[optimizer], metrics: [], ...(clip === null ? {} : { clipNorm: clip }) };
  const training = parseSpec(trainingSchema, raw, ['training']);
  const target: PlanTarget = categorical ? { kind: 'categorical', classes } : { kind: 'regression', outputs, scale: 1 };
  const program = compilePlan(planRequest(training, model, { rows, inputShape: [features], target }));
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

async function open(engine: Engine, program: CompiledPlan, categorical: boolean): Promise<EngineSession> {
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  await session.writeState(program.pack(initialState(program)));
  await session.loadResident(residentNames.features, float32([rows, features], sines(rows * features, 1.5, 0.3)));
  const targets = categorical
    ? int32(
        [rows],
        Array.from({ length: rows }, (_, row) => (row * 7) % classes),
      )
    : float32([rows, outputs], sines(rows * outputs, 1, 2.1));
  await session.loadResident(residentNames.targets, targets);
  return session;
}

function feeds(start: number, size: number): Record<string, Tensor> {
  return {
    rows: int32(
      [1, size],
      Array.from({ length: size }, (_, index) => (start + 11 * index) % rows),
    ),
    weights: float32([1, size], new Array<number>(size).fill(1)),
  };
}

interface Trained {
  readonly losses: number[];
  readonly norms: number[];
  readonly state: TensorMap;
}

async function train(engine: Engine, one: Case, halves: boolean): Promise<Trained> {
  const program = compile(one);
  const session = await open(engine, program, one.loss === 'crossEntropy');
  const rate = {
    learningRate: float32([1], [optimizers[one.optimizer]?.learningRate ?? Number.NaN]),
  };
  const losses: number[] = [];
  const norms: number[] = [];
  let start = 0;
  for (let step = 0; step < one.losses.length; step += 1) {
    const size = batches[step % batches.length] ?? 0;
    const fed = feeds(start, size);
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

function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${index}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

const title = ({ optimizer, loss, hidden, clip }: Case): string =>
  `${optimizer}, ${loss}, ${hidden.join('-')}${clip === null ? '' : `, clipped to ${clip}`}`;

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(golden.cases.map((one) => [title(one), one] as const))('%s walks as PyTorch walks', async (_title, one) => {
    const { losses, norms, state } = await train(engine, one, false);
    expectNear(losses, one.losses, 'loss');
    expectNear(norms, one.norms, 'gradient norm');
    compile(one).parameters.forEach(({ key }, index) => {
      const expected = one.parameters[index];
      if (expected !== undefined) expectNear(state[key]?.data ?? [], expected, key);
    });
  });
});

it('takes the same steps in two halves', async () => {
  const [one] = golden.cases;
  if (one === undefined) throw new Error('no case');
  for (const engine of Object.values(enginesUnderTest)) {
    const whole = await train(engine, one, false);
    const halves = await train(engine, one, true);
    expectNear(halves.losses, whole.losses, 'loss');
    expectNear(halves.norms, whole.norms, 'gradient norm');
  }
});

it('keeps small networks in one vector, large ones tensor by tensor, and both by the same canonical names', () => {
  const programs = [golden.cases[0], golden.cases.at(-1)].flatMap((one) => (one === undefined ? [] : [compile(one)]));
  expect(programs.map(({ plan }) => 'flat' in plan.state)).toEqual([true, false]);
  for (const program of programs) {
    const state = program.initialState(3);
    expect(Object.keys(state)).toContain('parameters/dense_1/kernel');
    expect(program.unpack(program.pack(state))).toEqual(state);
  }
});
