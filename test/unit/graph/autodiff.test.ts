/** Reverse mode through whole graphs; single ops are in test/conformance. */
import { expect, it } from 'vitest';
import { evaluateGraph } from '../../../main/engines/reference/evaluate.ts';
import { numbersFrom, type Numbers } from '../../../main/engines/reference/numbers.ts';
import { gradients } from '../../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { verify } from '../../../main/graph/verify.ts';
import { float32, int32 } from '../../../main/graph/tensor.ts';

function values(outputs: Readonly<Record<string, Numbers>>, name: string): number[] {
  return [...(outputs[name]?.values ?? [])];
}

it('adds up what reaches a value along several ways', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [] });
  const square = builder.multiply(x, x);
  builder.output('gradient', gradients(builder, builder.add(builder.multiply(square, x), square), [x])[0] ?? x);
  // d(x³ + x²)/dx = 3x² + 2x
  expect(values(evaluateGraph(builder.build(), { x: numbersFrom(float32([], [3])) }), 'gradient')).toEqual([33]);
});

it('gives zeros, of the right shape, where the loss does not depend on a value', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [2] });
  const rows = builder.input('rows', { dtype: 'float32', shape: ['batch', 2] });
  const loss = builder.reduceSum(x);
  for (const [index, gradient] of gradients(builder, loss, [x, rows]).entries()) builder.output(`${index}`, gradient);
  const feeds = { x: numbersFrom(float32([2], [5, 6])), rows: numbersFrom(float32([3, 2], [1, 2, 3, 4, 5, 6])) };
  const outputs = evaluateGraph(builder.build(), feeds);
  expect(values(outputs, '0')).toEqual([1, 1]);
  expect(outputs['1']).toEqual({ dtype: 'float32', shape: [3, 2], values: new Float64Array(6) });
});

it('passes nothing through conditions, integers and ops without a derivative', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [3] });
  const winner = builder.cast(builder.argMax(x), 'float32');
  const loss = builder.multiply(winner, builder.reduceSum(x));
  builder.output('gradient', gradients(builder, loss, [x])[0] ?? x);
  expect(values(evaluateGraph(builder.build(), { x: numbersFrom(float32([3], [1, 9, 4])) }), 'gradient')).toEqual([
    1, 1, 1,
  ]);
});

it('takes gradients with respect to values inside the graph', () => {
  const builder = new GraphBuilder();
  const flat = builder.input('flat', { dtype: 'float32', shape: [4] });
  const weight = builder.reshape(builder.slice(flat, 0, 0, 2), [2, 1]);
  const x = builder.constant(float32([1, 2], [3, 5]));
  const loss = builder.reduceSum(builder.exp(builder.matmul(x, weight)));
  builder.output('gradient', gradients(builder, loss, [weight])[0] ?? flat);
  const outputs = evaluateGraph(builder.build(), { flat: numbersFrom(float32([4], [0.1, 0.2, 9, 9])) });
  const slope = Math.exp(3 * Math.fround(0.1) + 5 * Math.fround(0.2));
  expect(values(outputs, 'gradient')[0]).toBeCloseTo(3 * slope, 5);
  expect(values(outputs, 'gradient')[1]).toBeCloseTo(5 * slope, 5);
});

it('matches finite differences through a network with a softmax cross-entropy, a batch and gathered rows', () => {
  const builder = new GraphBuilder();
  const table = builder.input('table', { dtype: 'float32', shape: [5, 3] });
  const weight = builder.input('weight', { dtype: 'float32', shape: [3, 4] });
  const bias = builder.input('bias', { dtype: 'float32', shape: [4] });
  const rows = builder.input('rows', { dtype: 'int32', shape: ['batch'] });
  const hidden = builder.tanh(builder.gather(table, rows));
  const logits = builder.add(builder.matmul(hidden, weight), bias);
  const picked = builder.multiply(builder.logSoftmax(logits), builder.oneHot(builder.cast(rows, 'int32'), 4));
  const loss = builder.negate(builder.reduceSum(picked));
  builder.output('loss', loss);
  const names = ['table', 'weight', 'bias'];
  gradients(builder, loss, [table, weight, bias]).forEach((gradient, index) => {
    builder.output(`gradient/${names[index] ?? ''}`, gradient);
  });
  const graph = builder.build();
  verify(graph);
  const feeds: Record<string, Numbers> = {
    table: numbersFrom(
      float32(
        [5, 3],
        Array.from({ length: 15 }, (_, index) => Math.sin(index)),
      ),
    ),
    weight: numbersFrom(
      float32(
        [3, 4],
        Array.from({ length: 12 }, (_, index) => Math.cos(index * 2)),
      ),
    ),
    bias: numbersFrom(float32([4], [0.1, -0.2, 0.3, 0])),
    rows: numbersFrom(int32([4], [3, 0, 3, 1])),
  };
  const lossWith = (name: string, index: number, moved: number): number => {
    const numbers = feeds[name];
    if (numbers === undefined) throw new Error(name);
    const changed = numbers.values.slice();
    changed[index] = (changed[index] ?? NaN) + moved;
    const outputs = evaluateGraph(
      graph,
      { ...feeds, [name]: { ...numbers, values: changed } },
      { precision: 'float64' },
    );
    return outputs.loss?.values[0] ?? NaN;
  };
  const outputs = evaluateGraph(graph, feeds);
  for (const name of names) {
    values(outputs, `gradient/${name}`).forEach((found, index) => {
      const slope = (lossWith(name, index, 1e-4) - lossWith(name, index, -1e-4)) / 2e-4;
      expect(found, `${name}[${index}]`).toBeCloseTo(slope, 5);
    });
  }
});

it('says in a node`s scope what the gradient belongs to', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [] });
  const y = builder.withScope('dense_1', () => builder.tanh(x));
  gradients(builder, y, [x]);
  expect([...new Set(builder.nodes.map(({ scope }) => scope))]).toEqual(['dense_1', 'gradient', 'gradient/dense_1']);
});

it('refuses a loss that is not a scalar', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: [2] });
  expect(() => gradients(builder, x, [x])).toThrow(/found float32\[2\]/);
});
