/**
 * Binary cross-entropy of several labels at once, each there or not: one output and one target column per label.
 *
 * Formula: L = mean over the labels of −y·log σ(z) − (1−y)·log(1 − σ(z)), computed as −log(1 − σ(z)) − y·z by log-softmax of
 * [0, z], which is stable for any z. The scores z are what the model's last sigmoid is applied to; a model that ends in
 * linear gives them itself.
 * Arguments: none.
 * Shapes: output and targets float32 [batch, labels]; targets from 0 to 1.
 * Errors: `training.lossEnding` for a model that ends in neither.
 * Source: as `torch.nn.functional.multilabel_soft_margin_loss`, and Keras' BinaryCrossentropy(from_logits=True).
 */
import { defineLoss } from './definition.ts';
import { meanPerRow } from './per-row.ts';
import { againstZero, scoresBefore } from './scores.ts';

export const multiLabelCrossEntropy = defineLoss({
  formula: 'L = mean of −y·log σ(z) − (1−y)·log(1 − σ(z))',
  target: 'labels',
  fields: {},
  endings: ['sigmoid', 'linear'],
  shares: true,
  build: ({ builder, output, targets }) => {
    const scores = scoresBefore(output, ['sigmoid']);
    const logarithms = builder.logSoftmax(againstZero(builder, scores));
    const softplus = builder.negate(builder.reshape(builder.slice(logarithms, -1, 0, 1), scores.type.shape));
    return meanPerRow(builder, builder.subtract(softplus, builder.multiply(targets, scores)));
  },
  readout: ({ builder, output }) => (output.activated?.by === 'sigmoid' ? output.value : builder.sigmoid(output.value)),
});
