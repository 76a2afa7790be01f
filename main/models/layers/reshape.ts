/**
 * Reshape: the elements of a row, in row-major order, under another shape.
 *
 * Formula: y = reshape(x, targetShape).
 * Arguments: targetShape (required, 1 to 4 numbers of 1 to 16,777,216, one of which may be -1: what is left over).
 * Shapes: any, to targetShape; channels are the last axis before and after.
 * Errors: `models.shapeDoesNotFit` where the elements are not as many.
 * Source: keras.layers.Reshape.
 */
import { elementCount } from '../../graph/tensor.ts';
import { integers } from '../fields.ts';
import { defineLayer, only, type LayerShape } from './definition.ts';

const fields = {
  targetShape: integers({
    default: [28, 28, 1],
    minimum: -1,
    maximum: 2 ** 24,
    lengths: [1, 2, 3, 4],
    single: false,
    required: true,
  }),
};

/** The target with what -1 stands for; null where the elements do not fit. */
function resolved(input: LayerShape, target: readonly number[]): readonly number[] | null {
  const elements = elementCount(input);
  const known = target.filter((size) => size !== -1);
  const rest = elements / elementCount(known);
  const shape = target.map((size) => (size === -1 ? rest : size));
  const fits = target.length - known.length <= 1 && shape.every((size) => Number.isInteger(size) && size > 0);
  return fits && elementCount(shape) === elements ? shape : null;
}

export const reshape = defineLayer({
  category: 'shape',
  silhouette: 'fold',
  formula: 'y = reshape(x, shape)',
  fields,
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { targetShape }) => {
    const input = only(inputs);
    const target = typeof targetShape === 'number' ? [targetShape] : targetShape;
    const params = { found: `[${input.join(', ')}]`, elements: elementCount(input), target: `[${target.join(', ')}]` };
    return resolved(input, target) ?? { code: 'models.shapeDoesNotFit', params, field: 'targetShape' };
  },
  parameters: () => [],
  build: ({ builder, inputs, options: { targetShape } }) => {
    const input = only(inputs);
    const target = typeof targetShape === 'number' ? [targetShape] : targetShape;
    const shape = resolved(input.type.shape.slice(1).map(Number), target) ?? target;
    return { value: builder.reshape(input, ['batch', ...shape]) };
  },
});
