/** Settles what the person left open: the rate follows from a sample of the sounds, evenly spread. */
import type { RejectedFile } from '../files/types.ts';
import { readSound, spread, type OpenedSounds } from './open-sounds.ts';
import { countOf } from './profile.ts';
import { sampleRateSchema, type AudioOptions, type SettledAudioOptions } from './types.ts';

const sampled = 100;
/** Where no sound of the sample can be read. */
const usualRate = 16_000;

export interface SoundSample {
  readonly options: SettledAudioOptions;
  /** Places of the sounds that were looked at and can be read. */
  readonly places: readonly number[];
  readonly rates: { rate: number; count: number }[];
  readonly rejected: readonly RejectedFile[];
}

export async function settleOptions(
  source: OpenedSounds,
  options: AudioOptions,
  signal: AbortSignal,
): Promise<SoundSample> {
  const places: number[] = [];
  const found: number[] = [];
  const rejected: RejectedFile[] = [];
  for (const place of spread(source.files.length, sampled)) {
    signal.throwIfAborted();
    const sound = await readSound(source, place);
    if ('reason' in sound) {
      rejected.push(sound);
      continue;
    }
    places.push(place);
    found.push(sound.facts.sampleRate);
  }
  const rates = countOf(found).map(([rate, count]) => ({ rate, count }));
  const usual = rates.find(({ rate }) => sampleRateSchema.safeParse(rate).success)?.rate ?? usualRate;
  const { sampleRate = usual, onBadFile = 'keepAside' } = options;
  return { options: { sampleRate, onBadFile }, places, rates, rejected };
}
