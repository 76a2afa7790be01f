/**
 * Cross-entropy between two distributions, from scores: targets say how much of a row belongs to each class.
 *
 * Formula: L = −Σ over c of y_c·log softmax(z)_c, with y ← (1−ε)·y + ε/classes. The scores z are what the model's last
 * softmax or log-softmax is applied to; a model that ends in linear gives scores itself.
 * Arguments: labelSmoothing ε (default 0, from 0 to below 1).
 * Shapes: output and targets float32 [batch, classes]: as many target columns as classes, each from 0 to 1.
 * Errors: `training.lossEnding` for a model that ends in neither.
 * Source: as `torch.nn.functional.cross_entropy` with probabilities, and Keras' CategoricalCrossentropy(from_logits=True).
 */
import { number } from '../../models/fields.ts';
import { defineLoss } from './definition.ts';
import { scoresBefore } from './scores.ts';

export const categoricalCrossEntropy = defineLoss({
  formula: 'L = −Σ y·log softmax(z)',
  target: 'regression',
  fields: { labelSmoothing: number({ default: 0, minimum: 0, maximum: 0.999 }) },
  endings: ['softmax', 'logSoftmax', 'linear'],
  shares: true,
  build: ({ builder, output, targets, options: { labelSmoothing } }) => {
    const width = output.value.type.shape[1];
    if (typeof width !== 'number') throw new RangeError('a distribution needs a known number of classes');
    const smooth =
      labelSmoothing === 0
        ? targets
        : builder.add(
            builder.multiply(targets, builder.scalar(1 - labelSmoothing)),
            builder.scalar(labelSmoothing / width),
          );
    const logarithms = builder.logSoftmax(scoresBefore(output, ['softmax', 'logSoftmax']));
    return builder.negate(builder.reduceSum(builder.multiply(smooth, logarithms), [1]));
  },
  readout: ({ builder, output }) =>
    output.activated?.by === 'softmax'
      ? output.value
      : builder.softmax(scoresBefore(output, ['softmax', 'logSoftmax'])),
});
