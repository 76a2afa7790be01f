/**
 * Cross-entropy between the true class and the predicted distribution, from scores.
 *
 * Formula: L = (1−ε)·(−log softmax(z)_y) + ε·mean over c of −log softmax(z)_c, computed as log-softmax of the scores, which
 * is stable where log of a softmax is not. The scores z are what the model's last softmax or log-softmax is applied to; a model that ends
 * in linear gives scores itself.
 * Arguments: labelSmoothing ε (default 0, from 0 to below 1): how much of the target is spread over all classes.
 * Shapes: output float32 [batch, classes], targets int32 [batch].
 * Errors: `training.lossEnding` for a model that ends in neither.
 * Source: as `torch.nn.functional.cross_entropy`, and Keras' SparseCategoricalCrossentropy(from_logits=True). Class weights
 * multiply a row's whole loss; PyTorch weighs the smoothed part class by class.
 */
import { number } from '../../models/fields.ts';
import { defineLoss } from './definition.ts';
import { scoresBefore } from './scores.ts';

export const crossEntropy = defineLoss({
  formula: 'L = −log softmax(z)ᵧ',
  target: 'categorical',
  fields: { labelSmoothing: number({ default: 0, minimum: 0, maximum: 0.999 }) },
  endings: ['softmax', 'logSoftmax', 'linear'],
  build: ({ builder, output, targets, options: { labelSmoothing } }) => {
    const scores = scoresBefore(output, ['softmax', 'logSoftmax']);
    const hard = builder.softmaxCrossEntropy(scores, targets);
    if (labelSmoothing === 0) return hard;
    const spread = builder.negate(builder.reduceMean(builder.logSoftmax(scores), [1]));
    return builder.add(
      builder.multiply(hard, builder.scalar(1 - labelSmoothing)),
      builder.multiply(spread, builder.scalar(labelSmoothing)),
    );
  },
  readout: ({ builder, output }) =>
    output.activated?.by === 'softmax'
      ? output.value
      : builder.softmax(scoresBefore(output, ['softmax', 'logSoftmax'])),
});
