/** Whether two operands are equal, broadcast. */
import { inferBinary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const equal: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('equal', inputs, ['float32', 'int32'], 'bool'),
  gradient: 'none',
};
