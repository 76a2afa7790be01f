/** From a WAV file to one channel of numbers, with what it was like. */
import { alawTable, ulawTable } from './companding.ts';
import { wavFault } from './fault.ts';
import { readWavHeader, type Coding, type WavHeader } from './read-header.ts';

export interface DecodedSound {
  /**
   * float32 [frames], from −1 to 1 (floats of a file may go beyond): the mean of the channels, as librosa's `to_mono`.
   * Integers of b bits are divided by 2^(b−1), those of 8 bits less 128 first, as libsndfile does. Of 32-bit integers and
   * 64-bit floats, the 24 bits that a float32 holds are kept.
   */
  readonly samples: Float32Array;
  readonly header: WavHeader;
  /** Largest magnitude in any channel. */
  readonly peak: number;
  /**
   * Samples of any channel that stand at the largest or smallest number of their coding in runs of three and more: a
   * recording that was too loud.
   */
  readonly clipped: number;
}

const shortestRun = 3;

type Reader = (view: DataView, at: number) => number;

const ulaw = ulawTable();
const alaw = alawTable();

const pcmReaders: Readonly<Record<number, Reader>> = {
  8: (view, at) => (view.getUint8(at) - 128) / 128,
  16: (view, at) => view.getInt16(at, true) / 2 ** 15,
  24: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  32: (view, at) => view.getInt32(at, true) / 2 ** 31,
};

function readerOf(coding: Coding, bits: number): Reader {
  const law =
    (table: Float64Array): Reader =>
    (view, at) =>
      table[view.getUint8(at)] ?? 0;
  switch (coding) {
    case 'pcm':
      return pcmReaders[bits] ?? (() => 0);
    case 'float':
      return bits === 32 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true);
    case 'alaw':
      return law(alaw);
    case 'ulaw':
      return law(ulaw);
    default:
      return coding satisfies never;
  }
}

/** The largest positive number that the coding writes: from here on a sample is at its limit. */
function limitOf({ coding, bits }: WavHeader): number {
  if (coding === 'float') return 1;
  if (coding === 'pcm') return 1 - 2 ** (1 - bits);
  return (coding === 'ulaw' ? 32_124 : 32_256) / 32_768;
}

/** Throws `FileRefused` with a fault of `fault.ts` where the bytes are no sound or contradict themselves. */
export function decodeWav(file: Uint8Array): DecodedSound {
  const header = readWavHeader(file);
  const { coding, bits, channels, frames, start } = header;
  const view = new DataView(file.buffer, file.byteOffset + start, (frames * channels * bits) / 8);
  const read = readerOf(coding, bits);
  const limit = limitOf(header);
  const samples = new Float32Array(frames);
  const width = bits / 8;
  let peak = 0;
  let clipped = 0;
  const runs = new Int32Array(channels);
  for (let frame = 0, at = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += width) {
      const value = read(view, at);
      const size = Math.abs(value);
      sum += value;
      if (size > peak) peak = size;
      if (size < limit) {
        runs[channel] = 0;
        continue;
      }
      const run = (runs[channel] ?? 0) + 1;
      runs[channel] = run;
      if (run >= shortestRun) clipped += run === shortestRun ? shortestRun : 1;
    }
    // Only floats can be so; one of them makes the sum so, whatever the others are.
    if (!Number.isFinite(sum) || Math.abs(sum) > largestFloat) throw wavFault('notFinite', { frame });
    samples[frame] = sum / channels;
  }
  return { samples, header, peak, clipped };
}

/** What is louder than this was never a sound: it is bytes of something else. */
const largestFloat = 1e9;

/** `pcm16`, `float32`, `ulaw`: how a data set names what its files were. */
export function encodingName({ coding, bits }: WavHeader): string {
  return coding === 'pcm' || coding === 'float' ? `${coding}${bits}` : coding;
}
