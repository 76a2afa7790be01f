/** Maximum along axes of at least one element. Equal maxima share the gradient evenly, as in PyTorch's `amax`. */
import { expandReduced, inferReduction, type ReductionAttributes } from '../reduction.ts';
import { refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const reduceMax: OpDefinition<ReductionAttributes, 1> = {
  arity: 1,
  infer: (inputs, attributes) => {
    const types = inferReduction('reduceMax', inputs, attributes);
    if (attributes.axes.some((axis) => inputs[0].shape[axis] === 0)) refuse('reduceMax', inputs, 'an axis is empty');
    return types;
  },
  gradient: ({ builder, inputs: [input], outputs: [maximum], attributes, outputGradients: [gradient] }) => {
    const isMaximum = builder.equal(input, expandReduced(builder, maximum, input, attributes));
    const mask = builder.cast(isMaximum, 'float32');
    const ties = builder.reduceSum(mask, attributes.axes, { keepDimensions: true });
    return [builder.multiply(mask, builder.divide(expandReduced(builder, gradient, input, attributes), ties))];
  },
};
