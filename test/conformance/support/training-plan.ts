/** A plan with everything that sessions must handle: carried, read-only and swapped state, a data set, programs without feeds. */
import { gradients } from '../../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { optimize } from '../../../main/graph/optimize.ts';
import { float32, int32, type Tensor, type TensorMap, type TensorType } from '../../../main/graph/tensor.ts';
import type { Value } from '../../../main/graph/ir.ts';
import type { Plan, Program } from '../../../main/graph/plan.ts';

const FEATURES = 5;
const CLASSES = 3;
const ROWS = 20;

const state: Readonly<Record<string, TensorType>> = {
  kernel: { dtype: 'float32', shape: [FEATURES, CLASSES] },
  bias: { dtype: 'float32', shape: [CLASSES] },
  'momentum/kernel': { dtype: 'float32', shape: [FEATURES, CLASSES] },
  'momentum/bias': { dtype: 'float32', shape: [CLASSES] },
  // Read by `step` and never written.
  decay: { dtype: 'float32', shape: [] },
  left: { dtype: 'int32', shape: [2] },
  right: { dtype: 'int32', shape: [2] },
};

function program(builder: GraphBuilder, resident: readonly string[] = []): Program {
  const graph = optimize(builder.build());
  const names = [...graph.inputs, ...graph.outputs].map(({ name }) => name);
  return { graph, state: Object.keys(state).filter((name) => names.includes(name)), resident };
}

function stateInput(builder: GraphBuilder, name: string): Value {
  return builder.input(name, state[name] ?? { dtype: 'float32', shape: [] });
}

function logits(builder: GraphBuilder, kernel: Value, bias: Value, rows: Value): Value {
  // Bytes, as pictures are kept; narrowed to a range that trains.
  const bytes = builder.input('data', { dtype: 'uint8', shape: [ROWS, FEATURES] });
  const features = builder.multiply(builder.cast(builder.gather(bytes, rows), 'float32'), builder.scalar(1 / 128));
  return builder.add(builder.matmul(features, kernel), bias);
}

function step(): Program {
  const builder = new GraphBuilder();
  const rows = builder.input('rows', { dtype: 'int32', shape: ['batch'] });
  const weights = builder.input('weights', { dtype: 'float32', shape: ['batch'] });
  const rate = builder.input('rate', { dtype: 'float32', shape: [] });
  const decay = stateInput(builder, 'decay');
  const parameters = ['kernel', 'bias'].map((name) => stateInput(builder, name));
  const [kernel = rate, bias = rate] = parameters;
  const targets = builder.input('targets', { dtype: 'int32', shape: [ROWS] });
  const oneHot = builder.oneHot(builder.gather(targets, rows), CLASSES);
  const likelihood = builder.reduceSum(
    builder.multiply(builder.logSoftmax(logits(builder, kernel, bias, rows)), oneHot),
    [1],
  );
  const total = builder.reduceSum(weights);
  const loss = builder.negate(builder.divide(builder.reduceSum(builder.multiply(likelihood, weights)), total));
  gradients(builder, loss, parameters).forEach((gradient, index) => {
    const name = ['kernel', 'bias'][index] ?? '';
    const momentum = builder.add(builder.multiply(stateInput(builder, `momentum/${name}`), decay), gradient);
    builder.output(`momentum/${name}`, momentum);
    builder.output(name, builder.subtract(parameters[index] ?? gradient, builder.multiply(momentum, rate)));
  });
  builder.output('loss', loss);
  builder.output('weight', total);
  return program(builder, ['data', 'targets']);
}

function predict(): Program {
  const builder = new GraphBuilder();
  const rows = builder.input('rows', { dtype: 'int32', shape: ['batch'] });
  const scores = logits(builder, stateInput(builder, 'kernel'), stateInput(builder, 'bias'), rows);
  builder.output('probabilities', builder.softmax(scores));
  builder.output('classes', builder.argMax(scores));
  builder.output('isFirst', builder.equal(builder.argMax(scores), builder.scalar(0, 'int32')));
  // An output that is an input.
  builder.output('same', rows);
  return program(builder, ['data']);
}

/** Is fed nothing, exchanges two states, and gives one value under two names. */
function swap(): Program {
  const builder = new GraphBuilder();
  const left = stateInput(builder, 'left');
  const right = stateInput(builder, 'right');
  const next = builder.add(left, builder.scalar(1, 'int32'));
  builder.output('left', right);
  builder.output('right', next);
  builder.output('seen', next);
  builder.output('seenAgain', next);
  return program(builder);
}

export const trainingPlan: Plan = { state, programs: { step: step(), predict: predict(), apply: swap() } };

export const initialState: TensorMap = {
  kernel: float32(
    [FEATURES, CLASSES],
    Array.from({ length: FEATURES * CLASSES }, (_, index) => Math.sin(index * 3) / 2),
  ),
  bias: float32([CLASSES], [0.1, 0, -0.1]),
  'momentum/kernel': float32([FEATURES, CLASSES], new Array<number>(FEATURES * CLASSES).fill(0)),
  'momentum/bias': float32([CLASSES], [0, 0, 0]),
  decay: float32([], [0.9]),
  left: int32([2], [1, 2]),
  right: int32([2], [30, 40]),
};

export const dataSet: TensorMap = {
  data: {
    dtype: 'uint8',
    shape: [ROWS, FEATURES],
    data: Uint8Array.from({ length: ROWS * FEATURES }, (_, index) => (index * 71) % 256),
  },
  targets: int32(
    [ROWS],
    Array.from({ length: ROWS }, (_, index) => (index * index) % CLASSES),
  ),
};

/** What `steps` steps from a given one on are fed, for one batch size. */
export function stepFeeds(first: number, steps: number, batch: number): TensorMap {
  const numbers = Array.from({ length: steps * batch }, (_, index) => first * batch + index);
  const rates: Tensor = float32(
    [steps],
    Array.from({ length: steps }, (_, index) => 0.5 / (1 + first + index)),
  );
  return {
    rows: int32(
      [steps, batch],
      numbers.map((number) => (number * 7) % ROWS),
    ),
    weights: float32(
      [steps, batch],
      numbers.map((number) => 1 + (number % 3)),
    ),
    rate: rates,
  };
}
