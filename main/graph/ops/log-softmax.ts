/** Logarithm of softmax along the last axis, without the detour through probabilities that round to zero. */
import { inferLastAxis } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const logSoftmax: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferLastAxis('logSoftmax', inputs),
  gradient: ({ builder, inputs: [logits], outputGradients: [gradient] }) => {
    const lastAxis = logits.type.shape.length - 1;
    const total = builder.reduceSum(gradient, [lastAxis], { keepDimensions: true });
    return [builder.subtract(gradient, builder.multiply(builder.softmax(logits), total))];
  },
};
