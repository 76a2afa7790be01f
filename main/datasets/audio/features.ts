/** From a sound to what the network is given of it. */
import type { AudioSpec } from '../spec.ts';
import type { AudioSettings } from './settings.ts';
import { cepstrum, delta } from './signal/cepstrum.ts';
import { resample } from './signal/resample.ts';
import { trimSilence } from './signal/silence.ts';
import { melSpectrogram, toDecibels } from './signal/spectrogram.ts';

/**
 * Brings a sound to rate, trims it, makes it as loud and as long as the experiment says, in this order.
 *
 * @param samples float32 [n] at `rate` Hz
 * @param place where a sound of another length stands, from 0 (start) to 1 (end)
 * @returns `sound` is float32 [settings.samples]; `length` is how many samples there were before
 */
export function shapeSound(
  samples: Float32Array,
  rate: number,
  { trim, level }: AudioSpec,
  settings: AudioSettings,
  place: number,
): { readonly sound: Float32Array; readonly length: number } {
  const heard = resample(samples, rate, settings.sampleRate);
  const kept = trim === null ? heard : trimSilence(heard, settings.sampleRate, trim);
  const result = new Float32Array(settings.samples);
  const surplus = kept.length - result.length;
  if (surplus >= 0) result.set(kept.subarray(Math.floor(surplus * place), Math.floor(surplus * place) + result.length));
  else result.set(kept, Math.floor(-surplus * place));
  if (level === 'peak') {
    // Of what is heard in the end; silence stays silence.
    const peak = result.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (peak > 0) for (let index = 0; index < result.length; index++) result[index] = (result[index] ?? 0) / peak;
  }
  return { sound: result, length: kept.length };
}

/** Of float32 [settings.samples] → float64 [product of settings.shape]: not standardized yet. */
export type FeatureMaker = (samples: Float32Array) => Float64Array;

export function featureMaker({ features, as }: AudioSpec, { mel, width, deltas }: AudioSettings): FeatureMaker {
  if (features.type === 'waveform' || mel === null) return (samples) => Float64Array.from(samples);
  const spectrogram = melSpectrogram(mel.request, mel.frames);
  return (samples) => {
    const decibels = spectrogram(samples);
    toDecibels(decibels, features.power, features.range);
    const plain = features.type === 'mfcc' ? cepstrum(decibels, features.bands, width) : decibels;
    if (deltas === 0) return plain;
    const parts = [plain, delta(plain, width, 1), ...(deltas === 2 ? [delta(plain, width, 2)] : [])];
    return as === 'picture' ? interleave(parts, 1) : interleave(parts, width);
  };
}

/** Runs of `length` of each part in turn: [frames, bands] × n → [frames, bands, n], or [frames, n · bands]. */
function interleave(parts: readonly Float64Array[], length: number): Float64Array {
  const size = parts[0]?.length ?? 0;
  const result = new Float64Array(size * parts.length);
  for (let at = 0; at < size; at += length) {
    parts.forEach((part, index) => {
      result.set(part.subarray(at, at + length), at * parts.length + index * length);
    });
  }
  return result;
}

/** Numbers of a frame that each have statistics of their own: all along the axes after the first. */
export function statisticWidth({ shape }: AudioSettings): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}
