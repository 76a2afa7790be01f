/** The second operand where the first (a condition) is true, else the third; all three are broadcast. */
import { reduceToShape } from '../elementwise.ts';
import { expectBroadcast, expectDType, refuse } from '../shapes.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const where: OpDefinition<NoAttributes, 3> = {
  arity: 3,
  infer: (inputs) => {
    const [condition, whenTrue, whenFalse] = inputs;
    expectDType('where', inputs, condition, ['bool']);
    expectDType('where', inputs, whenTrue, ['float32', 'int32']);
    if (whenTrue.dtype !== whenFalse.dtype) refuse('where', inputs, 'the dtypes differ');
    return [{ dtype: whenTrue.dtype, shape: expectBroadcast('where', inputs) }];
  },
  gradient: ({ builder, inputs: [condition, whenTrue, whenFalse], outputGradients: [gradient] }) => {
    const zero = builder.scalar(0);
    return [
      null,
      reduceToShape(builder, builder.where(condition, gradient, zero), whenTrue),
      reduceToShape(builder, builder.where(condition, zero, gradient), whenFalse),
    ];
  },
};
