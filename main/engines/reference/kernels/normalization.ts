/** Ops that bring elements to mean 0 and variance 1. */
import { elementCount } from '../../../graph/tensor.ts';
import { axesBut } from '../../../graph/normalization.ts';
import { at, pick, positionsOf, stridesOf, type Numbers } from '../numbers.ts';
import type { Kernels } from './kernel.ts';

type NormalizationName = 'batchNormalize' | 'normalize';

/** The places in memory of the elements that are normalized together: a list for each place along the other axes. */
function groupsAlong({ shape }: Numbers, axes: readonly number[]): readonly Int32Array[] {
  const strides = stridesOf(shape);
  const select = (chosen: readonly number[]): [number[], number[]] => [
    chosen.map((axis) => at(shape, axis)),
    chosen.map((axis) => at(strides, axis)),
  ];
  const starts = positionsOf(...select(shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))));
  return Array.from(starts, (start) => {
    const [sizes, steps] = select(axes);
    return positionsOf(sizes, steps, start);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and (biased) variance, the deviations from the mean squared rather than the squares subtracted. */
function moments(values: Float64Array): { readonly center: number; readonly variance: number } {
  const center = mean(values);
  return { center, variance: mean(values.map((value) => (value - center) ** 2)) };
}

export const normalizationKernels: Kernels<NormalizationName> = {
  batchNormalize: ([input, scale, shift], { axis, epsilon }) => {
    const output = new Float64Array(elementCount(input.shape));
    const found = groupsAlong(input, axesBut(input.shape.length, axis)).map((positions, channel) => {
      const { center, variance } = moments(pick(input.values, positions));
      const slope = at(scale.values, channel) / Math.sqrt(variance + epsilon);
      for (const position of positions) {
        output[position] = (at(input.values, position) - center) * slope + at(shift.values, channel);
      }
      return { center, variance };
    });
    return [
      output,
      Float64Array.from(found, ({ center }) => center),
      Float64Array.from(found, ({ variance }) => variance),
    ];
  },

  normalize: ([input], { axes, epsilon }) => {
    const output = new Float64Array(elementCount(input.shape));
    const inverses = groupsAlong(input, axes).map((positions) => {
      const { center, variance } = moments(pick(input.values, positions));
      const inverse = 1 / Math.sqrt(variance + epsilon);
      for (const position of positions) output[position] = (at(input.values, position) - center) * inverse;
      return inverse;
    });
    return [output, Float64Array.from(inverses)];
  },
};
