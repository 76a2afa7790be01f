/** Infinities and NaN: every engine lets them through, so that a run that diverges is seen to. */
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { float32 } from '../../main/graph/tensor.ts';
import { activationNames, activations } from '../../main/models/activations/registry.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';
import type { Value } from '../../main/graph/ir.ts';

const operand = float32([5], [NaN, Infinity, -Infinity, 0, 1]);

const programs: Readonly<Record<string, [(builder: GraphBuilder, x: Value) => Value, number[]]>> = {
  'x + 1': [(b, x) => b.add(x, b.scalar(1)), [NaN, Infinity, -Infinity, 1, 2]],
  'x - x': [(b, x) => b.subtract(x, x), [NaN, NaN, NaN, 0, 0]],
  'x * 0': [(b, x) => b.multiply(x, b.scalar(0)), [NaN, NaN, NaN, 0, 0]],
  '1 / x': [(b, x) => b.divide(b.scalar(1), x), [NaN, 0, -0, Infinity, 1]],
  'sqrt(x)': [(b, x) => b.sqrt(x), [NaN, Infinity, NaN, 0, 1]],
  'log(x)': [(b, x) => b.log(x), [NaN, Infinity, NaN, -Infinity, 0]],
  'exp(x)': [(b, x) => b.exp(x), [NaN, Infinity, 0, 1, Math.fround(Math.E)]],
  'relu(x)': [(b, x) => b.relu(x), [NaN, Infinity, 0, 0, 1]],
  'maximum(x, 0)': [(b, x) => b.maximum(x, b.scalar(0)), [NaN, Infinity, 0, 0, 1]],
  'max(x)': [(b, x) => b.reduceMax(x), [NaN]],
  'softplus(x)': [(b, x) => b.softplus(x), [NaN, Infinity, 0, Math.fround(Math.LN2), Math.fround(Math.log1p(Math.E))]],
  'erf(x)': [(b, x) => b.erf(x), [NaN, 1, -1, 0, 0.8427007929497149]],
  'softmax(x)': [(b, x) => b.softmax(x), [NaN, NaN, NaN, NaN, NaN]],
  'tanh(x)': [(b, x) => b.tanh(x), [NaN, 1, -1, 0, Math.fround(Math.tanh(1))]],
  'sigmoid(x)': [(b, x) => b.sigmoid(x), [NaN, 1, 0, 0.5, Math.fround(1 / (1 + Math.exp(-1)))]],
  'sum(x)': [(b, x) => b.reduceSum(x), [NaN]],
  'x greater than 0': [(b, x) => b.cast(b.greater(x, b.scalar(0)), 'float32'), [0, 1, 0, 0, 1]],
};

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(Object.entries(programs))('computes %s of NaN, infinities and zero', async (_name, [build, expected]) => {
    const builder = new GraphBuilder();
    const x = builder.input('x', { dtype: 'float32', shape: [5] });
    builder.output('y', build(builder, x));
    const { y } = await runGraph(engine, builder.build(), { x: operand });
    const found = [...(y?.data ?? [])];
    expect(found).toHaveLength(expected.length);
    found.forEach((value, index) => {
      const wanted = expected[index] ?? NaN;
      // Infinities and NaN are exact; the rest may differ in the last bits.
      if (Number.isFinite(wanted)) expect(value).toBeCloseTo(wanted, 6);
      else expect(value).toBe(wanted);
    });
  });
});

describe.each(Object.entries(enginesUnderTest))('sums of a matrix on %s', (_, engine) => {
  it('keep NaN and infinities in their columns, and in the sum of all', async () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', { dtype: 'float32', shape: ['batch', 64] });
    builder.output('columns', builder.reduceSum(x, [0]));
    builder.output('all', builder.reduceSum(x));
    const data = new Float32Array(3 * 64).fill(1);
    data.set([NaN, Infinity, -Infinity], 64);
    const { columns, all } = await runGraph(engine, builder.build(), { x: float32([3, 64], [...data]) });
    expect([...(columns?.data ?? [])]).toEqual([NaN, Infinity, -Infinity, ...Array.from({ length: 61 }, () => 3)]);
    expect([...(all?.data ?? [])]).toEqual([NaN]);
  });
});

/** Pairs of neighbours of which all, some or none are NaN. */
const pairs = float32([1, 1, 8], [NaN, NaN, NaN, 1, 2, NaN, 3, 4]);

function poolPairs(): GraphBuilder {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [1, 1, 8] });
  const y = builder.maxPool(x, { window: [2], strides: [2], padBefore: [0], padAfter: [0] });
  builder.output('y', y);
  const [slope = y] = gradients(builder, builder.reduceSum(y), [x]);
  builder.output('slope', slope);
  return builder;
}

describe.each(Object.entries(enginesUnderTest))('maxima of windows on %s', (name, engine) => {
  it('are NaN where all is NaN, and without a library that leaves it out, where any is', async () => {
    const { y } = await runGraph(engine, poolPairs().build(), { x: pairs });
    const [all, first, second, none] = y?.data ?? [];
    expect([all, none]).toEqual([NaN, 4]);
    if (!name.startsWith('onnxruntime')) expect([first, second]).toEqual([NaN, NaN]);
  });
});

it('gives the gradient of a maximum to the last NaN of a window on the reference, as PyTorch does', async () => {
  const { slope } = await runGraph(enginesUnderTest['reference'] ?? expect.fail(), poolPairs().build(), { x: pairs });
  expect([...(slope?.data ?? [])]).toEqual([0, 1, 1, 0, 0, 1, 0, 1]);
});

/** Each row is a value of its own to those that work along the channels. */
function activate(name: (typeof activationNames)[number]): GraphBuilder {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [4, 2] });
  const y = activations[name].build(builder, x);
  builder.output('y', y);
  const weights = builder.constant(float32([4, 2], [1, -2, 3, 0.5, -1, 2, 1, 1]));
  const [slope = y] = gradients(builder, builder.reduceSum(builder.multiply(y, weights)), [x]);
  builder.output('slope', slope);
  return builder;
}

describe.each(Object.entries(enginesUnderTest))('activations on %s', (_, engine) => {
  it.each(activationNames)('%s has a finite value and slope far out', async (name) => {
    const x = float32([4, 2], [1e4, -1e4, 100, -100, -1e4, -1e4, 1e4, 1e4]);
    const outputs = await runGraph(engine, activate(name).build(), { x });
    for (const output of ['y', 'slope']) {
      expect(
        [...(outputs[output]?.data ?? [NaN])].filter((value) => !Number.isFinite(value)),
        output,
      ).toEqual([]);
    }
  });

  it.each(activationNames)('%s lets NaN through', async (name) => {
    const x = float32([4, 2], [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]);
    const { y } = await runGraph(engine, activate(name).build(), { x });
    expect([...(y?.data ?? [])].filter((value) => !Number.isNaN(value))).toEqual([]);
  });
});

it('traces every node of the reference in order, so that the first NaN can be named', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [] });
  const root = builder.withScope('dense_1', () => builder.sqrt(x));
  builder.output(
    'y',
    builder.withScope('loss', () => builder.exp(root)),
  );
  const seen: string[] = [];
  evaluateGraph(
    builder.build(),
    { x: numbersFrom(float32([], [-1])) },
    {
      trace: (node, outputs) => {
        if (outputs.some(({ values }) => values.some(Number.isNaN))) seen.push(`${node.scope}:${node.op}`);
      },
    },
  );
  expect(seen).toEqual(['dense_1:sqrt', 'loss:exp']);
});
