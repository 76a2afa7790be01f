/**
 * Upsampling 2d: an image made larger by whole factors, without anything to learn.
 *
 * Formula: nearest: y[i, j, c] = x[floor(i / sizeH), floor(j / sizeW), c]; bilinear: x between the places (i + 1/2)/sizeH − 1/2
 * and (j + 1/2)/sizeW − 1/2, the edge repeated.
 * Arguments: size (default 2, 1 to 64; a number or [height, width]): the factors; interpolation (default nearest).
 * Shapes: [height, width, channels] to [height · sizeH, width · sizeW, channels].
 * Errors: `models.expectedSpace` for inputs of another rank.
 * Source: keras.layers.UpSampling2D; torch.nn.functional.interpolate with align_corners false.
 */
import { float32 } from '../../graph/tensor.ts';
import { choice, integers } from '../fields.ts';
import { defineLayer, only } from './definition.ts';
import { perAxis, rankProblem } from './sliding.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

const fields = {
  size: integers({ default: 2, minimum: 1, maximum: 64, lengths: [2] }),
  interpolation: choice({ default: 'nearest', choices: ['nearest', 'bilinear'] }),
};

/** Each element of an axis `factor` times, or as many steps on the way from its neighbour before to the one after. */
function stretch(builder: GraphBuilder, input: Value, axis: number, factor: number, isLinear: boolean): Value {
  if (factor === 1) return input;
  const { shape } = input.type;
  const count = Number(shape[axis]);
  // The copies of an element lie along an axis of their own, which is then joined with the axis before it.
  const apart = shape.toSpliced(axis + 1, 0, 1);
  const joined = shape.with(axis, count * factor);
  // One element has no neighbours but itself.
  if (!isLinear || count === 1) {
    const copies = builder.broadcastTo(builder.reshape(input, apart), apart.with(axis + 1, factor));
    return builder.reshape(copies, joined);
  }
  const first = builder.slice(input, axis, 0, 1);
  const last = builder.slice(input, axis, count - 1, count);
  const before = builder.concat([first, builder.slice(input, axis, 0, count - 1)], axis);
  const after = builder.concat([builder.slice(input, axis, 1, count), last], axis);
  const places = Array.from({ length: factor }, (_, copy) => (copy + 0.5) / factor - 0.5);
  const weighted = (value: Value, weights: readonly number[]): Value => {
    const along = builder.constant(float32([factor, ...shape.slice(axis + 1).map(() => 1)], weights));
    return builder.multiply(builder.reshape(value, apart), along);
  };
  const parts = [
    weighted(
      before,
      places.map((place) => Math.max(0, -place)),
    ),
    weighted(
      input,
      places.map((place) => 1 - Math.abs(place)),
    ),
    weighted(
      after,
      places.map((place) => Math.max(0, place)),
    ),
  ];
  return builder.reshape(
    parts.reduce((sum, part) => builder.add(sum, part)),
    joined,
  );
}

export const upsampling2d = defineLayer({
  category: 'shape',
  silhouette: 'block',
  formula: 'y = x, size times as large',
  fields,
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { size }) => {
    const input = only(inputs);
    const factors = perAxis(size, 2);
    return rankProblem('upsampling2d', input, 2) ?? input.map((length, axis) => length * (factors[axis] ?? 1));
  },
  parameters: () => [],
  build: ({ builder, inputs, options: { size, interpolation } }) => {
    const isLinear = interpolation === 'bilinear';
    return {
      value: perAxis(size, 2).reduce(
        (value, factor, axis) => stretch(builder, value, axis + 2, factor, isLinear),
        only(inputs),
      ),
    };
  },
});
