/** What training reads of sounds is what SciPy and librosa make of them, standardized by the training sounds alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareAudio } from '../../../../main/datasets/audio/prepare-audio.ts';
import type { AudioManifest } from '../../../../main/datasets/manifest.ts';
import { loadPrepared, type PreparedArrays } from '../../../../main/datasets/prepared.ts';
import { audioSpecSchema } from '../../../../main/datasets/spec.ts';
import golden from '../../../golden/audio/golden.json' with { type: 'json' };
import { never, userError } from '../tables.ts';
import { SoundBench } from './bench.ts';

const bench = new SoundBench();
let manifest: AudioManifest;
let count = 0;
beforeAll(async () => {
  const names = [
    'test/one/float32',
    'test/two/alaw',
    'train/one/pcm16',
    'train/one/stereo16',
    'train/two/pcm24',
    'train/two/ulaw',
  ];
  const files = Object.fromEntries(names.map((name) => [`${name}.wav`, name.slice(name.lastIndexOf('/') + 1)]));
  manifest = await bench.import(bench.folderOf(files), { sampleRate: 16_000 });
});
afterAll(() => {
  bench[Symbol.dispose]();
});

async function prepare(
  section: object,
  uses: readonly ('categorical' | 'regression')[] = ['categorical'],
): Promise<PreparedArrays> {
  const target = join(bench.folder, `prepared-${count++}`);
  const spec = audioSpecSchema.parse({ kind: 'audio', split: { validation: 0 }, ...section });
  await prepareAudio({ folder: bench.folderOfSet(manifest), target, spec, uses }, never);
  return loadPrepared(target);
}

const mfcc = {
  type: 'mfcc',
  coefficients: 6,
  bands: 20,
  window: 0.01,
  hop: 0.002,
  fftSize: 256,
  low: 50,
  high: 7000,
  range: 60,
  deltas: 1,
};
const section = { trim: 8, level: 'peak', duration: 0.03, align: 'end', features: mfcc, as: 'sequence' };

describe('features', () => {
  it('are those of librosa, from the file to the standardized array', async () => {
    const { manifest: prepared, inputs, targets, train, test } = await prepare(section);
    const { shape, mean, deviation, values } = golden.prepared;
    expect(prepared.inputs).toEqual([{ name: 'sounds', file: 'sounds.f32', shape, dtype: 'float32' }]);
    expect(Array.from(train).sort()).toEqual([2, 3, 4, 5]);
    expect(Array.from(test).sort()).toEqual([0, 1]);
    expect(Array.from(targets[0] ?? [])).toEqual([0, 1, 0, 0, 1, 1]);
    expect(prepared.audio).toMatchObject({ sampleRate: 16_000, samples: 480 });
    prepared.audio?.mean.forEach((value, index) => {
      expect(value).toBeCloseTo(mean[index] ?? NaN, 3);
    });
    prepared.audio?.deviation.forEach((value, index) => {
      expect(value).toBeCloseTo(deviation[index] ?? NaN, 3);
    });
    const found = inputs.sounds ?? new Float32Array();
    expect(found.length).toBe(values.length);
    const worst = values.reduce((most, value, index) => Math.max(most, Math.abs(value - (found[index] ?? NaN))), 0);
    expect(worst).toBeLessThan(1e-3);
  });

  it('are channels of a picture, in the order plain, change, change of change', async () => {
    const features = { ...mfcc, deltas: 2 };
    const sequence = await prepare({ ...section, features, normalize: 'none' });
    const picture = await prepare({ ...section, features, normalize: 'none', as: 'picture' });
    const [frames = 0] = golden.prepared.shape;
    expect(sequence.manifest.inputs[0]?.shape).toEqual([frames, 18]);
    expect(picture.manifest.inputs[0]?.shape).toEqual([frames, 6, 3]);
    expect(picture.manifest.audio).toMatchObject({ mean: Array(18).fill(0), deviation: Array(18).fill(1) });
    const at = (array: PreparedArrays, place: number): number => array.inputs.sounds?.[place] ?? NaN;
    for (const [frame, band, part] of [
      [0, 0, 0],
      [3, 5, 1],
      [frames - 1, 2, 2],
    ] as const) {
      expect(at(picture, (frame * 6 + band) * 3 + part)).toBe(at(sequence, frame * 18 + part * 6 + band));
    }
  });

  it('are the samples themselves, placed where the experiment says', async () => {
    const waveform = { features: { type: 'waveform' }, normalize: 'none', duration: 0.05 };
    const [start, center, end] = [
      await prepare(waveform),
      await prepare({ ...waveform, align: 'center' }),
      await prepare({ ...waveform, align: 'end' }),
    ];
    const stored = new Float32Array(
      Uint8Array.from(readFileSync(join(bench.folderOfSet(manifest), 'samples.f32'))).buffer,
    );
    const expected = (offset: number): Float32Array => {
      const row = new Float32Array(800);
      row.set(stored.subarray(0, 400), offset);
      return row;
    };
    for (const [prepared, offset] of [
      [start, 0],
      [center, 200],
      [end, 400],
    ] as const) {
      expect(prepared.manifest.inputs[0]?.shape).toEqual([800, 1]);
      expect(prepared.inputs.sounds?.subarray(0, 800)).toEqual(expected(offset));
    }
    const short = await prepare({ ...waveform, duration: 0.02, align: 'end' });
    expect(short.inputs.sounds?.subarray(0, 320)).toEqual(stored.subarray(80, 400));
    expect(short.manifest.warnings).toMatchObject([{ code: 'audio.cutShort', params: { count: 6, seconds: 0.02 } }]);
  });

  it('at random places are drawn by the seed', async () => {
    const random = { features: { type: 'waveform' }, duration: 0.05, align: 'random' };
    const [one, same, other] = [
      await prepare({ ...random, split: { validation: 0, seed: 1 } }),
      await prepare({ ...random, split: { validation: 0, seed: 1 } }),
      await prepare({ ...random, split: { validation: 0, seed: 2 } }),
    ];
    expect(same.inputs.sounds).toEqual(one.inputs.sounds);
    expect(other.inputs.sounds).not.toEqual(one.inputs.sounds);
  });

  it('of the usual kind are 40 bands of the longest sound, every 10 ms', async () => {
    const { manifest: prepared, inputs, train } = await prepare({});
    expect(prepared.inputs[0]?.shape).toEqual([3, 40, 1]);
    const values = Array.from(train).flatMap((row) =>
      Array.from(inputs.sounds?.subarray(row * 120, (row + 1) * 120) ?? []),
    );
    const band = values.filter((_, index) => index % 40 === 20);
    const mean = band.reduce((sum, value) => sum + value, 0) / band.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(band.reduce((sum, value) => sum + (value - mean) ** 2, 0) / band.length).toBeCloseTo(1, 4);
  });
});

describe('refused', () => {
  it.each([
    [{ features: { type: 'logMel', window: 0.05, fftSize: 512 } }, 'audio.fftTooShort', 'data.features.fftSize'],
    [{ features: { type: 'logMel', high: 9000 } }, 'audio.highFrequency', 'data.features.high'],
    [{ features: { type: 'logMel', low: 4000, high: 4000 } }, 'audio.bandOrder', 'data.features.low'],
    [{ features: { type: 'mfcc', coefficients: 30, bands: 20 } }, 'audio.coefficients', 'data.features.coefficients'],
    [{ features: { type: 'logMel', deltas: 1 } }, 'audio.deltasShort', 'data.features.deltas'],
  ])('%j', async (given, code, path) => {
    expect(await userError(prepare(given))).toMatchObject({ code, path });
  });

  it('for a loss that wants numbers', async () => {
    expect(await userError(prepare({}, ['regression']))).toMatchObject({ code: 'audio.needClasses' });
  });

  it('for sounds of one class', async () => {
    const kept = manifest;
    manifest = await bench.import(bench.folderOf({ 'a/1.wav': 'pcm16', 'a/2.wav': 'pcm8' }));
    expect(await userError(prepare({}))).toMatchObject({ code: 'audio.oneClassOnly', params: { name: 'a' } });
    manifest = kept;
  });
});
