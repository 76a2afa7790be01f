/**
 * Mean squared error.
 *
 * Formula: L = mean over the outputs of (ŷ − y)².
 * Arguments: none.
 * Shapes: output and targets float32 [batch, outputs].
 * Errors: none.
 * Source: as `torch.nn.functional.mse_loss` and Keras' MeanSquaredError.
 */
import { defineLoss } from './definition.ts';
import { meanPerRow } from './per-row.ts';

export const mse = defineLoss({
  formula: 'L = mean (ŷ − y)²',
  target: 'regression',
  fields: {},
  endings: 'any',
  build: ({ builder, output, targets }) => {
    const error = builder.subtract(output.value, targets);
    return meanPerRow(builder, builder.multiply(error, error));
  },
});
