/**
 * Each channel less its mean over all other axes, the batch among them, divided by its standard deviation, scaled and
 * shifted: `y = (x − mean)/√(variance + epsilon) · scale + shift`. Gives mean and variance `[channels]` too, the variance
 * divided by the count (biased). An op of its own for its gradient's sake: two sums and one pass, where the rules of its
 * parts would go over the data some five times more.
 */
import { alongAxis, axesBut } from '../normalization.ts';
import { expectAxis, expectDType, refuse, shapesEqual } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface BatchNormalizeAttributes {
  /** Of the channels. */
  readonly axis: number;
  /** Added to the variance; positive. */
  readonly epsilon: number;
}

export const batchNormalize: OpDefinition<BatchNormalizeAttributes, 3, 3> = {
  arity: 3,
  infer: (inputs, { axis, epsilon }) => {
    const [input, scale, shift] = inputs;
    for (const operand of inputs) expectDType('batchNormalize', inputs, operand, ['float32']);
    expectAxis('batchNormalize', inputs, axis, input.shape.length);
    const channels = input.shape[axis];
    if (channels === undefined || channels === 'batch' || input.shape.length < 2) {
      refuse('batchNormalize', inputs, 'the channels are not an axis beside others');
    }
    if (!shapesEqual(scale.shape, [channels]) || !shapesEqual(shift.shape, [channels])) {
      refuse('batchNormalize', inputs, 'scale and shift are not one number a channel');
    }
    if (!(epsilon > 0)) refuse('batchNormalize', inputs, `an epsilon of ${epsilon} is not possible`);
    const statistics = { dtype: 'float32', shape: [channels] } as const;
    return [input, statistics, statistics];
  },
  gradient: ({ builder, inputs: [input, scale], outputs, attributes: { axis, epsilon }, outputGradients }) => {
    const [, mean, variance] = outputs;
    const [gradient, meanGradient, varianceGradient] = outputGradients;
    const { shape } = input.type;
    const axes = axesBut(shape.length, axis);
    const stretch = (vector: typeof mean) => alongAxis(builder, vector, shape.length, axis);
    const one = builder.scalar(1);
    const share = builder.divide(one, builder.elementCount(input, axes));
    const centered = builder.subtract(input, stretch(mean));

    // d input = gradient · slope + centered · bend + level, each of the three a number a channel.
    let bend = varianceGradient && builder.multiply(varianceGradient, builder.multiply(share, builder.scalar(2)));
    let level = meanGradient && builder.multiply(meanGradient, share);
    if (gradient === null || gradient === undefined) {
      bend ??= builder.broadcastTo(builder.scalar(0), variance.type.shape);
      level ??= builder.broadcastTo(builder.scalar(0), variance.type.shape);
      return [builder.add(builder.multiply(centered, stretch(bend)), stretch(level)), null, null];
    }
    const inverse = builder.divide(one, builder.sqrt(builder.add(variance, builder.scalar(epsilon))));
    const slope = builder.multiply(scale, inverse);
    const sum = builder.reduceSum(gradient, axes);
    const scaleGradient = builder.multiply(builder.reduceSum(builder.multiply(gradient, centered), axes), inverse);
    const ownBend = builder.multiply(builder.multiply(slope, inverse), builder.multiply(scaleGradient, share));
    const ownLevel = builder.multiply(slope, builder.multiply(sum, share));
    bend = bend ? builder.subtract(bend, ownBend) : builder.negate(ownBend);
    level = level ? builder.subtract(level, ownLevel) : builder.negate(ownLevel);
    const straight = builder.multiply(gradient, stretch(slope));
    const bent = builder.add(builder.multiply(centered, stretch(bend)), stretch(level));
    return [builder.add(straight, bent), scaleGradient, sum];
  },
};
