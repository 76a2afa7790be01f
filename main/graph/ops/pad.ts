/** Zeros before and after each axis. A `batch` axis stays as it is. */
import { expectDType, refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface PadAttributes {
  /** How many zeros stand before each axis; one number per axis, 0 or more. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export const pad: OpDefinition<PadAttributes, 1> = {
  arity: 1,
  infer: (inputs, { before, after }) => {
    const { dtype, shape } = inputs[0];
    expectDType('pad', inputs, inputs[0], ['float32', 'int32']);
    const counts = [...before, ...after];
    if (before.length !== shape.length || after.length !== shape.length || counts.some((count) => !(count >= 0))) {
      refuse('pad', inputs, `cannot pad by [${before.join(',')}] and [${after.join(',')}]`);
    }
    const padded = shape.map((dim, axis) => {
      const added = (before[axis] ?? 0) + (after[axis] ?? 0);
      if (dim !== 'batch') return dim + added;
      return added === 0 ? dim : refuse('pad', inputs, 'the batch cannot be padded');
    });
    return [{ dtype, shape: padded }];
  },
  gradient: ({ builder, inputs: [input], attributes: { before }, outputGradients: [gradient] }) => [
    input.type.shape.reduce<typeof gradient>((rest, dim, axis) => {
      const start = before[axis] ?? 0;
      return dim === 'batch' || rest.type.shape[axis] === dim ? rest : builder.slice(rest, axis, start, start + dim);
    }, gradient),
  ],
};
