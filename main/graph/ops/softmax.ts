/** exp(x) over its sum along the last axis, computed from x less its maximum so that it cannot overflow. */
import { inferLastAxis } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const softmax: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferLastAxis('softmax', inputs),
  gradient: ({ builder, outputs: [probabilities], outputGradients: [gradient] }) => {
    const lastAxis = probabilities.type.shape.length - 1;
    const weighted = builder.multiply(gradient, probabilities);
    const total = builder.reduceSum(weighted, [lastAxis], { keepDimensions: true });
    return [builder.subtract(weighted, builder.multiply(probabilities, total))];
  },
};
