/**
 * Elements less their mean along some axes, divided by their standard deviation: `y = (x − mean) · r`, with
 * `r = 1/√(variance + epsilon)`, the variance divided by the count (biased). Gives `r`, its axes kept with size 1, too.
 */
import { inferReduction } from '../reduction.ts';
import { refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface NormalizeAttributes {
  /** At least one axis, counted from 0, each once, ascending. */
  readonly axes: readonly number[];
  /** Added to the variance; positive. */
  readonly epsilon: number;
}

export const normalize: OpDefinition<NormalizeAttributes, 1, 2> = {
  arity: 1,
  infer: (inputs, { axes, epsilon }) => {
    if (!(epsilon > 0)) refuse('normalize', inputs, `an epsilon of ${epsilon} is not possible`);
    return [inputs[0], ...inferReduction('normalize', inputs, { axes, keepDimensions: true })];
  },
  gradient: ({ builder, inputs: [input], outputs, attributes: { axes }, outputGradients }) => {
    const [normalized, inverse] = outputs;
    const [gradient, inverseGradient] = outputGradients;
    const keep = { keepDimensions: true };
    // d input = r · (gradient − its mean − y · (mean of gradient·y + r · d r / count)).
    let bend = inverseGradient
      ? builder.divide(builder.multiply(inverse, inverseGradient), builder.elementCount(input, axes))
      : null;
    if (gradient === null || gradient === undefined) {
      bend ??= builder.broadcastTo(builder.scalar(0), inverse.type.shape);
      return [builder.negate(builder.multiply(normalized, builder.multiply(inverse, bend)))];
    }
    const along = builder.reduceMean(builder.multiply(gradient, normalized), axes, keep);
    bend = bend ? builder.add(bend, along) : along;
    const level = builder.reduceMean(gradient, axes, keep);
    const straight = builder.subtract(builder.subtract(gradient, level), builder.multiply(normalized, bend));
    return [builder.multiply(straight, inverse)];
  },
};
