/** Sounds on disk: `datasets/<id>/` of kind `audio`. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles, openNames, readExactly, type StoredNames } from '../files/stored-lists.ts';
import type { AudioManifest } from '../manifest.ts';
import type { ClipFacts } from './types.ts';

export const audioFiles = {
  /** float32: the samples of all sounds, one after the other, one channel at the rate of the data set. */
  samples: 'samples.f32',
  /** float64 [rows + 1]: where each sound begins, in samples, and the last one ends. */
  starts: 'starts.f64',
  /** float64 [rows, 8]: `factColumns` of each sound. */
  facts: 'facts.f64',
  ...listFiles,
} as const;

/** The encoding is its place in `manifest.profile.encodings`. */
const factColumns = [
  'seconds',
  'sampleRate',
  'channels',
  'encoding',
  'peak',
  'loudness',
  'clipped',
  'silence',
] as const satisfies readonly (keyof ClipFacts)[];

/** @returns float64 [clips, 8] */
export function packFacts(clips: readonly ClipFacts[], encodings: readonly { encoding: string }[]): Float64Array {
  return Float64Array.from(
    clips.flatMap((clip) =>
      factColumns.map((column) => {
        if (column === 'encoding') return encodings.findIndex(({ encoding }) => encoding === clip.encoding);
        return clip[column];
      }),
    ),
  );
}

export interface StoredSounds extends StoredNames {
  /** float32 [samples] of one sound. */
  samples(row: number): Promise<Float32Array>;
  facts(row: number): Promise<ClipFacts>;
}

export async function openStored(folder: string, manifest: AudioManifest): Promise<StoredSounds> {
  const names = await openNames(folder);
  const samples = await open(join(folder, audioFiles.samples));
  const starts = await open(join(folder, audioFiles.starts));
  const facts = await open(join(folder, audioFiles.facts));
  return {
    name: (row) => names.name(row),
    async samples(row) {
      const bounds = await readExactly(starts, row * 8, 16, folder);
      const [start, end] = [bounds.readDoubleLE(0), bounds.readDoubleLE(8)];
      const bytes = await readExactly(samples, start * 4, (end - start) * 4, folder);
      return new Float32Array(Uint8Array.from(bytes).buffer);
    },
    async facts(row) {
      const bytes = await readExactly(facts, row * factColumns.length * 8, factColumns.length * 8, folder);
      const [
        seconds = 0,
        sampleRate = 0,
        channels = 0,
        encoding = 0,
        peak = 0,
        loudness = 0,
        clipped = 0,
        silence = 0,
      ] = new Float64Array(Uint8Array.from(bytes).buffer);
      const name = manifest.profile.encodings[encoding]?.encoding ?? '';
      return { seconds, sampleRate, channels, encoding: name, peak, loudness, clipped, silence };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([names[Symbol.asyncDispose](), samples.close(), starts.close(), facts.close()]);
    },
  };
}
