/**
 * Sums rows by number, the reverse of `gather`: `result[s] = sum of values[i…] where indices[i…] = s`.
 * Every index is in [0, segments); a segment without rows is zero.
 */
import { expectDType, refuse, shapesEqual } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export const segmentSum: OpDefinition<{ readonly segments: number }, 2> = {
  arity: 2,
  infer: (inputs, { segments }) => {
    const [values, indices] = inputs;
    expectDType('segmentSum', inputs, values, ['float32']);
    expectDType('segmentSum', inputs, indices, ['int32']);
    if (!shapesEqual(values.shape.slice(0, indices.shape.length), indices.shape)) {
      refuse('segmentSum', inputs, 'the values do not begin with the shape of the indices');
    }
    return [{ dtype: 'float32', shape: [segments, ...values.shape.slice(indices.shape.length)] }];
  },
  gradient: ({ builder, inputs: [, indices], outputGradients: [gradient] }) => [
    builder.gather(gradient, indices),
    null,
  ],
};
