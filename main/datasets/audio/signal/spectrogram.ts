/** How the energy of a sound is divided over time and pitch. */
import { fourier } from './fft.ts';
import { melBands, type MelRequest } from './mel.ts';

export interface MelFrames {
  /** Samples of a frame; at most `fftSize`. */
  readonly window: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Added up as energies `|X|²` (2) or as magnitudes `|X|` (1). */
  readonly power: 1 | 2;
}

/**
 * `w[n] = 0.5 − 0.5 cos(2πn / length)`: the periodic Hann window, `scipy.signal.get_window('hann', length)`.
 *
 * @returns float64 [length]
 */
export function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** Frames of a sound: every one stands around its time, so that there are `1 + floor(samples / hop)`. */
export function frameCount(samples: number, hop: number): number {
  return 1 + Math.floor(samples / hop);
}

/** Makes a function, so that window, transform and bands are made once for many sounds. */
export type MelSpectrogram = (samples: Float32Array) => Float64Array;

/**
 * Mel spectrogram, as `librosa.feature.melspectrogram(y, sr, n_fft, hop_length, win_length, window='hann', center=True,
 * pad_mode='constant', power)`: frame t is centred on the sample `t · hop`, with silence before the first and after the
 * last sample; a window shorter than the transform stands in its middle.
 *
 * @returns of float32 [samples] → float64 [frames, bands]
 */
export function melSpectrogram(mel: MelRequest, { window, hop, power }: MelFrames): MelSpectrogram {
  const { fftSize, bands } = mel;
  const filters = melBands(mel);
  const transform = fourier(fftSize);
  const shape = hann(window);
  // Where the window begins in the transform: the energies do not depend on it, the samples that it sees do.
  const before = fftSize / 2 - Math.floor((fftSize - window) / 2);
  const frame = new Float64Array(fftSize);
  const energies = new Float64Array(fftSize / 2 + 1);
  return (samples) => {
    const frames = frameCount(samples.length, hop);
    const result = new Float64Array(frames * bands);
    for (let index = 0; index < frames; index++) {
      const start = index * hop - before;
      for (let n = 0; n < window; n++) frame[n] = (samples[start + n] ?? 0) * (shape[n] ?? 0);
      transform.power(frame, energies);
      if (power === 1) for (let k = 0; k < energies.length; k++) energies[k] = Math.sqrt(energies[k] ?? 0);
      filters.forEach(({ first, weights }, band) => {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (energies[first + k] ?? 0);
        result[index * bands + band] = sum;
      });
    }
    return result;
  };
}

/**
 * Decibels of energies, as `librosa.power_to_db(ref=1, amin=1e-10, top_db)`: `10 log10(max(energy, 1e−10))`, and nothing
 * lower than `range` below the largest of the sound. Magnitudes (power 1) are squared first, as `amplitude_to_db`.
 *
 * @param values float64 of one sound, changed in place
 * @param range decibels; null: no floor but that of 1e−10
 */
export function toDecibels(values: Float64Array, power: 1 | 2, range: number | null): void {
  let loudest = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    const decibels = 10 * Math.log10(Math.max(1e-10, power === 2 ? value : value * value));
    values[index] = decibels;
    if (decibels > loudest) loudest = decibels;
  }
  if (range === null) return;
  const floor = loudest - range;
  for (let index = 0; index < values.length; index++) values[index] = Math.max(floor, values[index] ?? 0);
}
