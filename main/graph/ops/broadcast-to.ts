/** The tensor repeated along new leading axes and along axes of size 1, by numpy's rule, to a given shape. */
import { reduceToShape } from '../elementwise.ts';
import { broadcastShapes, refuse, shapesEqual } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';
import type { Shape } from '../tensor.ts';

export const broadcastTo: OpDefinition<{ readonly shape: Shape }, 1> = {
  arity: 1,
  infer: (inputs, { shape }) => {
    const broadcast = broadcastShapes(inputs[0].shape, shape);
    if (broadcast === null || !shapesEqual(broadcast, shape)) {
      refuse('broadcastTo', inputs, `it does not stretch to [${shape.join(',')}]`);
    }
    return [{ dtype: inputs[0].dtype, shape }];
  },
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => [reduceToShape(builder, gradient, input)],
};
