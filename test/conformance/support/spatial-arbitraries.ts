/** Random applications of the ops that slide windows: one or two axes, strides, uneven padding, dilation, groups. */
import fc from 'fast-check';
import { poolingKernels } from '../../../main/engines/reference/kernels/pooling.ts';
import { numbersFrom } from '../../../main/engines/reference/numbers.ts';
import { elementCount, type Shape, type Tensor } from '../../../main/graph/tensor.ts';
import type { ConvolutionAttributes, PoolAttributes } from '../../../main/graph/windows.ts';
import type { OpName } from '../../../main/graph/ops/registry.ts';
import type { OpCase } from './cases.ts';
import { distinct, offset, symbolic } from './tensors.ts';

const axis = fc.record({
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
  extra: fc.integer({ min: 0, max: 4 }),
});

interface Geometry {
  readonly attributes: ConvolutionAttributes;
  readonly batch: number;
  readonly leading: 'batch' | number;
  readonly start: number;
  readonly shapes: Readonly<Record<'input' | 'kernel' | 'output', readonly number[]>>;
}

const few = fc.integer({ min: 1, max: 3 });

const convolutions: fc.Arbitrary<Geometry> = fc
  .tuple(fc.array(axis, { minLength: 1, maxLength: 2 }), few, few, few, few, offset, symbolic)
  .map(([axes, batch, groups, channels, outputs, start, asBatch]): Geometry => {
    const span = axes.map(({ window, dilation }) => (window - 1) * dilation + 1);
    const input = axes.map(({ before, after, extra }, index) =>
      Math.max(1, (span[index] ?? 1) - before - after + extra),
    );
    const output = axes.map(({ before, after, stride }, index) =>
      Math.floor(((input[index] ?? 1) + before + after - (span[index] ?? 1)) / stride + 1),
    );
    return {
      attributes: {
        strides: axes.map(({ stride }) => stride),
        padBefore: axes.map(({ before }) => before),
        padAfter: axes.map(({ after }) => after),
        dilations: axes.map(({ dilation }) => dilation),
        groups,
      },
      batch,
      leading: asBatch ? 'batch' : batch,
      start,
      shapes: {
        input: [batch, channels * groups, ...input],
        kernel: [outputs * groups, channels, ...axes.map(({ window }) => window)],
        output: [batch, outputs * groups, ...output],
      },
    };
  });

const named = (shape: readonly number[], leading: 'batch' | number): Shape => [leading, ...shape.slice(1)];

interface Pooling {
  readonly attributes: PoolAttributes;
  readonly leading: 'batch' | number;
  readonly start: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

const poolings: fc.Arbitrary<Pooling> = fc
  .tuple(fc.array(axis, { minLength: 1, maxLength: 2 }), few, few, offset, symbolic)
  .map(([axes, batch, channels, start, asBatch]): Pooling => {
    // Every window must reach into the input.
    const padding = (each: 'before' | 'after') => axes.map((one) => Math.min(one[each], one.window - 1));
    const [padBefore, padAfter] = [padding('before'), padding('after')];
    const padded = axes.map((_, index) => (padBefore[index] ?? 0) + (padAfter[index] ?? 0));
    const input = axes.map(({ window, extra }, index) => Math.max(1, window - (padded[index] ?? 0)) + extra);
    const output = axes.map(({ window, stride }, index) =>
      Math.floor(((input[index] ?? 1) + (padded[index] ?? 0) - window) / stride + 1),
    );
    return {
      attributes: {
        window: axes.map(({ window }) => window),
        strides: axes.map(({ stride }) => stride),
        padBefore,
        padAfter,
      },
      leading: asBatch ? 'batch' : batch,
      start,
      input: [batch, channels, ...input],
      output: [batch, channels, ...output],
    };
  });

/** Small whole numbers, so that windows have equal maxima. */
function withTies(shape: readonly number[], start: number): Tensor {
  const data = Float32Array.from({ length: elementCount(shape) }, (_, index) => ((index * 5 + start) % 7) % 3);
  return { dtype: 'float32', shape, data };
}

/** What the reference pools: the gradient is defined for no other value. */
function maxima(input: Tensor, shape: readonly number[], attributes: PoolAttributes): Tensor {
  const [values = new Float64Array()] = poolingKernels.maxPool([numbersFrom(input)], attributes, [
    { dtype: 'float32', shape },
  ]);
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

export const spatialArbitraries = {
  convolution: convolutions.map(({ attributes, leading, start, shapes: { input, kernel } }) => ({
    inputs: [distinct(input, start, {}), distinct(kernel, start + 5, {})],
    shapes: [named(input, leading), kernel],
    attributes,
  })),

  convolutionInputGradient: convolutions.map(({ attributes, leading, start, shapes: { input, kernel, output } }) => ({
    inputs: [distinct(output, start, {}), distinct(kernel, start + 5, {})],
    shapes: [named(output, leading), kernel],
    attributes: { ...attributes, inputSize: input.slice(2) },
  })),

  convolutionKernelGradient: convolutions.map(({ attributes, leading, start, shapes: { input, kernel, output } }) => ({
    inputs: [distinct(input, start, {}), distinct(output, start + 5, {})],
    shapes: [named(input, leading), named(output, leading)],
    attributes: { ...attributes, kernelSize: kernel.slice(2) },
  })),

  maxPool: poolings.map(({ attributes, leading, start, input }) => ({
    inputs: [distinct(input, start, {})],
    shapes: [named(input, leading)],
    attributes,
  })),

  maxPoolGradient: poolings.map(({ attributes, leading, start, input, output }) => {
    const tied = withTies(input, start);
    return {
      inputs: [tied, maxima(tied, output, attributes), distinct(output, start, {})],
      shapes: [named(input, leading), named(output, leading), named(output, leading)],
      attributes,
    };
  }),

  averagePool: fc.tuple(poolings, fc.boolean()).map(([{ attributes, leading, start, input }, countPadding]) => ({
    inputs: [distinct(input, start, {})],
    shapes: [named(input, leading)],
    attributes: { ...attributes, countPadding },
  })),

  averagePoolGradient: fc
    .tuple(poolings, fc.boolean())
    .map(([{ attributes, leading, start, input, output }, countPadding]) => ({
      inputs: [distinct(output, start, {})],
      shapes: [named(output, leading)],
      attributes: { ...attributes, countPadding, inputSize: input.slice(2) },
    })),
} satisfies { readonly [Name in OpName]?: fc.Arbitrary<OpCase<Name>> };
