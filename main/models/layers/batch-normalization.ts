/**
 * Batch normalization: brings each channel to mean 0 and variance 1 over the batch and all places, then scales and shifts
 * it by learned numbers. Outside training, running averages stand for the batch's statistics.
 *
 * Formula: y = gamma (x - mean) / sqrt(variance + epsilon) + beta; in training, mean and variance (divided by the count,
 * biased) are the batch's, and moving = momentum · moving + (1 - momentum) · batch for either.
 * Arguments: momentum (default 0.99, 0 to 1): the share of the old average; epsilon (default 0.001, 1e-12 to 1); scale
 * and center (default true): whether gamma and beta are learned.
 * Shapes: any with channels last, unchanged.
 * Errors: none.
 * Source: Ioffe and Szegedy, Batch Normalization, 2015, https://arxiv.org/abs/1502.03167. Names, defaults, the meaning of
 * momentum and the biased variance of the running average are those of Keras 3; PyTorch's momentum is 1 - this one, its
 * epsilon 1e-5, and its running variance is divided by the count less one.
 */
import { number } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { alongChannels, channelAxis } from './layout.ts';
import { channelParameter, channelsOf, epsilonField, scaleFields, scaleParameters } from './normalizing.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

const fields = {
  momentum: number({ default: 0.99, minimum: 0, maximum: 1 }),
  epsilon: epsilonField(1e-3),
  ...scaleFields,
};

export const batchNormalization = defineLayer({
  category: 'normalization',
  silhouette: 'gate',
  formula: 'y = γ(x − mean)/√(variance + ε) + β',
  fields,
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: (inputs, options) => {
    const channels = channelsOf(inputs);
    return [
      ...scaleParameters(channels, options),
      channelParameter('movingMean', channels, 'zeros', false),
      channelParameter('movingVariance', channels, 'ones', false),
    ];
  },
  build: ({ builder, inputs, layout, parameters, options: { momentum, epsilon }, training }) => {
    const input = only(inputs);
    const { movingMean, movingVariance } = parameters;
    if (movingMean === undefined || movingVariance === undefined) {
      throw new RangeError('batchNormalization is built without its averages');
    }
    const constant = (value: number): Value => builder.broadcastTo(builder.scalar(value), movingMean.type.shape);
    const { gamma = constant(1), beta = constant(0) } = parameters;
    if (training) {
      const attributes = { axis: channelAxis(input, layout), epsilon };
      const { output, mean, variance } = builder.batchNormalize(input, gamma, beta, attributes);
      const updates = {
        movingMean: average(builder, movingMean, mean, momentum),
        movingVariance: average(builder, movingVariance, variance, momentum),
      };
      return { value: output, updates };
    }
    const deviation = builder.sqrt(builder.add(movingVariance, builder.scalar(epsilon)));
    const slope = builder.divide(gamma, deviation);
    const level = builder.subtract(beta, builder.multiply(movingMean, slope));
    const along = (vector: Value): Value => alongChannels(builder, vector, input, layout);
    return { value: builder.add(builder.multiply(input, along(slope)), along(level)) };
  },
});

function average(builder: GraphBuilder, before: Value, now: Value, momentum: number): Value {
  return builder.add(
    builder.multiply(before, builder.scalar(momentum)),
    builder.multiply(now, builder.scalar(1 - momentum)),
  );
}
