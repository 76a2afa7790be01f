/**
 * Binary cross-entropy: two classes, one output that says how likely the second is, from its score.
 *
 * Formula: L = −y·log σ(z) − (1−y)·log(1 − σ(z)), with y ← (1−ε)·y + ε/2, computed as log-softmax of [0, z], which is
 * stable for any z. The score z is what the model's last sigmoid is applied to; a model that ends in linear gives it itself.
 * Arguments: labelSmoothing ε (default 0, from 0 to below 1).
 * Shapes: output float32 [batch, 1], targets int32 [batch] of 0 and 1.
 * Errors: `training.twoClasses` for a target of more classes, `training.lossEnding` for a model that ends in neither.
 * Source: as `torch.nn.functional.binary_cross_entropy_with_logits` and Keras' BinaryCrossentropy(from_logits=True).
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { number } from '../../models/fields.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';
import { defineLoss } from './definition.ts';
import { againstZero, scoresBefore } from './scores.ts';

export const binaryCrossEntropy = defineLoss({
  formula: 'L = −y·log σ(z) − (1−y)·log(1 − σ(z))',
  target: 'categorical',
  fields: { labelSmoothing: number({ default: 0, minimum: 0, maximum: 0.999 }) },
  endings: ['sigmoid', 'linear'],
  oneOutput: true,
  build: ({ builder, output, targets, options: { labelSmoothing } }) => {
    const scores = bothScores(builder, output);
    const hard = builder.softmaxCrossEntropy(scores, targets);
    if (labelSmoothing === 0) return hard;
    const spread = builder.negate(builder.reduceMean(builder.logSoftmax(scores), [1]));
    return builder.add(
      builder.multiply(hard, builder.scalar(1 - labelSmoothing)),
      builder.multiply(spread, builder.scalar(labelSmoothing)),
    );
  },
  // Not p and 1 − p: the smaller of the two would lose its digits.
  readout: ({ builder, output }) => builder.softmax(bothScores(builder, output)),
});

/** The scores of both classes, 0 and z: float32 [batch, 2]. */
function bothScores(builder: GraphBuilder, output: LayerOutput): Value {
  return builder.reshape(againstZero(builder, scoresBefore(output, ['sigmoid'])), ['batch', 2]);
}
