/**
 * Mean absolute error.
 *
 * Formula: L = mean over the outputs of |ŷ − y|; its gradient at 0 is 0.
 * Arguments: none.
 * Shapes: output and targets float32 [batch, outputs].
 * Errors: none.
 * Source: as `torch.nn.functional.l1_loss` and Keras' MeanAbsoluteError.
 */
import { defineLoss } from './definition.ts';
import { meanPerRow } from './per-row.ts';

export const mae = defineLoss({
  formula: 'L = mean |ŷ − y|',
  target: 'regression',
  fields: {},
  endings: 'any',
  build: ({ builder, output, targets }) => meanPerRow(builder, builder.abs(builder.subtract(output.value, targets))),
});
