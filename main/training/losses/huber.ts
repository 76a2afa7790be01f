/**
 * Huber loss: squared for small errors, linear for large ones, so that outliers do not rule.
 *
 * Formula: L = mean over the outputs of e²/2 where |e| ≤ δ, else δ·(|e| − δ/2); e = ŷ − y.
 * Arguments: delta δ (default 1, above 0), in the unit of the targets as they are trained on (standardized by default).
 * Shapes: output and targets float32 [batch, outputs].
 * Errors: none.
 * Source: Huber, Robust Estimation of a Location Parameter, 1964; as `torch.nn.functional.huber_loss` and Keras' Huber.
 */
import { number } from '../../models/fields.ts';
import { defineLoss } from './definition.ts';
import { meanPerRow } from './per-row.ts';

export const huber = defineLoss({
  formula: 'L = mean of e²/2 or δ·(|e| − δ/2)',
  target: 'regression',
  fields: { delta: number({ default: 1, minimum: 1e-6, maximum: 1e6 }) },
  endings: 'any',
  build: ({ builder, output, targets, options: { delta } }) => {
    const distance = builder.abs(builder.subtract(output.value, targets));
    // With c = min(|e|, δ) both branches are c·(|e| − c/2), whose derivative is right on either side and at 0.
    const clipped = builder.minimum(distance, builder.scalar(delta));
    const half = builder.multiply(clipped, builder.scalar(0.5));
    return meanPerRow(builder, builder.multiply(clipped, builder.subtract(distance, half)));
  },
});
