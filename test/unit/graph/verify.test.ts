/** Graphs and plans that are not legal, and what is said of them. */
import { expect, it } from 'vitest';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { verify, verifyPlan } from '../../../main/graph/verify.ts';
import type { Graph, Node } from '../../../main/graph/ir.ts';
import type { Plan } from '../../../main/graph/plan.ts';
import type { TensorType } from '../../../main/graph/tensor.ts';

function example(): { graph: Graph; relu: Node } {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: ['batch', 2] });
  const rectified = builder.withScope('dense_1', () => builder.relu(x));
  builder.output('y', builder.exp(rectified));
  const graph = builder.build();
  const [relu] = graph.nodes;
  if (relu === undefined) throw new Error('no node');
  return { graph, relu };
}

it('accepts what the builder builds', () => {
  expect(() => {
    verify(example().graph);
  }).not.toThrow();
});

it('names a node that comes too early', () => {
  const { graph } = example();
  expect(() => {
    verify({ ...graph, nodes: graph.nodes.toReversed() });
  }).toThrow('node 0 (exp) uses value 2 before anything defines it');
});

it('names a node whose output has another type than its op gives', () => {
  const { graph, relu } = example();
  const outputs = relu.outputs.map((output) => ({ ...output, type: { dtype: 'float32' as const, shape: [3] } }));
  expect(() => {
    verify({ ...graph, nodes: [{ ...relu, outputs }] });
  }).toThrow('node 0 (relu in dense_1) gives float32[batch,2], not float32[3]');
});

it('names a value that is taken for another type', () => {
  const { graph, relu } = example();
  const inputs = relu.inputs.map((input) => ({ ...input, type: { dtype: 'float32' as const, shape: [9] } }));
  expect(() => {
    verify({ ...graph, nodes: [{ ...relu, inputs }] });
  }).toThrow('node 0 (relu in dense_1) takes value 1 for float32[9]: it is float32[batch,2]');
});

it('names a value that is defined twice, and an output that nothing computes', () => {
  const { graph, relu } = example();
  expect(() => {
    verify({ ...graph, nodes: [relu, relu] });
  }).toThrow('node 1 (relu in dense_1) defines value 2 a second time');
  expect(() => {
    verify({ ...graph, nodes: [relu] });
  }).toThrow('output y uses value 3 before anything defines it');
});

function planWith(type: TensorType, state = ['w'], resident: string[] = []): Plan {
  const builder = new GraphBuilder();
  const weights = builder.input('w', { dtype: 'float32', shape: [2] });
  builder.input('rows', { dtype: 'float32', shape: ['batch'] });
  builder.output('w', builder.exp(weights));
  return { state: { w: type }, programs: { step: { graph: builder.build(), state, resident } } };
}

it.each<[string, Plan, RegExp]>([
  [
    'state of another type',
    planWith({ dtype: 'float32', shape: [3] }),
    /step takes state w for float32\[2\]: it is float32\[3\]/,
  ],
  ['state with a batch', planWith({ dtype: 'float32', shape: ['batch'] }), /state has no batch/],
  ['state that the plan has not', planWith({ dtype: 'float32', shape: [2] }, ['v']), /a state v that the plan has not/],
  ['a resident input that is missing', planWith({ dtype: 'float32', shape: [2] }, ['w'], ['x']), /no resident input x/],
  ['a resident input with a batch', planWith({ dtype: 'float32', shape: [2] }, ['w'], ['rows']), /it has no batch/],
])('refuses a plan with %s', (_, plan, message) => {
  expect(() => {
    verifyPlan(plan);
  }).toThrow(message);
});
