/** Decoded pixels are those that Pillow reads in the same files. */
import { describe, expect, it } from 'vitest';
import { toChannels } from '../../../../main/datasets/images/pixels/channels.ts';
import { decodeImage, readFacts } from '../../../../main/datasets/images/pixels/decode.ts';
import { PixelSums } from '../../../../main/datasets/images/pixels/statistics.ts';
import golden from '../../../golden/images/golden.json' with { type: 'json' };
import { goldenBytes } from './bench.ts';

const formats = [
  'color.png',
  'grey.png',
  'palette.png',
  'color.webp',
  'color.tiff',
  'color.jpg',
  'turned.jpg',
  'animated.gif',
  'deep.png',
] as const;

/** Two decoders of a lossy format round differently; 16 bits may be rounded or cut. */
const tolerance = 2;

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Array.from(one, (value, index) => Math.abs(value - (other[index] ?? NaN))).reduce((a, b) => Math.max(a, b), 0);
}

describe.each(formats)('%s', (name) => {
  const { height, width, rgb, grey, exact } = golden[name];
  const image = { kind: 'file' as const, bytes: goldenBytes(name) };

  it('has its size, turned as its camera meant it', async () => {
    expect(await readFacts(image)).toMatchObject({ height, width });
  });

  it.each([
    [3, rgb],
    [1, grey],
  ] as const)('has the pixels that Pillow reads, in %d channels', async (channels, expected) => {
    const decoded = await decodeImage(image, { size: [height, width], channels, resize: 'stretch' });
    expect(largestDifference(decoded.pixels, expected)).toBeLessThanOrEqual(exact ? 0 : tolerance);
  });
});

describe('another size', () => {
  const image = { kind: 'file' as const, bytes: goldenBytes('color.png') };

  it('is near to what Pillow makes with its filter of the same name', async () => {
    const decoded = await decodeImage(image, { size: [4, 6], channels: 3, resize: 'stretch' });
    expect(largestDifference(decoded.pixels, golden.half)).toBeLessThanOrEqual(3);
  });

  it('cuts the sides off, or puts black beside, or neither', async () => {
    const at = async (resize: 'crop' | 'fit' | 'stretch') =>
      (await decodeImage(image, { size: [8, 8], channels: 1, resize })).pixels;
    const [crop, fit, stretch] = [await at('crop'), await at('fit'), await at('stretch')];
    // 12 columns of 8: cropping keeps the middle eight as they are.
    const middle = Array.from({ length: 8 }, (_, row) => golden['color.png'].grey.slice(12 * row + 2, 12 * row + 10));
    expect(Array.from(crop)).toEqual(middle.flat());
    // Fitting leaves a third of the height, above and below, black.
    expect(Array.from(fit.subarray(0, 8))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(fit[4 * 8 + 4]).toBeGreaterThan(0);
    expect(Math.min(...stretch)).toBeGreaterThan(0);
  });
});

describe('channels', () => {
  it('grey has the weights of BT.601, in whole numbers', () => {
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 12, 34, 56);
    expect(Array.from(toChannels(rgb, 3, 1))).toEqual([76, 150, 29, 255, 30]);
  });

  it('a see-through pixel shows the white behind it', async () => {
    const pixels = Uint8Array.of(10, 20, 30, 0, 10, 20, 30, 255);
    const image = { kind: 'pixels' as const, height: 1, width: 2, channels: 4 as const, pixels };
    const decoded = await decodeImage(image, { size: [1, 2], channels: 3, resize: 'crop' });
    expect(Array.from(decoded.pixels)).toEqual([255, 255, 255, 10, 20, 30]);
  });
});

it('mean and deviation are those of NumPy', () => {
  const sums = new PixelSums(1);
  for (let start = 0; start < golden.arrays.images.length; start += 20) {
    sums.add(Uint8Array.from(golden.arrays.images.slice(start, start + 20)));
  }
  expect(sums.statistics.mean[0]).toBeCloseTo(golden.arrays.mean, 12);
  expect(sums.statistics.deviation[0]).toBeCloseTo(golden.arrays.deviation, 12);
});
