/** What the signal functions compute is what SciPy, librosa and torchaudio compute. */
import { describe, expect, it } from 'vitest';
import { cepstrum, delta } from '../../../../main/datasets/audio/signal/cepstrum.ts';
import { melBands, type MelRequest } from '../../../../main/datasets/audio/signal/mel.ts';
import { resample } from '../../../../main/datasets/audio/signal/resample.ts';
import { silentShare, trimSilence } from '../../../../main/datasets/audio/signal/silence.ts';
import { melSpectrogram, toDecibels } from '../../../../main/datasets/audio/signal/spectrogram.ts';
import golden from '../../../golden/audio/golden.json' with { type: 'json' };
import torchaudio from '../../../golden/audio/torchaudio.json' with { type: 'json' };

const mono = Float32Array.from(golden.mono.samples);

/** Largest difference, relative to the largest value. */
function distance(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  const size = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return wanted.reduce((most, value, index) => Math.max(most, Math.abs((found[index] ?? NaN) - value)), 0) / size;
}

describe('resampling is scipy.signal.resample_poly', () => {
  it.each(golden.resampled)('from $from to $to Hz, $count samples', ({ from, to, count, samples }) => {
    expect(distance(resample(mono.subarray(0, count), from, to), samples)).toBeLessThan(1e-6);
  });

  it('keeps a tone below the new limit and removes one above it', () => {
    const tone = (frequency: number): Float32Array =>
      Float32Array.from({ length: 44_100 }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / 44_100));
    const strength = (samples: Float32Array): number =>
      samples.subarray(1000, 15_000).reduce((sum, value) => sum + value * value, 0) / 14_000;
    expect(strength(resample(tone(1000), 44_100, 16_000))).toBeCloseTo(0.5, 2);
    expect(strength(resample(tone(10_000), 44_100, 16_000))).toBeLessThan(1e-5);
  });
});

describe('mel bands are librosa.filters.mel', () => {
  it.each(golden.mel)('$rate Hz, $bands bands, $scale, norm $norm', ({ weights, ...request }) => {
    const width = request.fftSize / 2 + 1;
    const dense = new Float64Array(request.bands * width);
    melBands(request as MelRequest).forEach((band, index) => {
      dense.set(band.weights, index * width + band.first);
    });
    expect(distance(dense, weights)).toBeLessThan(1e-12);
  });
});

describe('spectrograms are those of librosa', () => {
  it.each(golden.spectra)('$scale, norm $norm, power $power, range $range', (given) => {
    const { window, hop, range } = given;
    const power = given.power === 1 ? 1 : 2;
    const values = melSpectrogram({ ...given, rate: 8000 } as MelRequest, { window, hop, power })(mono);
    expect(distance(values, given.mel)).toBeLessThan(1e-10);
    toDecibels(values, power, range);
    expect(distance(values, given.decibels)).toBeLessThan(1e-10);
    if (given.coefficients === undefined) return;
    const coefficients = cepstrum(values, given.bands, 7);
    expect(distance(coefficients, given.coefficients)).toBeLessThan(1e-10);
    expect(distance(delta(coefficients, 7, 1), given.delta)).toBeLessThan(1e-9);
    expect(distance(delta(coefficients, 7, 2), given.delta2)).toBeLessThan(1e-9);
  });

  it('are those of torchaudio', () => {
    const { window, hop, mel, coefficients } = torchaudio;
    const values = melSpectrogram({ ...torchaudio, rate: 8000 } as MelRequest, { window, hop, power: 2 })(mono);
    expect(distance(values, mel)).toBeLessThan(1e-6);
    toDecibels(values, 2, 80);
    expect(distance(cepstrum(values, torchaudio.bands, 7), coefficients)).toBeLessThan(1e-6);
  });
});

describe('trimming is librosa.effects.trim', () => {
  const { rate, trims, silent } = golden.trim;
  const samples = Float32Array.from(golden.trim.samples);

  it.each(trims)('at $decibels dB', ({ decibels, start, end }) => {
    const trimmed = trimSilence(samples, rate, decibels);
    expect(trimmed.byteOffset / 4).toBe(start);
    expect(trimmed.length).toBe(end - start);
  });

  it('counts the same frames as silent', () => {
    expect(silentShare(samples, rate)).toBeCloseTo(silent, 12);
  });
});
