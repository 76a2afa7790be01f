/** What onnxruntime computes with channels in blocks, against the reference: convolutions, and what lies between them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { findBlockSize } from '../../main/engines/onnxruntime/blocked/block-size.ts';
import { loadRuntime } from '../../main/engines/onnxruntime/runtime.ts';
import { evaluateGraph } from '../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { GraphEmitter } from '../../main/engines/onnxruntime/emitter.ts';
import { lowerNode } from '../../main/engines/onnxruntime/lowering/lowerings.ts';
import { BLOCKED_DOMAIN } from '../../main/engines/onnxruntime/schema.ts';
import { optimize } from '../../main/graph/optimize.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';
import type { Graph, Value } from '../../main/graph/ir.ts';
import type { Tensor } from '../../main/graph/tensor.ts';

/** Of the largest magnitude. The graph takes means away from sums of hundreds of products, added in another order. */
const TOLERANCE = 5e-5;

interface Convolutions {
  readonly batch: number;
  readonly channels: number;
  readonly outputs: number;
  readonly size: readonly [number, number];
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padBefore: readonly [number, number];
  readonly padAfter: readonly [number, number];
}

const upTo = (least: number, most: number) => fc.integer({ min: least, max: most });
const pair = (least: number, most: number) => fc.tuple(upTo(least, most), upTo(least, most));

const convolutions: fc.Arbitrary<Convolutions> = fc.record({
  // Whole blocks of rows, and remainders.
  batch: fc.constantFrom(1, 5, 16, 17),
  channels: fc.constantFrom(1, 3, 16, 32),
  outputs: fc.constantFrom(16, 32),
  size: pair(4, 7),
  window: pair(1, 3),
  strides: pair(1, 3),
  padBefore: pair(0, 2),
  padAfter: pair(0, 2),
});

function tensor(shape: readonly number[], seed: number): Tensor {
  const length = shape.reduce((product, dim) => product * dim, 1);
  // Exact small numbers, so that what differs is a place and not a rounding.
  return {
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length }, (_, index) => ((index * 37 + seed) % 17) / 8 - 1),
  };
}

/** A convolution between ops of every kind that stays in blocks, and the gradients of all of it. */
function build({ batch, channels, outputs, size, window, ...windows }: Convolutions): {
  graph: Graph;
  feeds: Record<string, Tensor>;
} {
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensor> = {
    input: tensor([batch, channels, ...size], 1),
    first: tensor([channels < 16 ? 16 : channels, channels, 1, 1], 2),
    scale: tensor([channels < 16 ? 16 : channels, 1, 1], 3),
    gamma: tensor([channels < 16 ? 16 : channels], 7),
    beta: tensor([channels < 16 ? 16 : channels], 8),
    second: tensor([outputs, channels < 16 ? 16 : channels, ...window], 4),
    weights: tensor([batch, outputs], 6),
  };
  const input = builder.input('input', { dtype: 'float32', shape: ['batch', channels, ...size] });
  const [first, scale, gamma, beta, second] = ['first', 'scale', 'gamma', 'beta', 'second'].map((name) =>
    builder.input(name, feeds[name] ?? tensor([], 0)),
  ) as [Value, Value, Value, Value, Value];
  const plain = { strides: [1, 1], padBefore: [0, 0], padAfter: [0, 0], dilations: [1, 1], groups: 1 };
  const inner = builder.convolution(input, first, plain);
  const { output: normal, mean, variance } = builder.batchNormalize(inner, gamma, beta, { axis: 1, epsilon: 0.5 });
  const shortcut = builder.relu(builder.add(normal, inner));
  const scaled = builder.multiply(builder.relu(builder.add(shortcut, scale)), scale);
  const outer = builder.convolution(scaled, second, { ...plain, ...windows });
  const [, , height, width] = outer.type.shape;
  const centred = builder.subtract(
    outer,
    builder.multiply(
      builder.reduceSum(outer, [2, 3], { keepDimensions: true }),
      builder.scalar(1 / (Number(height) * Number(width))),
    ),
  );
  // Elements are few numbers, so that windows have several maxima; 3 leaves places over at the end.
  const side = [height, width].map((length) => Math.min(Number(length), 3));
  const pool = { window: side, strides: side, padBefore: [0, 0], padAfter: [0, 0] };
  const pooled = builder.multiply(
    builder.maxPool(outer, pool),
    builder.averagePool(outer, { ...pool, countPadding: false }),
  );
  const perRow = builder.add(
    builder.reduceSum(builder.multiply(builder.sigmoid(centred), outer), [2, 3]),
    builder.reduceSum(pooled, [2, 3]),
  );
  const weights = builder.input('weights', { dtype: 'float32', shape: ['batch', outputs] });
  const loss = builder.reduceSum(builder.multiply(perRow, weights));
  const wanted = { input, first, scale, gamma, beta, second };
  const found = gradients(builder, loss, Object.values(wanted));
  Object.keys(wanted).forEach((name, index) => {
    const gradient = found[index];
    if (gradient !== undefined) builder.output(`gradient/${name}`, gradient);
  });
  builder.output('total', builder.reduceSum(outer, [0, 2, 3]));
  builder.output('mean', mean);
  builder.output('variance', variance);
  builder.output('outer', outer);
  builder.output('positive', builder.greater(outer, builder.scalar(0)));
  return { graph: optimize(builder.build()), feeds };
}

/** How often each operator is emitted for blocks. */
function blockedOperators(graph: Graph, block: number | null): Record<string, number> {
  const emit = new GraphEmitter('cpu', block);
  emit.blocked.countUses(graph);
  for (const { name, value } of graph.inputs) emit.bind(value, name);
  for (const node of graph.nodes) lowerNode(emit, node);
  emit.outputs(graph.outputs);
  const counts: Record<string, number> = {};
  for (const { domain, opType } of emit.nodes) {
    if (domain === BLOCKED_DOMAIN) counts[opType] = (counts[opType] ?? 0) + 1;
  }
  return counts;
}

it('emits every convolution and every gradient for blocks, and changes the form only where it must', () => {
  const drawn = build({
    batch: 5,
    channels: 16,
    outputs: 32,
    size: [6, 6],
    window: [3, 3],
    strides: [2, 2],
    padBefore: [1, 1],
    padAfter: [1, 1],
  });
  // In: the input, what the two sums give back, and the operands of the two kernel gradients with the batch inside. Out: three
  // outputs, and what the gradient of the mean starts from.
  expect(blockedOperators(drawn.graph, 16)).toEqual({
    AveragePool: 1,
    // Five of them are products with a number for each channel, one of which normalizes, and two are its gradient.
    Conv: 11,
    MaxPool: 1,
    ReorderInput: 5,
    ReorderOutput: 4,
  });
  expect(blockedOperators(drawn.graph, null)).toEqual({});
});

it('finds a block size that the library can have', async () => {
  expect([null, 8, 16]).toContain(await findBlockSize(await loadRuntime()));
});

it.each(['onnxruntime (one Scan)', 'onnxruntime (host loop)'])('agrees with the reference on %s', async (name) => {
  const engine = enginesUnderTest[name];
  if (engine === undefined) return expect.fail(`no engine ${name}`);
  await fc.assert(
    fc.asyncProperty(convolutions, async (drawn) => {
      const { size, window, padBefore, padAfter } = drawn;
      fc.pre(
        size.every((length, axis) => length + (padBefore[axis] ?? 0) + (padAfter[axis] ?? 0) >= (window[axis] ?? 0)),
      );
      const { graph, feeds } = build(drawn);
      const expected = evaluateGraph(
        graph,
        Object.fromEntries(Object.entries(feeds).map(([key, value]) => [key, numbersFrom(value)])),
      );
      const actual = await runGraph(engine, graph, feeds);
      for (const [key, numbers] of Object.entries(expected)) {
        const found = actual[key];
        if (found === undefined) return expect.fail(`no output ${key}`);
        expectClose(numbersFrom(found), numbers, TOLERANCE, key);
      }
    }),
    { numRuns: 15 },
  );
});
