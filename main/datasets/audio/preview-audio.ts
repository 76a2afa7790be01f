/** Shows how sounds would be read, from a sample of them, before anything is stored. */
import type { PartCounts, RejectedFile } from '../files/types.ts';
import { warning } from '../types.ts';
import { openSounds, readSound, spread, type SoundRequest } from './open-sounds.ts';
import { melPicture, wavePicture } from './pictures.ts';
import { settleOptions } from './settle-options.ts';
import { resample } from './signal/resample.ts';
import type { AudioPreview } from './types.ts';

const shownSounds = 12;
const shownRejected = 200;
const size = { columns: 128, bands: 48 };

export async function previewAudio(request: Omit<SoundRequest, 'signal'>, signal: AbortSignal): Promise<AudioPreview> {
  const source = await openSounds({ ...request, signal });
  try {
    const sample = await settleOptions(source, request.options, signal);
    const { options } = sample;
    const samples: AudioPreview['samples'] = [];
    const waves: Uint8Array[] = [];
    const mels: Uint8Array[] = [];
    for (const index of spread(sample.places.length, shownSounds)) {
      signal.throwIfAborted();
      const place = sample.places[index] ?? 0;
      const sound = await readSound(source, place);
      const file = source.files[place];
      // One that is gone since is named when it is imported.
      if ('reason' in sound || file === undefined) continue;
      const heard = resample(sound.samples, sound.facts.sampleRate, options.sampleRate);
      samples.push({ name: file.name, label: file.label, ...sound.facts });
      waves.push(new Uint8Array(wavePicture(heard, size).buffer));
      mels.push(melPicture(heard, options.sampleRate, size));
    }
    const rejected: RejectedFile[] = [...source.rejected, ...sample.rejected];
    const counts = source.classes.map(() => 0);
    const parts: PartCounts = { train: 0, validation: 0, test: 0 };
    for (const { label, part } of source.files) {
      counts[label] = (counts[label] ?? 0) + 1;
      if (part !== null) parts[part]++;
    }
    return {
      sourceName: request.file,
      bytes: source.files.reduce((sum, { bytes }) => sum + bytes, 0),
      layout: source.layout,
      options,
      sounds: source.files.length,
      classes: source.classes.map((name, index) => ({ name, count: counts[index] ?? 0 })),
      parts: parts.train + parts.validation + parts.test > 0 ? parts : null,
      sampled: sample.places.length + sample.rejected.length,
      rates: sample.rates,
      samples,
      ...size,
      waves: Buffer.concat(waves),
      mels: Buffer.concat(mels),
      rejected: rejected.slice(0, shownRejected),
      columnNames: [...source.columns],
      warnings: [
        ...source.warnings,
        ...(source.classes.length === 1 ? [warning('audio.oneClass', { name: source.classes[0] ?? '' })] : []),
        ...(rejected.length > 0 ? [warning('audio.keptAside', { count: rejected.length })] : []),
      ],
    };
  } finally {
    await source.close();
  }
}
