/** What layers share that pool a whole plane into one number for each channel. */
import { boolean } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { channelAxis } from './layout.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export function globalPooling(
  layer: string,
  formula: string,
  reduce: (builder: GraphBuilder, input: Value, axes: readonly number[], keep: { keepDimensions: boolean }) => Value,
) {
  return defineLayer({
    category: 'pooling',
    silhouette: 'block',
    formula,
    fields: { keepDims: boolean({ default: false }) },
    layout: 'any',
    inputs: { minimum: 1, maximum: 1 },
    infer: (inputs, { keepDims }) => {
      const input = only(inputs);
      if (input.length < 2) {
        const params = {
          layer,
          expected: '[steps, channels] / [height, width, channels]',
          found: `[${input.join(', ')}]`,
        };
        return { code: 'models.expectedSpace', params };
      }
      return [...(keepDims ? input.slice(0, -1).map(() => 1) : []), input.at(-1) ?? 0];
    },
    parameters: () => [],
    build: ({ builder, inputs, layout, options: { keepDims } }) => {
      const input = only(inputs);
      const channels = channelAxis(input, layout);
      const axes = input.type.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== channels);
      return { value: reduce(builder, input, axes, { keepDimensions: keepDims }) };
    },
  });
}
