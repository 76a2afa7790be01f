/** Adam's step, which `adam` and `adamW` share: they differ in what weight decay acts on. */
import { named, type OptimizerContext, type OptimizerUpdate } from './definition.ts';
import { decayedSquares, decayedSum, decayedWeight, scaledRoot } from './moments.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

export const adamScalars = ['gradientWeight', 'squareWeight'] as const;

export function adamSlots({ amsgrad }: AdamOptions): readonly string[] {
  return amsgrad ? ['gradientSum', 'squareSum', 'largestSquareSum'] : ['gradientSum', 'squareSum'];
}

export function adamAdvance(
  builder: GraphBuilder,
  before: Readonly<Record<string, Value>>,
  { beta1, beta2 }: AdamOptions,
): Record<string, Value> {
  return {
    gradientWeight: decayedWeight(builder, named(before, 'gradientWeight'), beta1),
    squareWeight: decayedWeight(builder, named(before, 'squareWeight'), beta2),
  };
}

/** p − η · m̂ / (√v̂ + ε), in ten ops of the parameter's shape. */
export function adamStep(context: OptimizerContext<AdamOptions>): OptimizerUpdate {
  const { builder, parameter, gradient, slots, scalars, learningRate, options } = context;
  const gradientSum = decayedSum(builder, named(slots, 'gradientSum'), gradient, options.beta1);
  const squareSum = decayedSquares(builder, named(slots, 'squareSum'), gradient, options.beta2);
  const largest = options.amsgrad ? builder.maximum(named(slots, 'largestSquareSum'), squareSum) : null;
  const { root, scale } = scaledRoot(builder, largest ?? squareSum, named(scalars, 'squareWeight'), options.epsilon);
  const rate = builder.divide(builder.multiply(learningRate, scale), named(scalars, 'gradientWeight'));
  return {
    parameter: builder.subtract(parameter, builder.multiply(rate, builder.divide(gradientSum, root))),
    slots: { gradientSum, squareSum, ...(largest === null ? {} : { largestSquareSum: largest }) },
  };
}
