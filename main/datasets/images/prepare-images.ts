/** Makes the arrays that training reads of stored images: brought to the experiment's size, split, never as floats. */
import { copyFile, link, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { readImageManifest, type ImageManifest } from '../manifest.ts';
import type { PreparedInput, PreparedManifest } from '../prepared.ts';
import type { ImageSpec, TargetUse } from '../spec.ts';
import type { Split } from '../split.ts';
import { inFileOrder, memoryLimit, streamedWarning, streamOf } from '../streaming.ts';
import { writeFolder } from '../table/folder.ts';
import { warning, type DataWarning } from '../types.ts';
import { classTarget, writePrepared, type PreparedFacts } from '../write-prepared.ts';
import { decodeImage } from './pixels/decode.ts';
import { PixelSums, type ChannelStatistics } from './pixels/statistics.ts';
import { imageFiles, openStored } from './stored.ts';
import { splitInParts } from '../files/split-in-parts.ts';
import { readLabels, readParts } from '../files/stored-lists.ts';
import type { Channels, ImageSize } from './types.ts';

export interface PrepareImagesRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: ImageSpec;
  readonly uses: readonly TargetUse[];
}

const pixelsFile = 'pixels.u8';
const windowSize = 64;

export async function prepareImages(request: PrepareImagesRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  if (uses.some((use) => use !== 'categorical'))
    throw new UserError('images.needClasses', {}, { path: 'training.loss' });
  const manifest = await readImageManifest(folder);
  const size = spec.size ?? manifest.size;
  const channels = spec.channels ?? manifest.channels;
  requireClasses(manifest);
  const labels = await readLabels(folder);
  const parts = spec.split.keepParts ? await readParts(folder, manifest) : null;
  const drawn = splitInParts(labels, parts, spec.split);
  return writeFolder(
    target,
    async (written) => {
      const pixels = join(written, pixelsFile);
      await writePixels({ folder, manifest, size, channels, spec }, pixels, signal);
      const rowBytes = size[0] * size[1] * channels;
      const statistics =
        spec.normalize === 'standardize' ? await statisticsOf(pixels, rowBytes, channels, drawn.train, signal) : null;
      const input = pixelsInput(size, channels, statistics);
      const stream = streamOf(input, manifest.rows, memoryLimit(spec.memory));
      const split = stream === null ? drawn : inFileOrder(drawn);
      const classes = manifest.classes.map(({ name }) => name);
      const facts: PreparedFacts = {
        spec,
        rows: manifest.rows,
        inputs: [input],
        stream,
        targets: [classTarget('class', classes, labels, split)],
        warnings: [
          ...warningsOf(manifest, size, labels, split),
          ...(stream === null ? [] : [streamedWarning('images.streamed', input, manifest.rows, stream)]),
        ],
      };
      const prepared = await writePrepared(written, manifest, facts, { targets: [labels], split });
      signal.throwIfAborted();
      return prepared;
    },
    { replace: true },
  );
}

/** Bytes stand for 0..1, or for deviations from the mean. */
function pixelsInput(size: ImageSize, channels: Channels, statistics: ChannelStatistics | null): PreparedInput {
  const shape = [...size, channels];
  const base = { name: 'pixels', file: pixelsFile, shape, dtype: 'uint8' as const };
  if (statistics === null) return { ...base, scale: 1 / 255, offset: 0 };
  // A channel that never changes is only moved.
  const deviations = statistics.deviation.map((deviation) => (deviation === 0 ? 1 : deviation));
  return {
    ...base,
    scale: deviations.map((deviation) => 1 / (255 * deviation)),
    offset: deviations.map((deviation, channel) => -(statistics.mean[channel] ?? 0) / deviation),
  };
}

function requireClasses({ classes, sourceName }: ImageManifest): void {
  const filled = classes.filter(({ count }) => count > 0);
  if (filled.length >= 2) return;
  const params = { file: sourceName, name: filled[0]?.name ?? '' };
  throw new UserError('images.oneClassOnly', params, { path: 'data', location: { file: sourceName } });
}

interface PixelRequest {
  readonly folder: string;
  readonly manifest: ImageManifest;
  readonly size: ImageSize;
  readonly channels: Channels;
  readonly spec: ImageSpec;
}

/** Stored pixels that fit already are the same file under a second name. */
async function writePixels(request: PixelRequest, target: string, signal: AbortSignal): Promise<void> {
  const { folder, manifest, size, channels, spec } = request;
  const [height, width] = manifest.size;
  if (size[0] === height && size[1] === width && channels === manifest.channels) {
    const stored = join(folder, imageFiles.pixels);
    await link(stored, target).catch(() => copyFile(stored, target));
    return;
  }
  await using stored = await openStored(folder, manifest);
  const handle = await open(target, 'wx');
  try {
    for (let start = 0; start < manifest.rows; start += windowSize) {
      signal.throwIfAborted();
      const count = Math.min(windowSize, manifest.rows - start);
      const images = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const pixels = await stored.pixels(start + index);
          const image = { kind: 'pixels' as const, height, width, channels: manifest.channels, pixels };
          return (await decodeImage(image, { size, channels, resize: spec.resize })).pixels;
        }),
      );
      await handle.writeFile(Buffer.concat(images));
    }
  } finally {
    await handle.close();
  }
}

async function statisticsOf(
  path: string,
  rowBytes: number,
  channels: Channels,
  train: Int32Array,
  signal: AbortSignal,
): Promise<ChannelStatistics> {
  const sums = new PixelSums(channels);
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(rowBytes);
    for (const row of train.toSorted()) {
      signal.throwIfAborted();
      await handle.read(buffer, 0, rowBytes, row * rowBytes);
      sums.add(buffer);
    }
  } finally {
    await handle.close();
  }
  return sums.statistics;
}

function warningsOf(manifest: ImageManifest, size: ImageSize, labels: Int32Array, split: Split): DataWarning[] {
  const seen = new Set(Array.from(split.train, (row) => labels[row]));
  const unseen = manifest.classes.filter(({ count }, index) => count > 0 && !seen.has(index));
  const [height, width] = manifest.size;
  const grows = size[0] > height || size[1] > width;
  return [
    ...unseen.map(({ name }) => warning('images.unseenClass', { name })),
    ...(grows ? [warning('images.enlarged', { stored: `${height}×${width}`, asked: `${size[0]}×${size[1]}` })] : []),
  ];
}
