/** One image several times as training would augment it, computed by the reference interpreter on the graph of training. */
import { setImmediate } from 'node:timers/promises';
import { BugError } from '../base/errors.ts';
import { evaluateGraph } from '../engines/reference/evaluate.ts';
import { numbersFrom } from '../engines/reference/numbers.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { elementCount, type Tensor } from '../graph/tensor.ts';
import { parseSpec } from '../models/problems.ts';
import { shortInputId } from '../models/spec.ts';
import { augmentImages, type AugmentationNoise } from '../training/augmentation/augment-images.ts';
import { augmentSchema } from '../training/augmentation/registry.ts';

export interface AugmentedRequest {
  /** The experiment's `training.augment`. */
  readonly augment: unknown;
  readonly seed: number;
  readonly count: number;
}

interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** uint8 [height, width, channels]. */
  readonly pixels: Uint8Array;
}

/**
 * uint8 [count, height, width, channels]: what the first training step makes of the image at each place of its batch.
 * Throws UserError for settings that are wrong, with their path in the experiment.
 */
export async function augmentedVersions(
  { height, width, channels, pixels }: Image,
  { augment, seed, count }: AugmentedRequest,
): Promise<Uint8Array> {
  const builder = new GraphBuilder();
  const shape = [height, width, channels];
  const noises: AugmentationNoise[] = [];
  const output = augmentImages({
    builder,
    images: builder.input('images', { dtype: 'float32', shape: ['batch', ...shape] }),
    spec: parseSpec(augmentSchema, augment, ['training', 'augment']),
    name: shortInputId,
    noise: (noise) => {
      noises.push(noise);
      return builder.input(noise.purpose, { dtype: 'float32', shape: ['batch', ...noise.shape] });
    },
  });
  builder.output('images', output);
  const graph = builder.build();
  const drawn = noises.map((noise) => {
    const data = new Float32Array(count * elementCount(noise.shape));
    noise.fill(data, seed, 0);
    return { ...noise, data };
  });
  const size = elementCount(shape);
  const result = new Uint8Array(count * size);
  const image: Tensor = { dtype: 'float32', shape: [1, ...shape], data: Float32Array.from(pixels) };
  for (let version = 0; version < count; version += 1) {
    // One at a time: other calls are answered in between.
    await setImmediate();
    const feeds = drawn.map(({ purpose, shape: own, data }) => {
      const length = elementCount(own);
      const row = data.subarray(version * length, (version + 1) * length);
      return [purpose, numbersFrom({ dtype: 'float32', shape: [1, ...own], data: row })] as const;
    });
    const { images } = evaluateGraph(graph, { images: numbersFrom(image), ...Object.fromEntries(feeds) });
    if (images === undefined) throw new BugError('augmentation gave no images');
    result.set(images.values.map(Math.round), version * size);
  }
  return result;
}
