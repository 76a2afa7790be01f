/** Images on disk: `datasets/<id>/` of kind `images`, and pages of them. */
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BugError } from '../../base/errors.ts';
import { readImageManifest, type ImageManifest } from '../manifest.ts';
import { decodeImage } from './pixels/decode.ts';
import type { ImagePage } from './types.ts';

export const imageFiles = {
  /** uint8 [rows, height, width, channels]. */
  pixels: 'pixels.u8',
  /** int32 [rows], class of each image. */
  labels: 'labels.i32',
  /** All names, one after the other, UTF-8. */
  names: 'names.utf8',
  /** float64 [rows + 1], where each name begins and the last one ends. */
  nameEnds: 'names.f64',
  /** uint8 [rows], place in `partOrder`; only where the source divides itself. */
  parts: 'parts.u8',
} as const;

/** Part numbers on disk; 0 is none. */
export const partOrder = [null, 'train', 'validation', 'test'] as const;

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

function chooseRows({ rows, label }: PageRequest, labels: Int32Array): number[] {
  if (rows !== null) return rows.filter((row) => row < labels.length);
  const all = Array.from(labels.keys());
  return label === null ? all : all.filter((row) => labels[row] === label);
}

function smallerSize([height, width]: ImageManifest['size'], edge: number): [number, number] {
  const scale = Math.min(1, edge / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

export async function readLabels(folder: string): Promise<Int32Array> {
  const bytes = await readFile(join(folder, imageFiles.labels));
  return new Int32Array(Uint8Array.from(bytes).buffer);
}

/** Null where the source does not divide itself. */
export async function readParts(folder: string, { parts }: ImageManifest): Promise<Uint8Array | null> {
  return parts === null ? null : await readFile(join(folder, imageFiles.parts));
}

export interface StoredImages extends AsyncDisposable {
  /** uint8 [height, width, channels] of one image. */
  pixels(row: number): Promise<Uint8Array>;
  name(row: number): Promise<string>;
}

export async function openStored(folder: string, manifest: ImageManifest): Promise<StoredImages> {
  const [height, width] = manifest.size;
  const rowBytes = height * width * manifest.channels;
  const names = [imageFiles.pixels, imageFiles.names, imageFiles.nameEnds];
  const [pixels, texts, ends] = await Promise.all(names.map((name) => open(join(folder, name))));
  if (!pixels || !texts || !ends) throw new BugError(`${folder} is not whole`);
  return {
    pixels: (row) => readExactly(pixels, row * rowBytes, rowBytes, folder),
    async name(row) {
      const bounds = await readExactly(ends, row * 8, 16, folder);
      const [start, end] = [bounds.readDoubleLE(0), bounds.readDoubleLE(8)];
      return (await readExactly(texts, start, end - start, folder)).toString('utf8');
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([pixels.close(), texts.close(), ends.close()]);
    },
  };
}

async function readExactly(handle: FileHandle, position: number, length: number, folder: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw new BugError(`a file of ${folder} ends after ${position + bytesRead} bytes`);
  return buffer;
}
