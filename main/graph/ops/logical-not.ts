/** True where the operand is false. */
import { expectDType } from '../shapes.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const logicalNot: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => {
    expectDType('logicalNot', inputs, inputs[0], ['bool']);
    return inputs;
  },
  gradient: 'none',
};
