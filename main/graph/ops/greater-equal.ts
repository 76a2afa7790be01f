/** Whether the left operand is greater or equal, broadcast. */
import { inferBinary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const greaterEqual: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('greaterEqual', inputs, ['float32', 'int32'], 'bool'),
  gradient: 'none',
};
