/** Whether both operands are true, broadcast. */
import { inferBinary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const logicalAnd: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => inferBinary('logicalAnd', inputs, ['bool'], 'bool'),
  gradient: 'none',
};
