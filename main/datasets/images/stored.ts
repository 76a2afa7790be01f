/** Images on disk: `datasets/<id>/` of kind `images`, and pages of them. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  chooseRows,
  listFiles,
  openNames,
  readExactly,
  readLabels,
  readParts,
  type RowChoice,
  type StoredNames,
} from '../files/stored-lists.ts';
import { partOrder } from '../files/types.ts';
import { readImageManifest, type ImageManifest } from '../manifest.ts';
import { decodeImage } from './pixels/decode.ts';
import type { ImagePage } from './types.ts';

export const imageFiles = {
  /** uint8 [rows, height, width, channels]. */
  pixels: 'pixels.u8',
  ...listFiles,
} as const;

/** A page of the rows that are chosen, or with `rows` these. */
export interface PageRequest extends RowChoice {
  /** Of the data set. */
  readonly folder: string;
  readonly offset: number;
  readonly limit: number;
  /** Longest edge of what is given back, in pixels. */
  readonly edge: number;
}

/** Images that are read and made smaller at the same time: what keeps every core at work. */
const readAtOnce = 16;

export async function imagePage(request: PageRequest, signal: AbortSignal): Promise<ImagePage> {
  const { folder, offset, limit, edge } = request;
  const manifest = await readImageManifest(folder);
  const [labels, parts] = await Promise.all([readLabels(folder), readParts(folder, manifest)]);
  const chosen = chooseRows(request, labels, parts);
  const rows = request.rows === null ? chosen.slice(offset, offset + limit) : chosen;
  const [height, width] = smallerSize(manifest.size, edge);
  const pixels = new Uint8Array(rows.length * height * width * manifest.channels);
  const images: ImagePage['images'] = [];
  await using stored = await openStored(folder, manifest);
  const read = async (row: number, index: number): Promise<void> => {
    const whole = await stored.pixels(row);
    const [fullHeight, fullWidth] = manifest.size;
    const small = await decodeImage(
      { kind: 'pixels', height: fullHeight, width: fullWidth, channels: manifest.channels, pixels: whole },
      { size: [height, width], channels: manifest.channels, resize: 'stretch' },
    );
    pixels.set(small.pixels, index * small.pixels.length);
    const part = partOrder[parts?.[row] ?? 0] ?? null;
    images[index] = { row, name: await stored.name(row), label: labels[row] ?? 0, part };
  };
  for (let start = 0; start < rows.length; start += readAtOnce) {
    signal.throwIfAborted();
    await Promise.all(rows.slice(start, start + readAtOnce).map((row, index) => read(row, start + index)));
  }
  return { images, total: chosen.length, height, width, channels: manifest.channels, pixels };
}

function smallerSize([height, width]: ImageManifest['size'], edge: number): [number, number] {
  const scale = Math.min(1, edge / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

export interface StoredImages extends StoredNames {
  /** uint8 [height, width, channels] of one image. */
  pixels(row: number): Promise<Uint8Array>;
}

export async function openStored(folder: string, manifest: ImageManifest): Promise<StoredImages> {
  const [height, width] = manifest.size;
  const rowBytes = height * width * manifest.channels;
  const pixels = await open(join(folder, imageFiles.pixels));
  const names = await openNames(folder);
  return {
    pixels: (row) => readExactly(pixels, row * rowBytes, rowBytes, folder),
    name: (row) => names.name(row),
    async [Symbol.asyncDispose]() {
      await Promise.all([pixels.close(), names[Symbol.asyncDispose]()]);
    },
  };
}
