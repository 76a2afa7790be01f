/** Brings images into Athanor: decoded once to one size, stored as one array, with a hash that names the content. */
import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { manifestFileName, type ImageManifest } from '../manifest.ts';
import type { ImportProgress } from '../process/protocol.ts';
import { writeFolder, writeJson } from '../table/folder.ts';
import { warning, type DataWarning } from '../types.ts';
import { openSource, type OpenedSource } from './open-source.ts';
import { decodeImage, type DecodedImage } from './pixels/decode.ts';
import { PixelSums } from './pixels/statistics.ts';
import { settleOptions } from './settle-options.ts';
import { imageFiles } from './stored.ts';
import { codeOf } from '../files/folder-tree.ts';
import { FileRefused } from '../files/tree.ts';
import { bytesOf, writeAll, writeLists } from '../files/stored-lists.ts';
import type { RejectedFile } from '../files/types.ts';
import type { ImageOptions, SettledImageOptions } from './types.ts';

export interface ImportImagesRequest {
  readonly path: string;
  readonly file: string;
  /** Where the data set will be; its last part is the id. Must not exist. */
  readonly folder: string;
  readonly options: ImageOptions;
}

/** Raise it when the same images and options would give other pixels. */
const readerVersion = 1;
/** Images in work at the same time: enough for every core, few enough for large photographs. */
const windowSize = 4 * availableParallelism();
/** Files that are listed by name; the rest is counted. */
const mostListed = 10_000;
const mostSizes = 500;
/** Milliseconds. */
const progressInterval = 100;

export async function importImages(
  request: ImportImagesRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImageManifest> {
  const writing = writeFolder(request.folder, async (folder) => {
    const scratch = join(folder, 'scratch');
    await mkdir(scratch);
    const source = await openSource({ ...request, scratch, preview: false, signal });
    try {
      const { options } = await settleOptions(source, request.options, signal);
      const manifest = await store(source, options, request, folder, onProgress, signal);
      await rm(scratch, { recursive: true });
      signal.throwIfAborted();
      await writeJson(join(folder, manifestFileName), manifest);
      return manifest;
    } finally {
      await source.close();
    }
  });
  return writing.catch((error: unknown) => {
    // Whatever was running when the import was cancelled complains in its own words.
    signal.throwIfAborted();
    throw codeOf(error) === 'ENOSPC' ? new UserError('datasets.diskFull', {}, { cause: error }) : error;
  });
}

async function store(
  source: OpenedSource,
  options: SettledImageOptions,
  { file, folder: target }: ImportImagesRequest,
  folder: string,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImageManifest> {
  const totalBytes = source.images.reduce((sum, { bytes }) => sum + bytes, 0);
  const kept: number[] = [];
  const rejected: RejectedFile[] = [...source.rejected];
  if (options.onBadFile === 'refuse') refuse(rejected.find(({ reason }) => reason !== 'format'));
  const sums = new PixelSums(options.channels);
  const seen = new Set<string>();
  const sizes = new Map<string, { height: number; width: number; count: number }>();
  let duplicates = 0;
  let doneBytes = 0;
  let told = -Infinity;
  const hash = createHash('sha256').update(JSON.stringify([readerVersion, options.size, options.channels]));
  const handle = await open(join(folder, imageFiles.pixels), 'wx');
  try {
    for (let start = 0; start < source.images.length; start += windowSize) {
      signal.throwIfAborted();
      const places = source.images.slice(start, start + windowSize).map((_, index) => start + index);
      const decoded = await Promise.all(places.map((place) => decode(source, place, options)));
      for (const [index, result] of decoded.entries()) {
        const place = start + index;
        const image = source.images[place];
        doneBytes += image?.bytes ?? 0;
        if ('reason' in result) {
          rejected.push(result);
          if (options.onBadFile === 'refuse') refuse(result);
          continue;
        }
        kept.push(place);
        sums.add(result.pixels);
        countSize(sizes, result);
        const key = createHash('md5').update(result.pixels).digest('base64');
        if (seen.has(key)) duplicates++;
        else seen.add(key);
        hash.update(result.pixels);
        await writeAll(handle, result.pixels);
      }
      if (performance.now() - told < progressInterval) continue;
      told = performance.now();
      onProgress({ doneBytes, totalBytes, rows: kept.length });
    }
  } finally {
    await handle.close();
  }
  onProgress({ doneBytes: totalBytes, totalBytes, rows: kept.length });
  if (kept.length === 0) {
    const [first] = rejected;
    const params = { file, count: rejected.length, first: first?.file ?? '', detail: first?.detail ?? '' };
    throw new UserError('images.noneReadable', params, { location: { file } });
  }
  const files = kept.map((place) => source.images[place]).filter((image) => image !== undefined);
  const written = await writeLists(source.classes, files, folder, hash);
  const listed = [...sizes.values()].toSorted((one, other) => other.count - one.count);
  return {
    manifest: 1,
    id: basename(target),
    kind: 'images',
    sourceName: file,
    sourceBytes: totalBytes,
    hash: hash.digest('hex'),
    createdAt: Date.now(),
    rows: kept.length,
    layout: source.layout,
    options,
    size: options.size,
    channels: options.channels,
    classes: written.classes,
    parts: written.parts,
    statistics: { mean: [...sums.statistics.mean], deviation: [...sums.statistics.deviation] },
    sizes: listed,
    otherSizes: kept.length - listed.reduce((sum, { count }) => sum + count, 0),
    duplicates,
    bytes: await bytesOf(folder, imageFiles),
    rejected: rejected.slice(0, mostListed),
    rejectedCount: rejected.length,
    warnings: warningsOf(source, written.classes, rejected.length, duplicates),
  };
}

async function decode(
  source: OpenedSource,
  place: number,
  options: SettledImageOptions,
): Promise<DecodedImage | RejectedFile> {
  try {
    return await decodeImage(await source.read(place), options);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { file: source.images[place]?.name ?? '', reason: error.reason, detail: error.detail };
  }
}

function refuse(rejected: RejectedFile | undefined): void {
  if (rejected === undefined) return;
  const { file, reason, detail } = rejected;
  throw new UserError('images.badFile', { file, reason, detail }, { location: { file } });
}

function countSize(
  sizes: Map<string, { height: number; width: number; count: number }>,
  { height, width }: DecodedImage,
): void {
  const key = `${height}×${width}`;
  const known = sizes.get(key);
  if (known !== undefined) known.count++;
  else if (sizes.size < mostSizes) sizes.set(key, { height, width, count: 1 });
}

function warningsOf(
  source: OpenedSource,
  classes: ImageManifest['classes'],
  rejected: number,
  duplicates: number,
): DataWarning[] {
  const filled = classes.filter(({ count }) => count > 0);
  return [
    ...source.warnings,
    ...classes.filter(({ count }) => count === 0).map(({ name }) => warning('images.emptyClass', { name })),
    ...(filled.length === 1 ? [warning('images.oneClass', { name: filled[0]?.name ?? '' })] : []),
    ...(rejected > 0 ? [warning('images.keptAside', { count: rejected })] : []),
    ...(duplicates > 0 ? [warning('images.duplicates', { count: duplicates })] : []),
  ];
}
