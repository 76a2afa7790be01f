/**
 * The header of a WAV file: Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft, 1991) and
 * Microsoft's "Multiple channel audio data and WAVE files" (WAVE_FORMAT_EXTENSIBLE). Every number in it that another one
 * contradicts is refused by name: sound that is read at the wrong rate or width is worse than none.
 */
import { wavFault } from './fault.ts';

/** How a sample is written. `alaw` and `ulaw` are those of ITU-T G.711. */
export type Coding = 'pcm' | 'float' | 'alaw' | 'ulaw';

export interface WavHeader {
  readonly coding: Coding;
  /** Bits of a sample as it lies in the file: 8, 16, 24, 32 or 64. */
  readonly bits: number;
  readonly channels: number;
  /** Frames a second. */
  readonly rate: number;
  /** Samples of all channels at one time. */
  readonly frames: number;
  /** Where the samples begin. */
  readonly start: number;
}

/** Hertz. Below, nothing can be heard; above, no converter works. */
export const lowestRate = 1000;
export const highestRate = 384_000;
const mostChannels = 64;
const codings: Readonly<Record<number, Coding>> = { 1: 'pcm', 3: 'float', 6: 'alaw', 7: 'ulaw' };
const widths: Readonly<Record<Coding, readonly number[]>> = {
  pcm: [8, 16, 24, 32],
  float: [32, 64],
  alaw: [8],
  ulaw: [8],
};
const extensible = 0xfffe;
/** The end of every GUID that stands for one of the old codes. */
const standardGuid = '000000001000800000aa00389b71';
/** A program that could not go back to write the length left one of these. */
const neverWritten = new Set([0, 0xffffffff]);

/** Throws `FileRefused` with a fault of `fault.ts`. */
export function readWavHeader(file: Uint8Array): WavHeader {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length === 0) throw wavFault('noData');
  refuseOthers(bytes);
  if (bytes.length < 12) throw wavFault('headerShort', { found: bytes.length });
  if (bytes.toString('latin1', 8, 12) !== 'WAVE') throw wavFault('notWave', { found: name(bytes, 8) });
  const size = bytes.readUInt32LE(4);
  if (neverWritten.has(size)) throw wavFault('unfinished', { found: bytes.length });
  if (size + 8 > bytes.length) throw wavFault('truncated', { promised: size + 8, found: bytes.length });
  const chunks = findChunks(bytes, size + 8);
  const format = chunks.get('fmt ');
  const data = chunks.get('data');
  if (format === undefined) throw wavFault('noFormat');
  if (data === undefined) throw wavFault('noData');
  const read = readFormat(bytes.subarray(format.start, format.start + format.size));
  const frameBytes = (read.bits / 8) * read.channels;
  if (data.size === 0) throw wavFault('noSamples');
  if (data.size % frameBytes !== 0) throw wavFault('partFrame', { found: data.size, frame: frameBytes });
  return { ...read, frames: data.size / frameBytes, start: data.start };
}

interface Chunk {
  readonly start: number;
  readonly size: number;
}

/** What follows the end that the file gives itself is no part of it: tags of other programs. */
function findChunks(bytes: Buffer, end: number): Map<string, Chunk> {
  const chunks = new Map<string, Chunk>();
  for (let at = 12; at + 8 <= end;) {
    const id = name(bytes, at);
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (id === 'data' && neverWritten.has(size) && start < end) throw wavFault('unfinished', { found: bytes.length });
    if (start + size > end) throw wavFault('chunkTooLong', { chunk: id.trim(), promised: size, found: end - start });
    if (id === 'fmt ' || id === 'data') {
      if (chunks.has(id)) throw wavFault('twice', { chunk: id.trim() });
      chunks.set(id, { start, size });
    }
    at = start + size + (size % 2);
  }
  return chunks;
}

function readFormat(format: Buffer): Omit<WavHeader, 'frames' | 'start'> {
  if (format.length < 16) throw wavFault('formatShort', { found: format.length, needed: 16 });
  const tag = format.readUInt16LE(0);
  const channels = format.readUInt16LE(2);
  const rate = format.readUInt32LE(4);
  const byteRate = format.readUInt32LE(8);
  const frameBytes = format.readUInt16LE(12);
  const bits = format.readUInt16LE(14);
  const coding = codings[tag === extensible ? extendedTag(format, bits) : tag];
  if (coding === undefined) throw wavFault('coding', { found: `0x${tag.toString(16).padStart(4, '0')}` });
  if (!widths[coding].includes(bits)) throw wavFault('bits', { coding, found: bits, known: widths[coding].join(', ') });
  if (channels < 1 || channels > mostChannels) throw wavFault('channels', { found: channels, most: mostChannels });
  if (rate < lowestRate || rate > highestRate) {
    throw wavFault('rate', { found: rate, lowest: lowestRate, highest: highestRate });
  }
  const expected = (bits / 8) * channels;
  if (frameBytes !== expected) throw wavFault('frameBytes', { found: frameBytes, expected });
  if (byteRate !== rate * expected) throw wavFault('byteRate', { found: byteRate, expected: rate * expected });
  return { coding, bits, channels, rate };
}

/** The code that the GUID stands for; 0 where it stands for none. */
function extendedTag(format: Buffer, bits: number): number {
  if (format.length < 40 || format.readUInt16LE(16) < 22) {
    throw wavFault('formatShort', { found: format.length, needed: 40 });
  }
  const valid = format.readUInt16LE(18);
  // Zero: the writer does not say. Fewer valid bits are the upper ones, the rest is zero.
  if (valid > bits) throw wavFault('validBits', { found: valid, bits });
  return format.toString('hex', 26, 40) === standardGuid ? format.readUInt16LE(24) : 0;
}

const otherFormats: readonly (readonly [RegExp, string])[] = [
  [/^fLaC/u, 'FLAC'],
  [/^OggS/u, 'Ogg'],
  [/^ID3|^\u00ff[\u00e2\u00e3\u00f2\u00f3\u00fa\u00fb]/u, 'MP3'],
  [/^\u00ff[\u00f0\u00f1\u00f8\u00f9]/u, 'AAC'],
  [/^FORM.{4}AIF[FC]/su, 'AIFF'],
  [/^caff/u, 'CAF'],
  [/^.{4}ftyp/su, 'MP4'],
  [/^\.snd/u, 'AU'],
  [/^#!AMR/u, 'AMR'],
  [/^.E\u00df\u00a3/su, 'WebM'],
];

function refuseOthers(bytes: Buffer): void {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('RIFF')) return;
  if (head.startsWith('RIFX')) throw wavFault('bigEndian');
  if (/^(RF64|BW64)/u.test(head)) throw wavFault('longForm', { found: head.slice(0, 4) });
  const known = otherFormats.find(([magic]) => magic.test(head));
  if (known !== undefined) throw wavFault('otherFormat', { format: known[1] });
  throw wavFault('notWave', { found: name(bytes, 0) });
}

/** Four letters as they can be shown. */
function name(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4).replaceAll(/[^\x20-\x7e]/gu, '?');
}
