/** Random applications of the ops that slide windows: one or two axes, strides, uneven padding, dilation, groups. */
import fc from 'fast-check';
import type { ConvolutionAttributes } from '../../../main/graph/windows.ts';
import type { Shape } from '../../../main/graph/tensor.ts';
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
} satisfies { readonly [Name in OpName]?: fc.Arbitrary<OpCase<Name>> };
