/**
 * Focal loss: cross-entropy that looks away from rows that are judged well already, for classes of very unequal size.
 *
 * Formula: L = (1 − p)^γ·(−log p), p = softmax(z)_y; 1 − p is taken as 1e-7 at least. The scores z are what the model's
 * last softmax or log-softmax is applied to; a model that ends in linear gives scores itself. The factor α of the paper is a class weight.
 * Arguments: gamma γ (default 2, from 0 to 10); 0 is cross-entropy.
 * Shapes: output float32 [batch, classes], targets int32 [batch].
 * Errors: `training.lossEnding` for a model that ends in neither.
 * Source: Lin et al., Focal Loss for Dense Object Detection, 2017; as Keras' CategoricalFocalCrossentropy with alpha 1.
 */
import { number } from '../../models/fields.ts';
import { defineLoss } from './definition.ts';
import { scoresBefore } from './scores.ts';

const least = 1e-7;

export const focal = defineLoss({
  formula: 'L = −(1 − p)^γ·log p',
  target: 'categorical',
  fields: { gamma: number({ default: 2, minimum: 0, maximum: 10 }) },
  endings: ['softmax', 'logSoftmax', 'linear'],
  build: ({ builder, output, targets, options: { gamma } }) => {
    const plain = builder.softmaxCrossEntropy(scoresBefore(output, ['softmax', 'logSoftmax']), targets);
    const missed = builder.subtract(builder.scalar(1), builder.exp(builder.negate(plain)));
    const logarithm = builder.log(builder.maximum(missed, builder.scalar(least)));
    return builder.multiply(builder.exp(builder.multiply(logarithm, builder.scalar(gamma))), plain);
  },
  readout: ({ builder, output }) =>
    output.activated?.by === 'softmax'
      ? output.value
      : builder.softmax(scoresBefore(output, ['softmax', 'logSoftmax'])),
});
