/**
 * Cross-entropy between the true class and the predicted distribution, from scores.
 *
 * Formula: L = −log softmax(z)_y, computed as log-softmax of the scores, which is stable where log of a softmax is not.
 * The scores z are what the model's last softmax or log-softmax is applied to; a model that ends in linear gives scores
 * itself.
 * Arguments: none.
 * Shapes: output float32 [batch, classes], targets int32 [batch].
 * Errors: `training.lossEnding` for a model that ends in neither.
 * Source: as `torch.nn.functional.cross_entropy`, and Keras' SparseCategoricalCrossentropy(from_logits=True).
 */
import type { LossDefinition } from './definition.ts';

export const crossEntropy: LossDefinition = {
  formula: 'L = −log softmax(z)ᵧ',
  targets: ['categorical'],
  endings: ['softmax', 'logSoftmax', 'linear'],
  build: ({ builder, output, targets }) => {
    const { activated, value } = output;
    const scores = activated === undefined || activated.by === 'linear' ? value : activated.from;
    return builder.softmaxCrossEntropy(scores, targets);
  },
};
