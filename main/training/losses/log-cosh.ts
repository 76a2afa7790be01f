/**
 * Log-cosh: nearly squared for small errors, nearly absolute for large ones, smooth everywhere.
 *
 * Formula: L = mean over the outputs of log cosh e, e = ŷ − y, computed as |e| + log((1 + e^(−2|e|))/2).
 * Arguments: none.
 * Shapes: output and targets float32 [batch, outputs].
 * Errors: none.
 * Source: as Keras' LogCosh.
 */
import { defineLoss } from './definition.ts';
import { meanPerRow } from './per-row.ts';

export const logCosh = defineLoss({
  formula: 'L = mean log cosh(ŷ − y)',
  target: 'regression',
  fields: {},
  endings: 'any',
  build: ({ builder, output, targets }) => {
    const distance = builder.abs(builder.subtract(output.value, targets));
    const tail = builder.exp(builder.multiply(distance, builder.scalar(-2)));
    const half = builder.multiply(builder.add(tail, builder.scalar(1)), builder.scalar(0.5));
    return meanPerRow(builder, builder.add(distance, builder.log(half)));
  },
});
