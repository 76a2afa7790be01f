/** The figures that an experiment on sounds comes to: samples, frames and shape. Pure: the model builder asks as well. */
import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import type { AudioSpec } from '../spec.ts';
import { deltaWidth } from './signal/cepstrum.ts';
import { melBands, type MelRequest } from './signal/mel.ts';
import { frameCount, type MelFrames } from './signal/spectrogram.ts';

/** Seconds of the longest sound that a length which nobody chose reaches. */
const usualLongest = 5;

/** What is settled and learnt from the training sounds; it is kept with the run. */
export const fittedAudioSchema = z.object({
  sampleRate: z.int(),
  /** Of every sound. */
  samples: z.int(),
  /** Per band, or one for a waveform; 0 and 1 where nothing is standardized. */
  mean: z.array(z.number()),
  /** Divided by the count, as NumPy's `std`; 1 for a band that never changes. */
  deviation: z.array(z.number()),
});
export type FittedAudio = z.infer<typeof fittedAudioSchema>;

export interface AudioSettings {
  readonly sampleRate: number;
  readonly samples: number;
  /** Null for a waveform. */
  readonly mel: { readonly request: MelRequest; readonly frames: MelFrames; readonly count: number } | null;
  /** Numbers of one frame before deltas: bands, coefficients, or 1. */
  readonly width: number;
  readonly deltas: 0 | 1 | 2;
  /** Of what the network is given. */
  readonly shape: readonly number[];
  /** Bands without a weight, which are the same number always. */
  readonly emptyBands: number;
}

/** What a data set says of itself that settings depend on. */
export interface StoredSounds {
  readonly sampleRate: number;
  readonly profile: { readonly durations: { readonly quantiles: readonly number[] } };
}

/** Throws UserError `audio.highFrequency`, `audio.bandOrder`, `audio.fftTooShort`, `audio.coefficients`, `audio.deltasShort`. */
export function settleAudio(spec: AudioSpec, stored: StoredSounds): AudioSettings {
  const sampleRate = spec.sampleRate ?? stored.sampleRate;
  const longest = stored.profile.durations.quantiles.at(-1) ?? 1;
  const duration = spec.duration ?? Math.min(usualLongest, longest);
  const samples = Math.max(1, Math.round(duration * sampleRate));
  const { features } = spec;
  if (features.type === 'waveform') {
    const settings = { sampleRate, samples, mel: null, width: 1, deltas: 0 as const, emptyBands: 0 };
    return { ...settings, shape: [samples, 1] };
  }
  const window = Math.max(2, Math.round(features.window * sampleRate));
  const hop = Math.max(1, Math.round(features.hop * sampleRate));
  const fftSize = features.fftSize ?? Math.max(64, 2 ** Math.ceil(Math.log2(window)));
  if (fftSize < window) {
    const params = { fftSize, window, seconds: features.window, sampleRate };
    throw new UserError('audio.fftTooShort', params, { path: 'data.features.fftSize' });
  }
  const { bands, low, scale, norm, power, deltas } = features;
  const high = features.high ?? sampleRate / 2;
  if (high > sampleRate / 2) {
    const params = { high, half: sampleRate / 2, sampleRate };
    throw new UserError('audio.highFrequency', params, { path: 'data.features.high' });
  }
  if (low >= high) throw new UserError('audio.bandOrder', { low, high }, { path: 'data.features.low' });
  if (features.type === 'mfcc' && features.coefficients > bands) {
    const params = { coefficients: features.coefficients, bands };
    throw new UserError('audio.coefficients', params, { path: 'data.features.coefficients' });
  }
  const count = frameCount(samples, hop);
  if (deltas > 0 && count < deltaWidth) {
    throw new UserError('audio.deltasShort', { frames: count, needed: deltaWidth }, { path: 'data.features.deltas' });
  }
  const request: MelRequest = { rate: sampleRate, fftSize, bands, low, high, scale, norm };
  const width = features.type === 'mfcc' ? features.coefficients : bands;
  return {
    sampleRate,
    samples,
    mel: { request, frames: { window, hop, power }, count },
    width,
    deltas,
    shape: spec.as === 'picture' ? [count, width, 1 + deltas] : [count, width * (1 + deltas)],
    emptyBands: melBands(request).filter(({ weights }) => weights.length === 0).length,
  };
}
