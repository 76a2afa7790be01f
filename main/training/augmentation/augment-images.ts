/** Puts augmentation into a graph: a batch of images goes in, the same batch moved and coloured at random comes out. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { RandomStream } from '../../models/random/stream.ts';
import { compose, identity, invert, normalized, type AffineMap, type ImageExtent } from './affine.ts';
import type { ColoringDefinition, MovementDefinition } from './definition.ts';
import { augmentations, augmentationTypes, type AugmentationType, type AugmentSpec } from './registry.ts';

/** Numbers for each image, float32 [batch, …shape], as a function of seed and step alone. */
export interface AugmentationNoise {
  readonly purpose: string;
  readonly shape: readonly number[];
  fill(into: Float32Array, seed: number, step: number): void;
}

export interface AugmentContext {
  readonly builder: GraphBuilder;
  /** float32 [batch, height, width, channels], from 0 to 255; 1 channel or 3. */
  readonly images: Value;
  readonly spec: AugmentSpec;
  /** A name of these images: others draw other numbers. */
  readonly name: string;
  /** Declares what the graph must be fed. */
  readonly noise: (noise: AugmentationNoise) => Value;
}

interface Active<Definition> {
  readonly type: AugmentationType;
  readonly amount: number | string;
  readonly definition: Definition;
}

/** Gives the images as they are where nothing is asked for. */
export function augmentImages(context: AugmentContext): Value {
  const { builder, images, spec } = context;
  const [, height = 1, width = 1, channels = 1] = images.type.shape.map(Number);
  const active = augmentationTypes.flatMap((type): Active<MovementDefinition | ColoringDefinition>[] => {
    const definition = augmentations[type];
    return spec[type] === definition.field.default ? [] : [{ type, amount: spec[type], definition }];
  });
  const movements = active.filter((one): one is Active<MovementDefinition> => one.definition.kind === 'movement');
  const colorings = active.filter(
    (one): one is Active<ColoringDefinition> =>
      one.definition.kind === 'coloring' && (channels === 3 || one.definition.grey),
  );
  if (movements.length === 0 && colorings.length === 0) return images;
  const single = channels === 1;
  const planes = single
    ? builder.reshape(images, ['batch', 1, height, width])
    : builder.transpose(images, [0, 3, 1, 2]);
  const augmented = colored(context, colorings, moved(context, movements, planes, { height, width }));
  return single ? builder.reshape(augmented, ['batch', height, width, 1]) : builder.transpose(augmented, [0, 2, 3, 1]);
}

/** Reads every image once, through all of its movements together. */
function moved(
  { builder, spec, name, noise }: AugmentContext,
  movements: readonly Active<MovementDefinition>[],
  planes: Value,
  size: ImageExtent,
): Value {
  if (movements.length === 0) return planes;
  const maps = noise({
    purpose: 'places',
    shape: [6],
    fill: (into, seed, step) => {
      const drawn = movements.map(({ type, amount, definition }) => ({
        amount,
        definition,
        stream: new RandomStream(seed, `augment/${name}/${type}`, step),
      }));
      for (let start = 0; start < into.length; start += 6) {
        const there = drawn.reduce<AffineMap>(
          (map, { amount, definition, stream }) => compose(map, definition.draw(stream, amount, size)),
          identity,
        );
        // A pixel of the result asks where it came from.
        into.set(normalized(invert(there), size), start);
      }
    },
  });
  const { height, width } = size;
  const places = builder.constant({ dtype: 'float32', shape: [6, height * width * 2], data: placeTable(size) });
  const grid = builder.reshape(builder.matmul(maps, places), ['batch', height, width, 2]);
  return builder.gridSample(planes, grid, { outside: spec.outside });
}

/**
 * A matrix that makes of the six numbers of a map the places [height, width, 2] that it takes every pixel to. One product
 * was faster than the same sums broadcast over rows and columns.
 */
function placeTable({ height, width }: ImageExtent): Float32Array {
  const length = height * width * 2;
  const table = new Float32Array(6 * length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const point = [(2 * column + 1) / width - 1, (2 * row + 1) / height - 1, 1];
      point.forEach((coordinate, index) => {
        const place = 2 * (row * width + column);
        table[index * length + place] = coordinate;
        table[(index + 3) * length + place + 1] = coordinate;
      });
    }
  }
  return table;
}

function colored(
  { builder, name, noise }: AugmentContext,
  colorings: readonly Active<ColoringDefinition>[],
  planes: Value,
): Value {
  if (colorings.length === 0) return planes;
  const count = colorings.length;
  const factors = noise({
    purpose: 'colors',
    shape: [count],
    fill: (into, seed, step) => {
      colorings.forEach(({ type, amount, definition }, index) => {
        const stream = new RandomStream(seed, `augment/${name}/${type}`, step);
        for (let place = index; place < into.length; place += count) into[place] = definition.draw(stream, amount);
      });
    },
  });
  return colorings.reduce((images, { definition }, index) => {
    const factor = builder.reshape(builder.slice(factors, 1, index, index + 1), ['batch', 1, 1, 1]);
    const changed = definition.apply({ builder, images, factor });
    return builder.minimum(builder.maximum(changed, builder.scalar(0)), builder.scalar(255));
  }, planes);
}
