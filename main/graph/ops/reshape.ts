/** The same elements, in row-major order, under another shape. `batch` must occur as often as before. */
import { refuse, symbolicSize } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';
import type { Shape } from '../tensor.ts';

export const reshape: OpDefinition<{ readonly shape: Shape }, 1> = {
  arity: 1,
  infer: (inputs, { shape }) => {
    const from = symbolicSize(inputs[0].shape);
    const to = symbolicSize(shape);
    if (from.known !== to.known || from.batches !== to.batches) {
      refuse('reshape', inputs, `the elements do not fit [${shape.join(',')}]`);
    }
    return [{ dtype: inputs[0].dtype, shape }];
  },
  gradient: ({ builder, inputs: [input], outputGradients: [gradient] }) => [
    builder.reshape(gradient, input.type.shape),
  ],
};
