/** Shows how images would be read, from a sample of them, before anything is stored. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warning } from '../types.ts';
import { openSource } from './open-source.ts';
import { decodeImage } from './pixels/decode.ts';
import { settleOptions } from './settle-options.ts';
import { FileRefused } from '../files/tree.ts';
import type { PartCounts, RejectedFile } from '../files/types.ts';
import type { ImageOptions, ImagePreview } from './types.ts';

const shownImages = 48;
const shownRejected = 200;

export async function previewImages(
  request: { readonly path: string; readonly file: string; readonly options: ImageOptions },
  signal: AbortSignal,
): Promise<ImagePreview> {
  const scratch = await mkdtemp(join(tmpdir(), 'athanor-preview-'));
  try {
    const source = await openSource({ ...request, scratch, preview: true, signal });
    try {
      const sample = await settleOptions(source, request.options, signal);
      const { options } = sample;
      const rejected: RejectedFile[] = [...source.rejected, ...sample.rejected];
      const samples: ImagePreview['samples'] = [];
      const pixels: Uint8Array[] = [];
      for (const place of spread(sample.places, shownImages)) {
        signal.throwIfAborted();
        const image = source.images[place];
        if (image === undefined) continue;
        try {
          pixels.push((await decodeImage(await source.read(place), options)).pixels);
          samples.push({ name: image.name, label: image.label });
        } catch (error) {
          if (!(error instanceof FileRefused)) throw error;
          rejected.push({ file: image.name, reason: error.reason, detail: error.detail });
        }
      }
      const counts = source.classes.map(() => 0);
      const parts: PartCounts = { train: 0, validation: 0, test: 0 };
      for (const { label, part } of source.images) {
        counts[label] = (counts[label] ?? 0) + 1;
        if (part !== null) parts[part]++;
      }
      return {
        sourceName: request.file,
        bytes: source.images.reduce((sum, { bytes }) => sum + bytes, 0),
        layout: source.layout,
        options,
        images: source.images.length,
        classes: source.classes.map((name, index) => ({ name, count: counts[index] ?? 0 })),
        parts: parts.train + parts.validation + parts.test > 0 ? parts : null,
        sizes: sample.sizes,
        sampled: sample.places.length,
        samples,
        pixels: Buffer.concat(pixels),
        rejected: rejected.slice(0, shownRejected),
        columns: [...source.columns],
        warnings: [
          ...source.warnings,
          ...(source.classes.length === 1 ? [warning('images.oneClass', { name: source.classes[0] ?? '' })] : []),
          ...(rejected.length > 0 ? [warning('images.keptAside', { count: rejected.length })] : []),
        ],
      };
    } finally {
      await source.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]).filter(
    (item): item is T => item !== undefined,
  );
}
