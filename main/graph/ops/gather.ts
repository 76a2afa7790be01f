/** Rows of a table by number: `result[i…] = table[indices[i…]]`. Every index is in [0, rows). */
import { expectDType, refuse } from '../shapes.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const gather: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => {
    const [table, indices] = inputs;
    expectDType('gather', inputs, indices, ['int32']);
    if (table.shape.length === 0) refuse('gather', inputs, 'a scalar has no rows');
    return [{ dtype: table.dtype, shape: [...indices.shape, ...table.shape.slice(1)] }];
  },
  gradient: ({ builder, inputs: [table, indices], outputGradients: [gradient] }) => {
    const rows = table.type.shape[0];
    if (rows === undefined || rows === 'batch') {
      refuse('gather', [table.type, indices.type], 'there is no gradient with respect to the rows of a batch');
    }
    return [builder.segmentSum(gradient, indices, rows), null];
  },
};
