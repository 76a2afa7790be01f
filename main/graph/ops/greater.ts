/** Whether the left operand is greater, broadcast. */
import { inferBinary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const greater: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('greater', inputs, ['float32', 'int32'], 'bool'),
  gradient: 'none',
};
