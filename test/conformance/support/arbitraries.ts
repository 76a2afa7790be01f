/** Random applications of each op, with shapes of every kind: empty, of one element, stretched, with a batch. */
import fc from 'fast-check';
import { elementCount, type DType, type Shape, type Tensor } from '../../../main/graph/tensor.ts';
import type { NoAttributes } from '../../../main/graph/ops/definition.ts';
import type { ReductionAttributes } from '../../../main/graph/reduction.ts';
import type { OpName } from '../../../main/graph/ops/registry.ts';
import type { OpCase } from './cases.ts';
import { spatialArbitraries } from './spatial-arbitraries.ts';
import { distinct, integers, named, offset, symbolic, type Domain } from './tensors.ts';

type CaseArbitraries = { readonly [Name in OpName]: fc.Arbitrary<OpCase<Name>> };

interface PlainCase {
  readonly inputs: readonly Tensor[];
  readonly shapes: readonly Shape[];
  readonly attributes: NoAttributes;
}

type ReductionCase = Omit<PlainCase, 'attributes'> & { readonly attributes: ReductionAttributes };

const dim = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) },
);
const filledDim = fc.integer({ min: 1, max: 4 });

const shapeOfRank = (minLength: number, maxLength: number, each = dim): fc.Arbitrary<number[]> =>
  fc.array(each, { minLength, maxLength });

function unary(domain: Domain = {}, shapes = shapeOfRank(0, 4)): fc.Arbitrary<PlainCase> {
  return fc.tuple(shapes, offset, symbolic).map(([shape, start, asBatch]) => ({
    inputs: [distinct(shape, start, domain)],
    shapes: [named(shape, asBatch)],
    attributes: {},
  }));
}

/** Two shapes that broadcast: some axes of either are 1, some leading axes of either are missing. */
const broadcastPair = fc
  .tuple(
    shapeOfRank(0, 4),
    fc.array(fc.constantFrom('both', 'left', 'right'), { minLength: 4, maxLength: 4 }),
    fc.nat(4),
    fc.boolean(),
  )
  .map(([shape, kinds, dropped, dropLeft]) => {
    const side = (keep: string): number[] =>
      shape.map((size, axis) => (kinds[axis] === keep || kinds[axis] === 'both' ? size : 1));
    const left = side('left');
    const right = side('right');
    return dropLeft ? [left.slice(dropped), right] : [left, right.slice(dropped)];
  });

/** Names the leading axis `batch` where it is the whole result's leading axis. */
function namedPair(left: readonly number[], right: readonly number[], asBatch: boolean): Shape[] {
  const rank = Math.max(left.length, right.length);
  const size = Math.max(left.length === rank ? (left[0] ?? 1) : 1, right.length === rank ? (right[0] ?? 1) : 1);
  return [left, right].map((shape) =>
    named(shape, asBatch && shape.length === rank && shape[0] === size && size !== 1),
  );
}

function binary(make: (shape: readonly number[], start: number) => Tensor): fc.Arbitrary<PlainCase> {
  return fc.tuple(broadcastPair, offset, symbolic).map(([[left = [], right = []], start, asBatch]) => ({
    // Offsets of one parity keep the operands apart from each other.
    inputs: [make(left, start * 2), make(right, start * 2 + 17)],
    shapes: namedPair(left, right, asBatch),
    attributes: {},
  }));
}

const floats = (domain: Domain = {}) => binary((shape, start) => distinct(shape, start, domain));
const smallIntegers = binary((shape, start) => integers(shape, start, 7));
const numbers = fc.oneof({ weight: 3, arbitrary: floats() }, { weight: 1, arbitrary: smallIntegers });
/** Comparisons meet equal elements, which differentiable ops must not. */
const comparable = fc.oneof(
  numbers,
  binary((shape) => distinct(shape, 0, {})),
);
const conditions = binary((shape, start) => integers(shape, start, 2, 'bool'));

const anyDType = fc.constantFrom<DType>('float32', 'int32', 'uint8', 'bool');

function anyTensor(dtype: DType, shape: readonly number[], start: number): Tensor {
  return dtype === 'float32' ? distinct(shape, start, {}) : integers(shape, start, dtype === 'bool' ? 2 : 200, dtype);
}

function reduction(each: fc.Arbitrary<number>): fc.Arbitrary<ReductionCase> {
  return fc
    .tuple(shapeOfRank(1, 4, each), offset, symbolic, fc.boolean(), fc.nat(14))
    .map(([shape, start, asBatch, keepDimensions, chosen]) => {
      const axes = shape.map((_, axis) => axis).filter((axis) => ((chosen + 1) >> axis) % 2 === 1);
      return {
        inputs: [distinct(shape, start, {})],
        shapes: [named(shape, asBatch)],
        attributes: { axes: axes.length === 0 ? [0] : axes, keepDimensions },
      };
    });
}

export const caseArbitraries: CaseArbitraries = {
  ...spatialArbitraries,

  abs: unary(),
  exp: unary(),
  erf: unary(),
  log: unary({ positive: true }),
  negate: unary(),
  relu: unary(),
  sigmoid: unary({ scale: 3 }),
  softplus: unary({ scale: 3 }),
  sqrt: unary({ positive: true }),
  tanh: unary(),
  softmax: unary({ scale: 2 }, shapeOfRank(1, 4)),
  logSoftmax: unary({ scale: 2 }, shapeOfRank(1, 4)),
  argMax: unary(
    {},
    fc.tuple(shapeOfRank(0, 3), filledDim).map(([shape, last]) => [...shape, last]),
  ),

  softmaxCrossEntropy: fc
    .tuple(shapeOfRank(0, 3), filledDim, offset, symbolic)
    .map(([shape, classes, start, asBatch]) => ({
      inputs: [distinct([...shape, classes], start, { scale: 2 }), integers(shape, start, classes)],
      shapes: [[...named(shape, asBatch), classes], named(shape, asBatch)],
      attributes: {},
    })),

  add: numbers,
  subtract: numbers,
  multiply: numbers,
  maximum: numbers,
  minimum: numbers,
  divide: floats({ positive: true }),
  equal: comparable,
  greater: comparable,
  greaterEqual: comparable,
  logicalAnd: conditions,

  logicalNot: fc.tuple(shapeOfRank(0, 4), offset, symbolic).map(([shape, start, asBatch]) => ({
    inputs: [integers(shape, start, 2, 'bool')],
    shapes: [named(shape, asBatch)],
    attributes: {},
  })),

  where: fc.tuple(numbers, fc.nat(4)).map(([{ inputs, shapes }, dropped]) => {
    const longest = [...inputs].sort((left, right) => right.shape.length - left.shape.length)[0]?.shape ?? [];
    const rank = longest.length;
    const shape = longest.map((_, axis) =>
      Math.max(...inputs.map((input) => input.shape[axis - rank + input.shape.length] ?? 1)),
    );
    const full = inputs.some((input) => input.shape.includes(0))
      ? shape.map((size, axis) =>
          inputs.some((input) => input.shape[axis - rank + input.shape.length] === 0) ? 0 : size,
        )
      : shape;
    const isBatch = shapes.some((each) => each[0] === 'batch');
    const own = full.slice(Math.min(dropped, rank));
    return {
      inputs: [integers(own, dropped, 2, 'bool'), ...inputs],
      shapes: [named(own, isBatch && own.length === rank), ...shapes],
      attributes: {},
    };
  }),

  cast: fc
    .tuple(shapeOfRank(0, 3), anyDType, anyDType, offset, symbolic)
    .map(([shape, from, dtype, start, asBatch]) => ({
      // Only non-negative numbers have a form in every dtype.
      inputs: [
        from === 'float32' ? distinct(shape, start, { positive: true, scale: 20 }) : anyTensor(from, shape, start),
      ],
      shapes: [named(shape, asBatch)],
      attributes: { dtype },
    })),

  constant: fc.tuple(shapeOfRank(0, 3), anyDType, offset).map(([shape, dtype, start]) => ({
    inputs: [],
    shapes: [],
    attributes: { tensor: anyTensor(dtype, shape, start) },
  })),

  matmul: fc
    .tuple(shapeOfRank(0, 2), dim, dim, dim, fc.boolean(), fc.boolean(), offset, symbolic)
    .map(([leading, rows, shared, columns, transposeA, transposeB, start, asBatch]) => {
      const left = [...leading, ...(transposeA ? [shared, rows] : [rows, shared])];
      const right = [...leading, ...(transposeB ? [columns, shared] : [shared, columns])];
      // Without leading axes, only the rows or the shared dimension may be the batch.
      const shapes: Shape[] = [named(left, asBatch), leading.length > 0 ? named(right, asBatch) : right];
      if (asBatch && leading.length === 0 && transposeA && shared > 0) {
        shapes[1] = transposeB ? [columns, 'batch'] : ['batch', columns];
      }
      return {
        inputs: [distinct(left, start, {}), distinct(right, start + 5, {})],
        shapes,
        attributes: { transposeA, transposeB },
      };
    }),

  batchNormalize: fc
    .tuple(shapeOfRank(2, 4, filledDim), fc.nat(3), offset, symbolic, fc.constantFrom(1e-3, 0.5))
    .map(([shape, seed, start, asBatch, epsilon]) => {
      const axis = asBatch ? 1 + (seed % (shape.length - 1)) : seed % shape.length;
      const channels = [shape[axis] ?? 1];
      return {
        inputs: [distinct(shape, start, {}), distinct(channels, start + 5, {}), distinct(channels, start + 9, {})],
        shapes: [named(shape, asBatch), channels, channels],
        attributes: { axis, epsilon },
      };
    }),

  normalize: reduction(filledDim).map(({ inputs, shapes, attributes: { axes } }) => ({
    inputs,
    shapes,
    attributes: { axes, epsilon: 0.01 },
  })),

  reduceSum: reduction(dim),
  reduceMax: reduction(filledDim),

  elementCount: reduction(dim).map(({ inputs, shapes, attributes: { axes } }) => ({
    inputs,
    shapes,
    attributes: { axes },
  })),

  reshape: fc
    .tuple(shapeOfRank(0, 4), anyDType, offset, symbolic, fc.nat(3))
    .map(([shape, dtype, start, asBatch, how]) => {
      const type = named(shape, asBatch);
      const [head, ...rest] = type;
      const size = elementCount(rest.map(Number));
      const targets: Shape[] = [
        type,
        [...type, 1],
        head === undefined ? [1, 1] : [head, size],
        head === undefined ? [1] : head === 'batch' ? [1, head, ...rest] : [elementCount([head, size])],
      ];
      return { inputs: [anyTensor(dtype, shape, start)], shapes: [type], attributes: { shape: targets[how] ?? type } };
    }),

  transpose: fc
    .tuple(shapeOfRank(0, 4), anyDType, offset, symbolic, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }))
    .map(([shape, dtype, start, asBatch, keys]) => ({
      inputs: [anyTensor(dtype, shape, start)],
      shapes: [named(shape, asBatch)],
      attributes: {
        permutation: shape.map((_, axis) => axis).sort((left, right) => (keys[left] ?? 0) - (keys[right] ?? 0)),
      },
    })),

  broadcastTo: fc
    .tuple(
      shapeOfRank(0, 3),
      shapeOfRank(0, 2),
      anyDType,
      offset,
      symbolic,
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    )
    .map(([shape, leading, dtype, start, asBatch, stretched]) => {
      // With a batch, the leading axis is kept and nothing is added before it.
      const from = shape.map((size, axis) => (stretched[axis] === true && !(asBatch && axis === 0) ? 1 : size));
      return {
        inputs: [anyTensor(dtype, from, start)],
        shapes: [named(from, asBatch)],
        attributes: { shape: asBatch && shape.length > 0 ? named(shape, true) : [...leading, ...shape] },
      };
    }),

  slice: fc
    .tuple(shapeOfRank(1, 4), anyDType, offset, symbolic, fc.nat(3), fc.nat(4), fc.nat(4))
    .map(([shape, dtype, start, asBatch, axisSeed, one, other]) => {
      const batched = asBatch && shape.length > 1;
      const axis = batched ? 1 + (axisSeed % (shape.length - 1)) : axisSeed % shape.length;
      const bounds = [one, other].map((bound) => Math.min(bound, shape[axis] ?? 0)).sort((left, right) => left - right);
      return {
        inputs: [anyTensor(dtype, shape, start)],
        shapes: [named(shape, batched)],
        attributes: { axis, start: bounds[0] ?? 0, end: bounds[1] ?? 0 },
      };
    }),

  pad: fc
    .tuple(shapeOfRank(0, 4), offset, symbolic, fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }))
    .map(([shape, start, asBatch, counts]) => {
      const count = (axis: number): number => (asBatch && axis === 0 ? 0 : (counts[axis] ?? 0));
      return {
        inputs: [distinct(shape, start, {})],
        shapes: [named(shape, asBatch)],
        attributes: {
          before: shape.map((_, axis) => count(axis)),
          after: shape.map((_, axis) => (axis === 0 ? count(0) : count(axis + 4))),
        },
      };
    }),

  concat: fc
    .tuple(shapeOfRank(1, 4), fc.array(dim, { minLength: 1, maxLength: 3 }), anyDType, offset, symbolic, fc.nat(3))
    .map(([shape, sizes, dtype, start, asBatch, axisSeed]) => {
      const batched = asBatch && shape.length > 1;
      const axis = batched ? 1 + (axisSeed % (shape.length - 1)) : axisSeed % shape.length;
      const shapes = sizes.map((size) => shape.with(axis, size));
      return {
        inputs: shapes.map((each, index) => anyTensor(dtype, each, start + index)),
        shapes: shapes.map((each) => named(each, batched)),
        attributes: { axis },
      };
    }),

  gather: fc
    .tuple(filledDim, shapeOfRank(0, 2), shapeOfRank(0, 2), anyDType, offset, symbolic)
    .map(([rows, rest, indices, dtype, start, asBatch]) => ({
      inputs: [anyTensor(dtype, [rows, ...rest], start), integers(indices, start, rows)],
      shapes: [[rows, ...rest], named(indices, asBatch)],
      attributes: {},
    })),

  // Places inside, at the edges and far beyond them.
  gridSample: fc
    .tuple(
      fc.tuple(filledDim, dim, filledDim, filledDim),
      fc.tuple(dim, dim),
      fc.constantFrom('zero' as const, 'nearest' as const, 'mirror' as const),
      fc.constantFrom(0.4, 1, 3),
      offset,
      symbolic,
    )
    .map(([images, [rows, columns], outside, scale, start, asBatch]) => {
      const [batch] = images;
      const grid = [batch, rows, columns, 2];
      return {
        inputs: [distinct(images, start, {}), distinct(grid, start + 3, { scale })],
        shapes: [named(images, asBatch), named(grid, asBatch)],
        attributes: { outside },
      };
    }),

  // Either side of 256, where the form in ONNX changes.
  segmentSum: fc
    .tuple(fc.constantFrom(1, 3, 100, 300), shapeOfRank(0, 2), shapeOfRank(0, 2), offset, symbolic)
    .map(([segments, rest, indices, start, asBatch]) => ({
      inputs: [distinct([...indices, ...rest], start, {}), integers(indices, start, segments)],
      shapes: [[...named(indices, asBatch), ...rest], named(indices, asBatch)],
      attributes: { segments },
    })),

  // Either side of 64, where the form in ONNX changes.
  oneHot: fc
    .tuple(shapeOfRank(0, 3), fc.constantFrom(1, 2, 5, 64, 65), offset, symbolic)
    .map(([shape, depth, start, asBatch]) => ({
      inputs: [integers(shape, start, depth)],
      shapes: [named(shape, asBatch)],
      attributes: { depth },
    })),
};
