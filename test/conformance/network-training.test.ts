/**
 * Whole trainings of networks over space, of several branches, inputs and outputs, from experiment files' models through
 * plans, on every engine against PyTorch (test/golden/training/generate-networks.py).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float32, int32, type Tensor } from '../../main/graph/tensor.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, shortInputId } from '../../main/models/spec.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../main/training/plan/request.ts';
import { planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import { enginesUnderTest } from './support/engines.ts';
import { classOfRow, expectNear, sines, stepOver } from './support/plan-training.ts';
import type { Engine } from '../../main/graph/engine.ts';

/** A tensor of sines about an offset. */
interface Weight {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly phase: number;
  readonly offset: number;
}

/** As the script writes it. */
interface Case {
  readonly title: string;
  readonly model: unknown;
  readonly training: { readonly optimizer: { readonly learningRate: number } };
  /** By key, without `parameters/`; so are the last ones, with the running averages. */
  readonly weights: Readonly<Record<string, Weight>>;
  readonly losses: readonly number[];
  readonly norms: readonly number[];
  /** By output. */
  readonly predictions: Readonly<Record<string, readonly number[]>>;
  readonly last: Readonly<Record<string, readonly number[]>>;
}

const file = new URL('../golden/training/networks.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

const [rows, side, channels, features, classes] = [30, 6, 2, 4, 3];
const batches = [8, 8, 8, 6];

/** float32 rounding grows through 12 steps; PyTorch rounds too. */
const tolerance = 5e-5;

const image = { resident: residentInput('image'), dtype: 'float32', shape: [side, side, channels] } as const;
const row = { resident: residentInput('row'), dtype: 'float32', shape: [features] } as const;
const scores = { resident: residentTarget('class'), kind: 'categorical', classes } as const;
const number = { resident: residentTarget('number'), kind: 'regression', outputs: 1, scales: [1] } as const;

/** By the shape of the model: what its inputs read and what its outputs are judged by. */
const dataOf: Readonly<Record<string, Pick<PlanData, 'inputs' | 'targets'>>> = {
  'a list of layers': { inputs: [{ ...image, id: shortInputId }], targets: { dense_1: scores } },
  'two branches': { inputs: [{ ...image, id: shortInputId }], targets: { scores } },
  'two inputs and two outputs': {
    inputs: [
      { ...image, id: 'image' },
      { ...row, id: 'row' },
    ],
    targets: { scores, number },
  },
};

function compile({ title, model, training }: Case): CompiledPlan {
  const data = dataOf[title] ?? expect.fail(`no data for ${title}`);
  const plan: PlanData = { rows, ...data };
  const checked = checkModel(parseSpec(modelSchema, model, ['model']), modelDataOf(plan));
  const program = compilePlan(planRequest(parseSpec(trainingSchema, training, ['training']), checked, plan));
  verifyPlan(program.plan);
  return program;
}

/** The script's weights in the place of those that would be drawn. */
function weightsOf({ weights }: Case): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(weights).map(([key, { shape, scale, phase, offset }]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [
        `parameters/${key}`,
        float32(
          shape,
          sines(count, scale, phase).map((value) => value + offset),
        ),
      ];
    }),
  );
}

const residents: Readonly<Record<string, Tensor>> = {
  [image.resident]: float32([rows, ...image.shape], sines(rows * side * side * channels, 1.5, 0.3)),
  [row.resident]: float32([rows, features], sines(rows * features, 1, 1.1)),
  [scores.resident]: int32(
    [rows],
    Array.from({ length: rows }, (_, index) => classOfRow(index, classes)),
  ),
  [number.resident]: float32([rows, 1], sines(rows, 1, 2.1)),
};

interface Trained {
  readonly losses: number[];
  readonly norms: number[];
  /** Of the first rows, in the order of the outputs. */
  readonly predictions: readonly ArrayLike<number>[];
  readonly state: Readonly<Record<string, Tensor>>;
}

async function train(engine: Engine, one: Case): Promise<Trained> {
  const program = compile(one);
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  await session.writeState(program.pack({ ...program.initialState(0), ...weightsOf(one) }));
  const { inputs, targets } = dataOf[one.title] ?? { inputs: [], targets: {} };
  for (const { resident } of [...inputs, ...Object.values(targets)]) {
    await session.loadResident(resident, residents[resident] ?? expect.fail(`no data ${resident}`));
  }
  const learningRate = float32([1], [one.training.optimizer.learningRate]);
  const losses: number[] = [];
  const norms: number[] = [];
  let start = 0;
  for (let step = 0; step < one.losses.length; step += 1) {
    const size = batches[step % batches.length] ?? 0;
    const { loss, gradientNorm } = await session.run('step', 1, { ...stepOver(rows, start, size), learningRate });
    start += size;
    losses.push(loss?.data[0] ?? Number.NaN);
    norms.push(gradientNorm?.data[0] ?? Number.NaN);
  }
  const state = program.unpack(await session.readState());
  const predicted = await session.run('predict', 1, { rows: int32([1, 5], [0, 1, 2, 3, 4]) });
  await session.close();
  return { losses, norms, predictions: program.predictions.map((name) => predicted[name]?.data ?? []), state };
}

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(cases.map((one) => [one.title, one] as const))('%s: walks as PyTorch walks', async (_title, one) => {
    const { losses, norms, predictions, state } = await train(engine, one);
    expectNear(losses, one.losses, tolerance, 'loss');
    expectNear(norms, one.norms, tolerance, 'gradient norm');
    const expected = Object.values(one.predictions);
    expect(predictions).toHaveLength(expected.length);
    predictions.forEach((found, index) => {
      expectNear(found, expected[index] ?? [], tolerance, `predictions of output ${index}`);
    });
    expect(
      Object.keys(one.last)
        .map((key) => `parameters/${key}`)
        .toSorted(),
    ).toEqual(
      compile(one)
        .parameters.map(({ key }) => key)
        .toSorted(),
    );
    for (const [key, values] of Object.entries(one.last)) {
      expectNear(state[`parameters/${key}`]?.data ?? [], values, tolerance, key);
    }
  });
});
