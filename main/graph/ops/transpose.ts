/** Axes in another order: axis `i` of the result is axis `permutation[i]` of the input. */
import { refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const transpose: OpDefinition<{ readonly permutation: readonly number[] }, 1> = {
  arity: 1,
  infer: (inputs, { permutation }) => {
    const { dtype, shape } = inputs[0];
    const sorted = [...permutation].sort((left, right) => left - right);
    if (sorted.length !== shape.length || sorted.some((axis, index) => axis !== index)) {
      refuse('transpose', inputs, `[${permutation.join(',')}] does not order its axes`);
    }
    return [{ dtype, shape: permutation.map((axis) => shape[axis] ?? 1) }];
  },
  gradient: ({ builder, attributes: { permutation }, outputGradients: [gradient] }) => [
    builder.transpose(
      gradient,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
};
