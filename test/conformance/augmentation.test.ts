/** Augmentation on every engine against torchvision, given the same draws (test/golden/augmentation/generate.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { elementCount, type Tensor } from '../../main/graph/tensor.ts';
import { augmentImages } from '../../main/training/augmentation/augment-images.ts';
import { augmentations, augmentationTypes, augmentSchema } from '../../main/training/augmentation/registry.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';

interface Golden {
  readonly spec: Readonly<Record<string, number | string>>;
  readonly seed: number;
  readonly step: number;
  /** [batch, height, width, channels]. */
  readonly shape: readonly [number, number, number, number];
  readonly images: readonly number[];
  readonly result: readonly number[];
}

const file = new URL('../golden/augmentation/golden.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Golden[] };

/** Of 255: float32 places in an image of eight pixels, and what is stored has four digits. */
const tolerance = 2e-6;

function graphOf({ spec, seed, step, shape, images }: Golden) {
  const [batch, ...rest] = shape;
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensor> = {
    images: { dtype: 'float32', shape, data: Float32Array.from(images) },
  };
  const input = builder.input('images', { dtype: 'float32', shape: ['batch', ...rest] });
  const output = augmentImages({
    builder,
    images: input,
    spec: augmentSchema.parse(spec),
    name: 'image',
    noise: (noise) => {
      const data = new Float32Array(batch * elementCount(noise.shape));
      noise.fill(data, seed, step);
      feeds[noise.purpose] = { dtype: 'float32', shape: [batch, ...noise.shape], data };
      return builder.input(noise.purpose, { dtype: 'float32', shape: ['batch', ...noise.shape] });
    },
  });
  builder.output('result', output);
  return { graph: builder.build(), feeds };
}

const titled = cases.map((golden) => ({ ...golden, title: JSON.stringify(golden.spec) }));

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(titled)('augments as torchvision: $title', async (golden) => {
    const { graph, feeds } = graphOf(golden);
    const { result } = await runGraph(engine, graph, feeds);
    if (result === undefined) return expect.fail('no result');
    const expected = { dtype: 'float32' as const, shape: golden.shape, values: golden.result };
    expectClose(numbersFrom(result), expected, tolerance, 'images');
  });
});

it('has a golden for every augmentation that changes something', () => {
  for (const type of augmentationTypes) {
    const alone = cases.filter(({ spec }) => Object.keys(spec).every((name) => name === type || name === 'outside'));
    const changed = alone.filter(({ images, result }) => result.some((value, index) => value !== images[index]));
    const definition = augmentations[type];
    const outsides = new Set(changed.map(({ spec }) => spec['outside']));
    // Images of one channel stay grey.
    expect(outsides.size, type).toBe(definition.kind === 'coloring' && !definition.grey ? 2 : 3);
  }
});
