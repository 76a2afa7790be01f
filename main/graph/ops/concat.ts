/** Tensors joined along one axis; their other dimensions are equal. The axis must not be `batch`. */
import { expectAxis, refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const concat: OpDefinition<{ readonly axis: number }, 'many'> = {
  arity: 'many',
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    if (first === undefined) refuse('concat', inputs, 'there is nothing to join');
    expectAxis('concat', inputs, axis, first.shape.length);
    let size = 0;
    for (const { dtype, shape } of inputs) {
      const dim = shape[axis];
      if (dim === 'batch') refuse('concat', inputs, 'the batch cannot be joined');
      const fits =
        shape.length === first.shape.length && shape.every((at, index) => index === axis || at === first.shape[index]);
      if (dim === undefined || !fits || dtype !== first.dtype)
        refuse('concat', inputs, `they do not join along axis ${axis}`);
      size += dim;
    }
    return [{ dtype: first.dtype, shape: first.shape.map((dim, index) => (index === axis ? size : dim)) }];
  },
  gradient: ({ builder, inputs, attributes: { axis }, outputGradients: [gradient] }) => {
    let end = 0;
    return inputs.map((input) => {
      const start = end;
      end += Number(input.type.shape[axis]);
      return builder.slice(gradient, axis, start, end);
    });
  },
};
