/**
 * Hinge loss: two classes, one output whose sign decides, with a margin of 1.
 *
 * Formula: L = max(0, 1 − s·f), s = −1 for the first class and 1 for the second; squared: L = max(0, 1 − s·f)².
 * Arguments: squared (default false).
 * Shapes: output float32 [batch, 1], targets int32 [batch] of 0 and 1.
 * Errors: `training.twoClasses` for a target of more classes, `training.lossEnding` for a model that does not end in linear
 * or tanh.
 * Source: as Keras' Hinge and SquaredHinge, and scikit-learn's hinge_loss for two classes.
 */
import { boolean } from '../../models/fields.ts';
import { defineLoss } from './definition.ts';

export const hinge = defineLoss({
  formula: 'L = max(0, 1 − s·f)',
  target: 'categorical',
  fields: { squared: boolean({ default: false }) },
  endings: ['linear', 'tanh'],
  oneOutput: true,
  margins: true,
  build: ({ builder, output, targets, options: { squared } }) => {
    const side = builder.subtract(
      builder.multiply(builder.cast(targets, 'float32'), builder.scalar(2)),
      builder.scalar(1),
    );
    const agreement = builder.multiply(side, builder.reshape(output.value, ['batch']));
    const short = builder.relu(builder.subtract(builder.scalar(1), agreement));
    return squared ? builder.multiply(short, short) : short;
  },
  readout: ({ builder, output: { value } }) => builder.concat([builder.negate(value), value], 1),
});
