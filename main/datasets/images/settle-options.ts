/** Settles what the person left open: size and channels follow from a sample of the images, evenly spread. */
import type { OpenedSource } from './open-source.ts';
import { readFacts, type ImageFacts } from './pixels/decode.ts';
import { FileRefused } from '../files/tree.ts';
import type { RejectedFile } from '../files/types.ts';
import type { ImageOptions, ImagePreview, ImageSize, SettledImageOptions } from './types.ts';

const sampled = 200;
/** What images of many sizes are brought to, unless the person says otherwise: its longest edge. */
const usualEdge = 128;
/** Images that all have one size up to this edge keep it. */
const keptEdge = 256;

export interface Sample {
  readonly options: SettledImageOptions;
  /** Places of the images that were looked at and can be read. */
  readonly places: readonly number[];
  readonly sizes: ImagePreview['sizes'];
  readonly rejected: readonly RejectedFile[];
}

export async function settleOptions(source: OpenedSource, options: ImageOptions, signal: AbortSignal): Promise<Sample> {
  const count = Math.min(sampled, source.readable);
  const places: number[] = [];
  const facts: ImageFacts[] = [];
  const rejected: RejectedFile[] = [];
  for (let index = 0; index < count; index++) {
    signal.throwIfAborted();
    const place = Math.floor((index * source.readable) / count);
    try {
      facts.push(await readFacts(await source.read(place)));
      places.push(place);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      rejected.push({ file: source.images[place]?.name ?? '', reason: error.reason, detail: error.detail });
    }
  }
  return {
    options: {
      size: options.size ?? usualSize(facts),
      channels: options.channels ?? (facts.some(({ channels }) => channels === 3) ? 3 : 1),
      resize: options.resize ?? 'crop',
      onBadFile: options.onBadFile ?? 'keepAside',
    },
    places,
    sizes: countSizes(facts),
    rejected,
  };
}

function usualSize(facts: readonly ImageFacts[]): ImageSize {
  const [first] = facts;
  if (first === undefined) return [usualEdge, usualEdge];
  const alike = facts.every(({ height, width }) => height === first.height && width === first.width);
  if (alike) return withEdge(first.height, first.width, keptEdge);
  const shorter = facts.map(({ height, width }) => Math.min(height, width)).toSorted((one, other) => one - other);
  const middle = shorter[Math.floor(shorter.length / 2)] ?? usualEdge;
  return [Math.min(usualEdge, middle), Math.min(usualEdge, middle)];
}

function withEdge(height: number, width: number, edge: number): ImageSize {
  const scale = Math.min(1, edge / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

/** Most frequent first. */
export function countSizes(
  facts: Iterable<{ readonly height: number; readonly width: number }>,
): ImagePreview['sizes'] {
  const counts = new Map<string, ImagePreview['sizes'][number]>();
  for (const { height, width } of facts) {
    const key = `${height}×${width}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { height, width, count: 1 });
    else known.count++;
  }
  return [...counts.values()].toSorted((one, other) => other.count - one.count);
}
