/**
 * Adam: steps scaled by running means of the gradient and of its square, both corrected for beginning at zero.
 *
 * Formula: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − learningRate · (m/c₁) / (√(v/c₂) + ε), cᵢ = 1 − βᵢᵗ.
 * With amsgrad v/c₂ is replaced by max(v so far)/c₂. With weightDecay g is g + weightDecay · p.
 * Arguments: learningRate (default 0.001), beta1 (0.9) and beta2 (0.999) from 0 to 0.999999, epsilon (1e-8), amsgrad
 * (false), weightDecay (0).
 * Errors: none.
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1; Reddi et al., On the Convergence
 * of Adam and Beyond, 2018. As `torch.optim.Adam`: epsilon is added outside the corrected root, and weight decay is an L2
 * penalty. Keras adds epsilon to the uncorrected root ("epsilon hat"), defaults to 1e-7, and decouples weight decay.
 */
import { boolean } from '../../models/fields.ts';
import { adamAdvance, adamScalars, adamSlots, adamStep } from './adam-step.ts';
import { defineOptimizer } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { momentFields } from './moments.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';

export const adam = defineOptimizer({
  formula: 'm ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  p ← p − η·(m/c₁)/(√(v/c₂) + ε)',
  fields: {
    learningRate: learningRateField(0.001),
    ...momentFields,
    amsgrad: boolean({ default: false }),
    weightDecay: weightDecayField(),
  },
  slots: adamSlots,
  scalars: adamScalars,
  advance: adamAdvance,
  update: (context) =>
    adamStep({ ...context, gradient: penalizedGradient(context.builder, context, context.options.weightDecay) }),
});
