/** Shapes that the builder infers, and inputs that it refuses. */
import { describe, expect, it } from 'vitest';
import { BugError } from '../../../main/base/errors.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { formatType, type DType, type Shape } from '../../../main/graph/tensor.ts';
import type { Value } from '../../../main/graph/ir.ts';

const builder = new GraphBuilder();
let count = 0;
function value(shape: Shape, dtype: DType = 'float32'): Value {
  count += 1;
  return builder.input(`value${count}`, { dtype, shape });
}

const rows = value(['batch', 4]);
const indices = value(['batch'], 'int32');

describe('infers', () => {
  it.each<[string, () => Value, string]>([
    ['a stretched row', () => builder.add(rows, value([4])), 'float32[batch,4]'],
    ['a column against a row', () => builder.multiply(value(['batch', 1]), value([3])), 'float32[batch,3]'],
    ['a comparison', () => builder.greater(rows, builder.scalar(0)), 'bool[batch,4]'],
    ['a matrix product', () => builder.matmul(rows, value([4, 3])), 'float32[batch,3]'],
    ['a product over the batch', () => builder.matmul(rows, rows, { transposeA: true }), 'float32[4,4]'],
    ['a sum over the batch', () => builder.reduceSum(rows, [0]), 'float32[4]'],
    [
      'a sum over the last axis, kept',
      () => builder.reduceSum(rows, [-1], { keepDimensions: true }),
      'float32[batch,1]',
    ],
    ['a sum over everything', () => builder.reduceSum(rows), 'float32[]'],
    ['a mean over features', () => builder.reduceMean(rows, [1]), 'float32[batch]'],
    ['a reshaped batch', () => builder.reshape(rows, ['batch', 2, 2]), 'float32[batch,2,2]'],
    ['a transposition', () => builder.transpose(value([2, 3, 4]), [2, 0, 1]), 'float32[4,2,3]'],
    ['a slice of the last axis', () => builder.slice(rows, -1, 1, 3), 'float32[batch,2]'],
    ['joined columns', () => builder.concat([rows, rows], -1), 'float32[batch,8]'],
    ['gathered rows', () => builder.gather(value([10, 2, 3]), indices), 'float32[batch,2,3]'],
    ['one-hot rows', () => builder.oneHot(indices, 5), 'float32[batch,5]'],
    ['an index of a maximum', () => builder.argMax(rows), 'int32[batch]'],
    ['a mean over the batch', () => builder.reduceMean(rows, [0]), 'float32[4]'],
    ['a cast', () => builder.cast(value([2], 'uint8'), 'float32'), 'float32[2]'],
  ])('%s', (_, build, type) => {
    expect(formatType(build().type)).toBe(type);
  });
});

describe('refuses', () => {
  it.each<[string, () => Value, RegExp]>([
    ['shapes that do not broadcast', () => builder.add(rows, value([3])), /add\(float32\[batch,4\], float32\[3\]\)/],
    ['a batch against a number', () => builder.add(rows, value([2, 4])), /do not broadcast/],
    ['operands of two dtypes', () => builder.add(rows, value([4], 'int32')), /dtypes differ/],
    ['arithmetic on bytes', () => builder.add(value([4], 'uint8'), value([4], 'uint8')), /found uint8/],
    ['inner dimensions that differ', () => builder.matmul(rows, value([3, 4])), /inner dimensions 4 and 3/],
    ['a count along no axis', () => builder.elementCount(rows, [2]), /axis 2/],
    ['a lost batch', () => builder.reshape(rows, [4, 4]), /do not fit/],
    ['an axis out of range', () => builder.reduceSum(rows, [2]), /axis 2/],
    ['an axis named twice', () => builder.reduceSum(rows, [1, -1]), /not ascending/],
    ['a slice of the batch', () => builder.slice(rows, 0, 0, 1), /batch cannot be sliced/],
    ['a slice past the end', () => builder.slice(rows, 1, 0, 5), /outside axis 1/],
    ['indices that are not integers', () => builder.gather(rows, rows), /expected int32/],
    ['a maximum of nothing', () => builder.reduceMax(value([0, 2]), [0]), /axis is empty/],
    ['too few inputs', () => builder.concat([], 0), /nothing to join/],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(BugError);
    expect(build).toThrow(message);
  });

  it('two inputs or outputs of one name', () => {
    const graph = new GraphBuilder();
    const input = graph.input('x', { dtype: 'float32', shape: [] });
    graph.output('y', input);
    expect(() => graph.input('x', input.type)).toThrow(/two inputs are named x/);
    expect(() => {
      graph.output('y', input);
    }).toThrow(/two outputs are named y/);
  });
});

it('records the scope of each node, also after an error', () => {
  const graph = new GraphBuilder();
  const input = graph.input('x', { dtype: 'float32', shape: [] });
  graph.withScope('encoder', () => graph.withScope('dense_1', () => graph.relu(input)));
  expect(() => graph.withScope('broken', () => graph.reduceSum(input, [3]))).toThrow(BugError);
  graph.exp(input);
  expect(graph.nodes.map(({ scope }) => scope)).toEqual(['encoder/dense_1', '']);
});
