/** The smallest training program: a straight line, mean squared error, plain gradient descent. */
import { gradients } from '../../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { float32, type TensorMap, type TensorType } from '../../../main/graph/tensor.ts';
import type { Program } from '../../../main/graph/plan.ts';
import type { Value } from '../../../main/graph/ir.ts';
import type { NoiseFeed, SumMetric, TrainingProgram } from '../../../main/training/loop/training-program.ts';

const points = 23;

/** y = 3x - 1, exactly. */
export const resident: TensorMap = {
  'data/x': float32(
    [points, 1],
    Array.from({ length: points }, (_, row) => row / points - 0.5),
  ),
  'data/y': float32(
    [points, 1],
    Array.from({ length: points }, (_, row) => (3 * row) / points - 2.5),
  ),
};

export const initial: TensorMap = { slope: float32([1, 1], [0.25]), offset: float32([1], [0.5]) };

const types: Readonly<Record<string, TensorType>> = {
  slope: { dtype: 'float32', shape: [1, 1] },
  offset: { dtype: 'float32', shape: [1] },
};

interface Batch {
  readonly builder: GraphBuilder;
  readonly slope: Value;
  readonly offset: Value;
  readonly loss: Value;
}

function batch(noisy: boolean): Batch {
  const builder = new GraphBuilder();
  const rows = builder.input('rows', { dtype: 'int32', shape: ['batch'] });
  const weights = builder.input('weights', { dtype: 'float32', shape: ['batch'] });
  const x = builder.gather(builder.input('data/x', { dtype: 'float32', shape: [points, 1] }), rows);
  const y = builder.gather(builder.input('data/y', { dtype: 'float32', shape: [points, 1] }), rows);
  const slope = builder.input('slope', { dtype: 'float32', shape: [1, 1] });
  const offset = builder.input('offset', { dtype: 'float32', shape: [1] });
  return builder.withScope('line', () => {
    let line = builder.add(builder.matmul(x, slope), offset);
    if (noisy) line = builder.add(line, builder.input('noise', { dtype: 'float32', shape: ['batch', 1] }));
    const error = builder.reshape(builder.subtract(line, y), ['batch']);
    const sum = builder.reduceSum(builder.multiply(builder.multiply(error, error), weights), [0]);
    const weight = builder.reduceSum(weights, [0]);
    builder.output('loss/sum', sum);
    builder.output('loss/weight', weight);
    return { builder, slope, offset, loss: builder.divide(sum, weight) };
  });
}

function program(builder: GraphBuilder): Program {
  return { graph: builder.build(), state: Object.keys(types), resident: Object.keys(resident) };
}

function step(): Program {
  const { builder, slope, offset, loss } = batch(true);
  const rate = builder.input('learningRate', { dtype: 'float32', shape: [] });
  const [slopeGradient, offsetGradient] = gradients(builder, loss, [slope, offset]);
  builder.output('loss', loss);
  if (slopeGradient === undefined || offsetGradient === undefined) throw new Error('no gradients');
  builder.withScope('optimizer', () => {
    builder.output('slope', builder.subtract(slope, builder.multiply(rate, slopeGradient)));
    builder.output('offset', builder.subtract(offset, builder.multiply(rate, offsetGradient)));
  });
  builder.output('gradientNorm', builder.reshape(builder.abs(slopeGradient), []));
  return program(builder);
}

const loss: SumMetric = {
  name: 'loss',
  sums: ['loss/sum', 'loss/weight'],
  better: 'lower',
  finish: ([sum, weight]) => (sum?.[0] ?? Number.NaN) / (weight?.[0] ?? Number.NaN),
};

const noise: NoiseFeed = {
  name: 'noise',
  shape: [1],
  fill: (into, seed, stepNumber) => {
    into.forEach((_, index) => {
      into[index] = 1e-3 * Math.sin(seed + 7 * stepNumber + index);
    });
  },
};

export function lineProgram(): TrainingProgram {
  return {
    plan: { state: types, programs: { step: step(), evaluate: program(batch(false).builder) } },
    graphHash: 'line',
    metrics: [loss],
    normedLayers: [],
    noise: [noise],
    predictions: [],
    pack: (state) => state,
    unpack: (state) => state,
  };
}
