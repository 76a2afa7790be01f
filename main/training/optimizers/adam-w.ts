/**
 * AdamW: Adam with decoupled weight decay, which shrinks every weight alike instead of less where gradients are large.
 *
 * Formula: p ← p · (1 − learningRate · weightDecay), then Adam's step: p ← p − learningRate · (m/c₁) / (√(v/c₂) + ε).
 * Arguments: learningRate (default 0.001), beta1 (0.9) and beta2 (0.999) from 0 to 0.999999, epsilon (1e-8), amsgrad
 * (false), weightDecay (0.01), which reaches biases too.
 * Errors: none.
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2 with the schedule multiplier
 * inside the learning rate. As `torch.optim.AdamW`; Keras' AdamW differs in epsilon (see `adam`) and defaults to 0.004.
 */
import { boolean } from '../../models/fields.ts';
import { adamAdvance, adamScalars, adamSlots, adamStep } from './adam-step.ts';
import { defineOptimizer } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { momentFields } from './moments.ts';
import { shrunkParameter, weightDecayField } from './weight-decay.ts';

export const adamW = defineOptimizer({
  formula: 'p ← p·(1 − η·λ);  p ← p − η·(m/c₁)/(√(v/c₂) + ε)',
  fields: {
    learningRate: learningRateField(0.001),
    ...momentFields,
    amsgrad: boolean({ default: false }),
    weightDecay: weightDecayField(0.01),
  },
  slots: adamSlots,
  scalars: adamScalars,
  advance: adamAdvance,
  update: (context) =>
    adamStep({ ...context, parameter: shrunkParameter(context.builder, context, context.options.weightDecay) }),
});
