/** Every metric on every engine against scikit-learn, over an epoch of uneven batches (test/golden/metrics). */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../main/graph/engine.ts';
import { float32, int32, type Tensor } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, shortInputId } from '../../main/models/spec.ts';
import { nextChunk, rowFeeds } from '../../main/training/loop/batches.ts';
import { MetricSums } from '../../main/training/loop/metric-sums.ts';
import type { MetricSetting } from '../../main/training/metric-setting.ts';
import { metricSpec } from '../../main/training/metric-setting.ts';
import { metricTypes } from '../../main/training/metrics/registry.ts';
import { compilePlan, type CompiledPlan } from '../../main/training/plan/compile-plan.ts';
import {
  modelDataOf,
  residentInput,
  residentTarget,
  residentWeights,
  type PlanData,
  type PlanTarget,
} from '../../main/training/plan/request.ts';
import { planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import golden from '../golden/metrics/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';

interface Case {
  readonly loss: string;
  readonly ending: string;
  readonly scores: readonly number[][];
  readonly targets: readonly (number | readonly number[])[];
  readonly weights: readonly number[];
  readonly metrics: readonly { readonly setting: MetricSetting; readonly value: number }[];
  readonly scales?: readonly number[];
  readonly centers?: readonly number[];
}
const cases = golden.cases as unknown as readonly Case[];

/** Sums within a batch are float32; figures of ranks and counts have no rounding but that of the division. */
const tolerance = 2e-6;

const rowsOf = ({ scores }: Case): number => scores.length;
const widthOf = ({ scores }: Case): number => scores[0]?.length ?? 0;

function targetOf(one: Case): PlanTarget {
  const resident = residentTarget('y');
  if (typeof one.targets[0] === 'number') {
    return { resident, kind: 'categorical', classes: Math.max(2, widthOf(one)) };
  }
  const { scales = one.scores[0]?.map(() => 1) ?? [], centers = [] } = one;
  const kind = one.loss === 'multiLabelCrossEntropy' ? 'labels' : 'regression';
  return { resident, kind, outputs: widthOf(one), scales, centers };
}

/** A model that passes its input on, but for its last activation: the kernel is the identity. */
function compile(one: Case): CompiledPlan {
  const [rows, width] = [rowsOf(one), widthOf(one)];
  const data: PlanData = {
    rows,
    inputs: [{ id: shortInputId, resident: residentInput('x'), dtype: 'float32', shape: [width] }],
    targets: { dense_1: targetOf(one) },
    sampleWeights: residentWeights,
  };
  const raw = { layers: [{ type: 'dense', units: width, activation: one.ending }] };
  const model = checkModel(parseSpec(modelSchema, raw, ['model']), modelDataOf(data));
  const settings = { loss: one.loss, metrics: one.metrics.map(({ setting }) => setting) };
  return compilePlan(planRequest(parseSpec(trainingSchema, settings, ['training']), model, data));
}

async function measure(engine: Engine, one: Case): Promise<Record<string, number>> {
  const program = compile(one);
  const [rows, width] = [rowsOf(one), widthOf(one)];
  const session = await engine.open(program.plan, { device: 'cpu', threads: 1 });
  try {
    const identity = Array.from({ length: width ** 2 }, (_, index) => (index % (width + 1) === 0 ? 1 : 0));
    const state: Record<string, Tensor> = {
      ...program.initialState(0),
      'parameters/dense_1/kernel': float32([width, width], identity),
    };
    await session.writeState(program.pack(state));
    await session.loadResident(residentInput('x'), float32([rows, width], one.scores.flat()));
    const flat = one.targets.flat();
    const targets = typeof one.targets[0] === 'number' ? int32([rows], flat) : float32([rows, width], flat);
    await session.loadResident(residentTarget('y'), targets);
    await session.loadResident(residentWeights, float32([rows], one.weights));
    const order = Int32Array.from({ length: rows }, (_, row) => (row * 7) % rows);
    const sums = new MetricSums(program.metrics);
    for (let start = 0; start < rows;) {
      const chunk = nextChunk(rows, start, 64, 3, 0);
      sums.add(await session.run('evaluate', chunk.steps, rowFeeds(order, chunk)));
      start += chunk.steps * chunk.batchSize;
    }
    return sums.finish();
  } finally {
    await session.close();
  }
}

describe.each(cases.map((one, index) => ({ title: `${index}: ${one.loss} from ${one.ending}`, one })))(
  '$title',
  ({ one }) => {
    it.each(Object.entries(enginesUnderTest))('on %s', async (_, engine) => {
      const found = await measure(engine, one);
      for (const { setting, value } of one.metrics) {
        const { name } = metricSpec(setting);
        const difference = Math.abs((found[name] ?? Number.NaN) - value);
        expect(difference, `${name} ${found[name]} ${value}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
      }
    });
  },
);

it('has cases for every metric', () => {
  const tested = new Set(cases.flatMap(({ metrics }) => metrics.map(({ setting }) => metricSpec(setting).type)));
  expect([...tested].toSorted()).toEqual(metricTypes.toSorted());
});

it('is not a number where there is nothing to rank or to explain', async () => {
  const [first] = cases;
  if (first === undefined) throw new Error('no case');
  const engine = Object.values(enginesUnderTest)[0];
  if (engine === undefined) throw new Error('no engine');
  const metrics = [
    { setting: 'auc' as const, value: 0 },
    { setting: 'averagePrecision' as const, value: 0 },
  ];
  const oneClass = { ...first, targets: first.targets.map(() => 1), metrics };
  const found = await measure(engine, oneClass);
  expect(found).toMatchObject({ auc: Number.NaN, averagePrecision: Number.NaN });
  const constant: Case = {
    loss: 'mse',
    ending: 'linear',
    scores: first.scores.map(([score = 0]) => [score]),
    targets: first.targets.map(() => [5]),
    weights: first.weights,
    metrics: [{ setting: 'r2', value: 0 }],
  };
  expect(await measure(engine, constant)).toMatchObject({ r2: Number.NaN });
});
