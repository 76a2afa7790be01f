/**
 * Nadam: Adam with Nesterov's look ahead, and a momentum that grows towards beta1.
 *
 * Formula: μₜ = β₁(1 − ½·0.96^(t·momentumDecay)); m and v as in Adam; with M = Πμ up to t,
 * p ← p − learningRate · ((1−μₜ)g / (1−M) + μₜ₊₁m / (1 − M·μₜ₊₁)) / (√(v/c₂) + ε). With weightDecay g is
 * g + weightDecay · p.
 * Arguments: learningRate (default 0.002), beta1 (0.9) and beta2 (0.999) from 0 to 0.999999, epsilon (1e-8), momentumDecay
 * (0.004; 0: the momentum stays at half of beta1), weightDecay (0).
 * Errors: none.
 * Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016. As `torch.optim.NAdam` of PyTorch 2
 * (1.13 counts μₜ twice in M·μₜ₊₁); Keras' Nadam has the same schedule with momentumDecay fixed at 0.004, and defaults to
 * learning rate 0.001 and epsilon 1e-7.
 */
import { number } from '../../models/fields.ts';
import { defineOptimizer, named } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { decayedSquares, decayedSum, decayedWeight, momentFields, scaledRoot } from './moments.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

const base = 0.96;

export const nadam = defineOptimizer({
  formula: 'p ← p − η·((1−μₜ)g/(1−M) + μₜ₊₁m/(1−M·μₜ₊₁))/(√(v/c₂) + ε)',
  fields: {
    learningRate: learningRateField(0.002),
    ...momentFields,
    momentumDecay: number({ default: 0.004, minimum: 0, maximum: 1000 }),
    weightDecay: weightDecayField(),
  },
  slots: () => ['gradientSum', 'squareSum'],
  // 1 − 0.96^(t·momentumDecay), 1 − Πμ, and the weight of the squares: all three begin at zero.
  scalars: ['growth', 'correction', 'squareWeight'],
  advance: (builder, before, options) => {
    const growth = grown(builder, named(before, 'growth'), options);
    return {
      growth,
      correction: corrected(builder, named(before, 'correction'), momentum(builder, growth, options)),
      squareWeight: decayedWeight(builder, named(before, 'squareWeight'), options.beta2),
    };
  },
  update: (context) => {
    const { builder, parameter, slots, scalars, learningRate, options } = context;
    const { beta1, beta2, epsilon } = options;
    const gradient = penalizedGradient(builder, context, options.weightDecay);
    const gradientSum = decayedSum(builder, named(slots, 'gradientSum'), gradient, beta1);
    const squareSum = decayedSquares(builder, named(slots, 'squareSum'), gradient, beta2);
    const { root, scale } = scaledRoot(builder, squareSum, named(scalars, 'squareWeight'), epsilon);
    const growth = named(scalars, 'growth');
    const correction = named(scalars, 'correction');
    const now = momentum(builder, growth, options);
    const next = momentum(builder, grown(builder, growth, options), options);
    const rate = builder.multiply(learningRate, scale);
    const rateOfGradient = builder.divide(builder.multiply(rate, builder.subtract(builder.scalar(1), now)), correction);
    const rateOfMean = builder.divide(
      builder.multiply(builder.multiply(rate, next), builder.scalar(1 - beta1)),
      corrected(builder, correction, next),
    );
    const direction = builder.add(
      builder.multiply(rateOfGradient, gradient),
      builder.multiply(rateOfMean, gradientSum),
    );
    return {
      parameter: builder.subtract(parameter, builder.divide(direction, root)),
      slots: { gradientSum, squareSum },
    };
  },
});

interface MomentumOptions {
  readonly beta1: number;
  readonly momentumDecay: number;
}

/** From 1 − cᵗ to 1 − cᵗ⁺¹, as c·x + (1−c), which keeps the digits that 1 − cᵗ loses in float32. */
function grown(builder: GraphBuilder, before: Value, { momentumDecay }: MomentumOptions): Value {
  const factor = base ** momentumDecay;
  return builder.add(builder.multiply(builder.scalar(factor), before), builder.scalar(1 - factor));
}

/** β₁(½ + ½(1 − 0.96^(t·momentumDecay))). */
function momentum(builder: GraphBuilder, growth: Value, { beta1 }: MomentumOptions): Value {
  const half = builder.scalar(beta1 / 2);
  return builder.add(half, builder.multiply(half, growth));
}

/** From 1 − M to 1 − M·μ, as μ(1 − M) + (1 − μ). */
function corrected(builder: GraphBuilder, before: Value, factor: Value): Value {
  return builder.add(builder.multiply(factor, before), builder.subtract(builder.scalar(1), factor));
}
