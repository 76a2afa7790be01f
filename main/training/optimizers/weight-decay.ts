/** The option by which weights shrink towards 0, in the two forms that there are. */
import { number, type NumberField } from '../../models/fields.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** 0: none. It reaches every trainable parameter, biases too, as PyTorch's does. */
export function weightDecayField(initial = 0): NumberField {
  return number({ default: initial, minimum: 0, maximum: 1e12 });
}

/** The gradient of an L2 penalty added, g + weightDecay · p: `weight_decay` of every torch optimizer but AdamW. */
export function penalizedGradient(
  builder: GraphBuilder,
  { gradient, parameter }: { readonly gradient: Value; readonly parameter: Value },
  weightDecay: number,
): Value {
  if (weightDecay === 0) return gradient;
  return builder.add(gradient, builder.multiply(builder.scalar(weightDecay), parameter));
}

/** Decoupled: p · (1 − learningRate · weightDecay), whatever the gradient is. */
export function shrunkParameter(
  builder: GraphBuilder,
  { parameter, learningRate }: { readonly parameter: Value; readonly learningRate: Value },
  weightDecay: number,
): Value {
  if (weightDecay === 0) return parameter;
  const factor = builder.subtract(builder.scalar(1), builder.multiply(learningRate, builder.scalar(weightDecay)));
  return builder.multiply(parameter, factor);
}
