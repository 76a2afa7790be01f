/** Small pictures of sounds, for people to look at. */
import { melBands } from './signal/mel.ts';
import { fourier } from './signal/fft.ts';
import { silentPeak } from './signal/silence.ts';
import { hann } from './signal/spectrogram.ts';

export interface PictureSize {
  readonly columns: number;
  readonly bands: number;
}

/** Decibels from black to white. */
const shownRange = 80;
const windowSeconds = 0.025;

/**
 * The least and the greatest sample of each of `columns` equal parts; a sound shorter than the columns repeats samples. A
 * quiet recording is drawn as large as a loud one, for its shape is what is looked at; silence stays flat.
 *
 * @returns int8 [columns, 2], 127 for the largest magnitude of the sound
 */
export function wavePicture(samples: Float32Array, { columns }: PictureSize): Int8Array {
  const picture = new Int8Array(2 * columns);
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = peak < silentPeak ? 127 : 127 / peak;
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * samples.length) / columns);
    const end = Math.max(start + 1, Math.floor(((column + 1) * samples.length) / columns));
    let [least, greatest] = [Infinity, -Infinity];
    for (let at = start; at < end; at++) {
      const value = samples[at] ?? 0;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const scaled = (value: number): number => Math.max(-127, Math.min(127, Math.round(value * unit)));
    picture[2 * column] = scaled(least);
    picture[2 * column + 1] = scaled(greatest);
  }
  return picture;
}

/**
 * Log-mel energies (Slaney's bands to half the rate, frames of 25 ms) at the middle of each of `columns` equal parts.
 *
 * @returns uint8 [bands, columns], high bands first; 255 is the loudest place, 0 is 80 dB below it
 */
export function melPicture(samples: Float32Array, rate: number, { columns, bands }: PictureSize): Uint8Array {
  const window = Math.max(32, Math.round(windowSeconds * rate));
  // Low bands are narrow: with fewer frequencies some would have none.
  const fftSize = Math.max(512, 2 ** Math.ceil(Math.log2(window)));
  const filters = melBands({ rate, fftSize, bands, low: 0, high: rate / 2, scale: 'slaney', norm: 'slaney' });
  const transform = fourier(fftSize);
  const shape = hann(window);
  const frame = new Float64Array(fftSize);
  const energies = new Float64Array(fftSize / 2 + 1);
  const decibels = new Float64Array(bands * columns);
  let loudest = -Infinity;
  for (let column = 0; column < columns; column++) {
    const start = Math.round(((column + 0.5) * samples.length) / columns - window / 2);
    for (let n = 0; n < window; n++) frame[n] = (samples[start + n] ?? 0) * (shape[n] ?? 0);
    transform.power(frame, energies);
    filters.forEach(({ first, weights }, band) => {
      const energy = weights.reduce((sum, weight, k) => sum + weight * (energies[first + k] ?? 0), 0);
      const level = 10 * Math.log10(Math.max(1e-10, energy));
      decibels[(bands - 1 - band) * columns + column] = level;
      loudest = Math.max(loudest, level);
    });
  }
  // Complete silence is dark, not bright.
  if (loudest <= -100) return new Uint8Array(decibels.length);
  return Uint8Array.from(decibels, (level) => Math.round(255 * Math.max(0, 1 + (level - loudest) / shownRange)));
}
