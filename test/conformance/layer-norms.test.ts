/** Norms of layers on every engine against PyTorch (test/golden/layer-norms), of one flat vector and of tensors of their own. */
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
import golden from '../golden/layer-norms/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';
import { classOfRow, expectNear, sines, stepOver } from './support/plan-training.ts';

const [rows, features, classes] = [30, 4, 3];
const batches = [8, 8, 8, 6];
const tolerance = 2e-5;
const rate = 0.1;

function compile(hidden: readonly number[], changes: object = {}): CompiledPlan {
  const layers = [
    ...hidden.map((units) => ({ type: 'dense', units, activation: 'tanh' })),
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ];
  const data: PlanData = {
    rows,
    inputs: [{ id: shortInputId, resident: residentInput('features'), dtype: 'float32', shape: [features] }],
    targets: { [`dense_${layers.length}`]: { resident: residentTarget('y'), kind: 'categorical', classes } },
  };
  const model = checkModel(parseSpec(modelSchema, { layers }, ['model']), modelDataOf(data));
  const raw = {
    loss: 'crossEntropy',
    optimizer: { type: 'sgd', learningRate: rate },
    metrics: [],
    clip: { type: 'globalNorm', limit: golden.clip },
    layerNorms: true,
    ...changes,
  };
  const program = compilePlan(planRequest(parseSpec(trainingSchema, raw, ['training']), model, data));
  verifyPlan(program.plan);
  return program;
}

function initialState(program: CompiledPlan): Record<string, Tensor> {
  const given = program.parameters.map(({ key, shape }, index): [string, Tensor] => {
    const layer = Math.floor(index / 2);
    const [size = 1, units = 1] = shape;
    const data =
      shape.length === 2 ? sines(size * units, 1.6 / Math.sqrt(size), 0.5 * layer) : sines(size, 0.1, 1 + layer);
    return [key, { dtype: 'float32', shape, data }];
  });
  return { ...program.initialState(0), ...Object.fromEntries(given) };
}

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(golden.cases.map((one) => [one.hidden.join('-'), one] as const))('%s', async (_title, one) => {
    const program = compile(one.hidden);
    const layers = [...one.hidden, classes].map((_units, index) => `dense_${index + 1}`);
    expect(program.normedLayers.toSorted()).toEqual(layers);
    const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
    await session.writeState(program.pack(initialState(program)));
    await session.loadResident(residentInput('features'), float32([rows, features], sines(rows * features, 1.5, 0.3)));
    const targets = Array.from({ length: rows }, (_row, row) => classOfRow(row, classes));
    await session.loadResident(residentTarget('y'), int32([rows], targets));
    let start = 0;
    for (const [step, gradients] of one.gradients.entries()) {
      const size = batches[step % batches.length] ?? 0;
      const fed = stepOver(rows, start, size);
      start += size;
      const results = await session.run('step', 1, { ...fed, learningRate: float32([1], [rate]) });
      const read = (prefix: string): number[] =>
        layers.map((layer) => results[`${prefix}/${layer}`]?.data[0] ?? Number.NaN);
      expectNear(read('gradientNorm'), gradients, tolerance, `gradients in step ${step}`);
      expectNear(read('weightNorm'), one.weights[step] ?? [], tolerance, `weights after step ${step}`);
    }
    await session.close();
  });
});

it('gives none out where they are not asked for', () => {
  const program = compile([6, 5], { layerNorms: false });
  expect(program.normedLayers).toEqual([]);
  expect(program.plan.programs.step?.graph.outputs.filter(({ name }) => name.includes('Norm/'))).toEqual([]);
});
