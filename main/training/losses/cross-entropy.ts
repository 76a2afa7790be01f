/**
 * Cross-entropy between the true class and the predicted distribution, from scores.
 *
 * Formula: L = −log softmax(z)_y, computed as log-softmax of the scores, which is stable where log of a softmax is not.
 * The scores z are what the model's last softmax is applied to; a model that does not end in softmax gives scores itself.
 * Arguments: none.
 * Shapes: output float32 [batch, classes], targets int32 [batch].
 * Errors: none.
 * Source: as `torch.nn.functional.cross_entropy`, and Keras' SparseCategoricalCrossentropy(from_logits=True).
 */
import type { LossDefinition } from './definition.ts';

export const crossEntropy: LossDefinition = {
  formula: 'L = −log softmax(z)ᵧ',
  targets: ['categorical'],
  build: ({ builder, output, targets }) => {
    const scores = output.activated?.by === 'softmax' ? output.activated.from : output.value;
    const classes = scores.type.shape[1];
    if (typeof classes !== 'number') throw new RangeError('cross-entropy needs a known number of classes');
    const chosen = builder.multiply(builder.oneHot(targets, classes), builder.logSoftmax(scores));
    return builder.negate(builder.reduceSum(chosen, [1]));
  },
};
