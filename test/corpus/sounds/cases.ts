/** WAV files that lie, are cut off, or are something else, each with the fault that it must be refused by. */

export interface WavCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null for one that is read all the same. */
  readonly fault: string | null;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly frames?: number;
}

interface Format {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly byteRate?: number;
  readonly frameBytes?: number;
  readonly bits?: number;
  readonly extension?: Uint8Array;
}

function chunk(id: string, content: Uint8Array, size = content.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

function format({ tag = 1, channels = 1, rate = 8000, bits = 16, extension, ...given }: Format = {}): Buffer {
  const { frameBytes = (channels * bits) / 8, byteRate = rate * frameBytes } = given;
  const content = Buffer.alloc(16);
  [tag, channels].forEach((value, index) => content.writeUInt16LE(value, 2 * index));
  content.writeUInt32LE(rate, 4);
  content.writeUInt32LE(byteRate, 8);
  content.writeUInt16LE(frameBytes, 12);
  content.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([content, extension ?? new Uint8Array()]));
}

/** @param size what the file says of its length; left out: the truth */
function wave(chunks: readonly Uint8Array[], size?: number, magic = 'RIFF', kind = 'WAVE'): Buffer {
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(12);
  head.write(magic, 0, 'latin1');
  head.writeUInt32LE(size ?? body.length + 4, 4);
  head.write(kind, 8, 'latin1');
  return Buffer.concat([head, body]);
}

const data = (bytes: number, size?: number): Buffer => chunk('data', new Uint8Array(bytes).fill(7), size);
const floats = (...values: number[]): Buffer =>
  chunk('data', new Uint8Array(Float32Array.from(values).buffer.slice(0)));
const whole = wave([format(), data(100)]);

function extension(valid: number, guid: string, length = 22): Uint8Array {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(length, 0);
  bytes.writeUInt16LE(valid, 2);
  Buffer.from(guid, 'hex').copy(bytes, 8);
  return bytes;
}
const pcmGuid = '0100000000001000800000aa00389b71';

export const wavCorpus: readonly WavCase[] = [
  { name: 'no bytes at all', bytes: new Uint8Array(), fault: 'noData' },
  { name: 'cut off in its head', bytes: whole.subarray(0, 10), fault: 'headerShort', params: { found: 10 } },
  { name: 'cut off in its format', bytes: whole.subarray(0, 30), fault: 'truncated', params: { found: 30 } },
  {
    name: 'cut off in its samples',
    bytes: whole.subarray(0, 100),
    fault: 'truncated',
    params: { promised: 144, found: 100 },
  },
  {
    name: 'another kind of RIFF',
    bytes: wave([data(4)], undefined, 'RIFF', 'AVI '),
    fault: 'notWave',
    params: { found: 'AVI ' },
  },
  { name: 'big-endian', bytes: wave([data(4)], undefined, 'RIFX'), fault: 'bigEndian' },
  { name: 'RF64', bytes: wave([data(4)], undefined, 'RF64'), fault: 'longForm', params: { found: 'RF64' } },
  {
    name: 'a FLAC by another name',
    bytes: Buffer.from('fLaC\0\0\0\x22aaaaaaaa'),
    fault: 'otherFormat',
    params: { format: 'FLAC' },
  },
  {
    name: 'an MP3 by another name',
    bytes: Buffer.from('ID3\x04\0\0\0\0\0\0aaaaaaaa'),
    fault: 'otherFormat',
    params: { format: 'MP3' },
  },
  {
    name: 'a text by another name',
    bytes: Buffer.from('label,path\n1,a.wav\n'),
    fault: 'notWave',
    params: { found: 'labe' },
  },
  { name: 'four letters that cannot be shown', bytes: Buffer.alloc(64), fault: 'notWave', params: { found: '????' } },
  {
    name: 'streamed, its length never written',
    bytes: wave([format(), data(40)], 0xffffffff),
    fault: 'unfinished',
    params: { found: 84 },
  },
  { name: 'streamed, its length left at nothing', bytes: wave([format(), data(40)], 0), fault: 'unfinished' },
  {
    name: 'recording broken off before its end was written',
    bytes: wave([format(), data(40, 0)]),
    fault: 'unfinished',
  },
  {
    name: 'samples that go on beyond the end',
    bytes: wave([format(), data(40, 4000)]),
    fault: 'chunkTooLong',
    params: { chunk: 'data', promised: 4000, found: 40 },
  },
  {
    name: 'samples of 4 GB in a small file',
    bytes: wave([format(), data(40, 0xfffffff0)]),
    fault: 'chunkTooLong',
    params: { promised: 0xfffffff0 },
  },
  {
    name: 'a note that goes on beyond the end',
    bytes: wave([chunk('LIST', new Uint8Array(4), 900), format(), data(4)]),
    fault: 'chunkTooLong',
    params: { chunk: 'LIST' },
  },
  {
    name: 'two formats',
    bytes: wave([format(), format({ rate: 16_000 }), data(4)]),
    fault: 'twice',
    params: { chunk: 'fmt' },
  },
  {
    name: 'two parts of samples',
    bytes: wave([format(), data(4), data(4)]),
    fault: 'twice',
    params: { chunk: 'data' },
  },
  { name: 'no format', bytes: wave([data(4)]), fault: 'noFormat' },
  { name: 'no samples chunk', bytes: wave([format()]), fault: 'noData' },
  { name: 'no samples', bytes: wave([format(), chunk('data', new Uint8Array())]), fault: 'noSamples' },
  {
    name: 'a format of 12 bytes',
    bytes: wave([chunk('fmt ', new Uint8Array(12)), data(4)]),
    fault: 'formatShort',
    params: { found: 12, needed: 16 },
  },
  { name: 'MP3 in a WAV', bytes: wave([format({ tag: 0x55 }), data(4)]), fault: 'coding', params: { found: '0x0055' } },
  {
    name: 'ADPCM',
    bytes: wave([format({ tag: 2, bits: 4, frameBytes: 1 }), data(4)]),
    fault: 'coding',
    params: { found: '0x0002' },
  },
  {
    name: '12 bits',
    bytes: wave([format({ bits: 12, frameBytes: 2 }), data(4)]),
    fault: 'bits',
    params: { coding: 'pcm', found: 12 },
  },
  { name: 'no bits', bytes: wave([format({ bits: 0, frameBytes: 0 }), data(4)]), fault: 'bits', params: { found: 0 } },
  { name: 'no channels', bytes: wave([format({ channels: 0 }), data(4)]), fault: 'channels', params: { found: 0 } },
  {
    name: '60,000 channels',
    bytes: wave([format({ channels: 60_000, frameBytes: 2, byteRate: 16_000 }), data(4)]),
    fault: 'channels',
    params: { found: 60_000 },
  },
  { name: 'a rate of nothing', bytes: wave([format({ rate: 0 }), data(4)]), fault: 'rate', params: { found: 0 } },
  {
    name: 'a rate of 4 GHz',
    bytes: wave([format({ rate: 0xfffffff0, byteRate: 0 }), data(4)]),
    fault: 'rate',
    params: { found: 0xfffffff0 },
  },
  {
    name: 'a frame of the wrong width',
    bytes: wave([format({ frameBytes: 4 }), data(4)]),
    fault: 'frameBytes',
    params: { found: 4, expected: 2 },
  },
  {
    name: 'a byte rate that contradicts the rate',
    bytes: wave([format({ byteRate: 32_000 }), data(4)]),
    fault: 'byteRate',
    params: { found: 32_000, expected: 16_000 },
  },
  {
    name: 'half a sample at the end',
    bytes: wave([format(), data(41)]),
    fault: 'partFrame',
    params: { found: 41, frame: 2 },
  },
  {
    name: 'more valid bits than bits',
    bytes: wave([format({ tag: 0xfffe, extension: extension(24, pcmGuid) }), data(4)]),
    fault: 'validBits',
    params: { found: 24, bits: 16 },
  },
  {
    name: 'an extension that is too short',
    bytes: wave([format({ tag: 0xfffe, extension: new Uint8Array(2) }), data(4)]),
    fault: 'formatShort',
    params: { found: 18, needed: 40 },
  },
  {
    name: 'an extension of unknown kind',
    bytes: wave([format({ tag: 0xfffe, extension: extension(16, 'ff'.repeat(16)) }), data(4)]),
    fault: 'coding',
    params: { found: '0xfffe' },
  },
  {
    name: 'a number that is none',
    bytes: wave([format({ tag: 3, bits: 32 }), floats(0, NaN)]),
    fault: 'notFinite',
    params: { frame: 1 },
  },
  {
    name: 'an infinite number',
    bytes: wave([format({ tag: 3, bits: 32 }), floats(Infinity)]),
    fault: 'notFinite',
    params: { frame: 0 },
  },
  {
    name: 'a number of 1e30',
    bytes: wave([format({ tag: 3, bits: 32 }), floats(0, 0, 1e30)]),
    fault: 'notFinite',
    params: { frame: 2 },
  },
  {
    name: 'an extension that is right',
    bytes: wave([format({ tag: 0xfffe, extension: extension(12, pcmGuid) }), data(4)]),
    fault: null,
    frames: 2,
  },
  { name: 'tags after its end', bytes: Buffer.concat([whole, Buffer.from('TAG and more')]), fault: null, frames: 50 },
  {
    name: 'notes before and after the samples',
    bytes: wave([chunk('LIST', new Uint8Array(5)), format(), data(8), chunk('id3 ', new Uint8Array(3))]),
    fault: null,
    frames: 4,
  },
  { name: 'samples before their format', bytes: wave([data(6), format()]), fault: null, frames: 3 },
];
