/** A range of one axis, from `start` up to and without `end`; the axis must not be `batch`. */
import { expectAxis, refuse } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface SliceAttributes {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

export const slice: OpDefinition<SliceAttributes, 1> = {
  arity: 1,
  infer: (inputs, { axis, start, end }) => {
    const { dtype, shape } = inputs[0];
    expectAxis('slice', inputs, axis, shape.length);
    const size = shape[axis];
    if (size === undefined || size === 'batch') refuse('slice', inputs, 'the batch cannot be sliced');
    if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= size)) {
      refuse('slice', inputs, `${start} to ${end} is outside axis ${axis}`);
    }
    return [{ dtype, shape: shape.map((dim, index) => (index === axis ? end - start : dim)) }];
  },
  gradient: ({ builder, inputs: [input], attributes: { axis, start, end }, outputGradients: [gradient] }) => {
    const size = input.type.shape[axis];
    const zeros = (): number[] => input.type.shape.map(() => 0);
    return [builder.pad(gradient, zeros().with(axis, start), zeros().with(axis, Number(size) - end))];
  },
};
