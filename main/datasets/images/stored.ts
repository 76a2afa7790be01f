/** Images on disk: `datasets/<id>/` of kind `images`, and pages of them. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseRows, listFiles, openNames, readExactly, readLabels, type StoredNames } from '../files/stored-lists.ts';
import { readImageManifest, type ImageManifest } from '../manifest.ts';
import { decodeImage } from './pixels/decode.ts';
import type { ImagePage } from './types.ts';

export const imageFiles = {
  /** uint8 [rows, height, width, channels]. */
  pixels: 'pixels.u8',
  ...listFiles,
} as const;

export interface PageRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Rows to show; null: a page of all, or of one class. */
  readonly rows: readonly number[] | null;
  readonly offset: number;
  readonly limit: number;
  /** Place of a class; null: all. */
  readonly label: number | null;
  /** Longest edge of what is given back, in pixels. */
  readonly edge: number;
}

export async function imagePage(request: PageRequest, signal: AbortSignal): Promise<ImagePage> {
  const { folder, offset, limit, edge } = request;
  const manifest = await readImageManifest(folder);
  const labels = await readLabels(folder);
  const chosen = chooseRows(request, labels);
  const rows = request.rows === null ? chosen.slice(offset, offset + limit) : chosen;
  const [height, width] = smallerSize(manifest.size, edge);
  const pixels = new Uint8Array(rows.length * height * width * manifest.channels);
  const images: ImagePage['images'] = [];
  await using stored = await openStored(folder, manifest);
  for (const [index, row] of rows.entries()) {
    signal.throwIfAborted();
    const whole = await stored.pixels(row);
    const [fullHeight, fullWidth] = manifest.size;
    const small = await decodeImage(
      { kind: 'pixels', height: fullHeight, width: fullWidth, channels: manifest.channels, pixels: whole },
      { size: [height, width], channels: manifest.channels, resize: 'stretch' },
    );
    pixels.set(small.pixels, index * small.pixels.length);
    images.push({ row, name: await stored.name(row), label: labels[row] ?? 0 });
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
