/** WAV files are read as libsndfile reads them, and refused by name where they lie. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeWav, encodingName } from '../../../../main/datasets/audio/wav/decode-wav.ts';
import { encodeWav } from '../../../../main/datasets/audio/wav/encode-wav.ts';
import { formatMessage, hasMessage, locales } from '../../../../resources/messages/index.ts';
import { FileRefused } from '../../../../main/datasets/files/tree.ts';
import { wavCorpus } from '../../../corpus/sounds/cases.ts';
import golden from '../../../golden/audio/golden.json' with { type: 'json' };

function fileOf(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../golden/audio/files/${name}.wav`, import.meta.url)));
}

describe('every coding', () => {
  it.each(Object.entries(golden.files))('%s is what libsndfile reads', (name, { rate, channels, samples, peak }) => {
    const decoded = decodeWav(fileOf(name));
    expect(decoded.header).toMatchObject({ rate, channels, frames: samples.length });
    expect(decoded.samples).toEqual(Float32Array.from(samples));
    expect(decoded.peak).toBe(peak);
    const coding = name.replace(/^(all-|stereo)/u, '').replace(/-extensible$/u, '');
    expect(encodingName(decoded.header)).toBe(/^\d/u.test(coding) ? `pcm${coding}` : coding);
  });

  it('comes back from what is written for players, to 16 bits', () => {
    const { samples } = decodeWav(fileOf('pcm16'));
    const again = decodeWav(encodeWav(samples, 8000));
    expect(again.samples).toEqual(samples);
    expect(again.header).toMatchObject({ rate: 8000, channels: 1, coding: 'pcm', bits: 16 });
    expect(decodeWav(encodeWav(Float32Array.of(2, -2), 8000)).samples).toEqual(Float32Array.of(32767 / 32768, -1));
  });
});

describe('clipping', () => {
  const sound = (...values: number[]): Uint8Array => encodeWav(Float32Array.from(values), 8000);

  it('is three samples at the limit, on end', () => {
    expect(decodeWav(sound(0, 1, 1, 0, -1, -1, 0.5)).clipped).toBe(0);
    expect(decodeWav(sound(0, 1, 1, 1, 0, -1, -1, -1, -1, 0)).clipped).toBe(7);
  });
});

describe('nasty files', () => {
  it.each(wavCorpus.map((one) => [one.name, one] as const))('%s', (_, { bytes, fault, params, frames }) => {
    if (fault === null) {
      expect(decodeWav(bytes).header.frames).toBe(frames);
      return;
    }
    let refused: unknown;
    try {
      decodeWav(bytes);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(FileRefused);
    if (!(refused instanceof FileRefused)) return;
    expect(refused.fault).toMatchObject({ code: fault, params: params ?? {} });
    for (const locale of locales) {
      const key = `soundFault.${fault}`;
      if (!hasMessage(key)) throw new Error(`${key} has no text`);
      const text = formatMessage(locale, key, refused.fault?.params ?? {});
      for (const value of Object.values(refused.fault?.params ?? {})) {
        const shown = typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
        expect(
          [shown, String(value)].some((form) => text.includes(form)),
          `${text} says ${value}`,
        ).toBe(true);
      }
    }
  });
});
