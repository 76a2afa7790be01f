/** Frames survive any chunking of the stream, and a stream that lies about lengths is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../../main/processes/frame.ts';

/** Cuts bytes at the given places, taken modulo the length. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...places.map((place) => place % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ header: fc.jsonValue(), body: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 60 }),
        (messages, places) => {
          const stream = join(messages.flatMap(({ header, body }) => encodeFrame(header, [body])));
          const decoder = new FrameDecoder();
          const frames = cut(stream, places).flatMap((chunk) => decoder.push(chunk));
          expect(frames.map(({ header }) => header)).toEqual(
            messages.map(({ header }) => JSON.parse(JSON.stringify(header)) as unknown),
          );
          expect(frames.map(({ body }) => [...body])).toEqual(messages.map(({ body }) => [...body]));
          expect(decoder.buffered).toBe(0);
        },
      ),
    );
  });

  test('byte by byte', () => {
    const decoder = new FrameDecoder();
    const stream = join(encodeFrame({ name: '鸢尾花' }, [Uint8Array.of(1, 2), Uint8Array.of(3)]));
    const frames = [...stream].flatMap((byte) => decoder.push(Uint8Array.of(byte)));
    expect(frames).toEqual([{ header: { name: '鸢尾花' }, body: Uint8Array.of(1, 2, 3) }]);
  });

  test('an unfinished frame is seen at the end', () => {
    const decoder = new FrameDecoder();
    const stream = join(encodeFrame('x', [new Uint8Array(10)]));
    for (const length of [1, 8, 9, stream.length - 1]) {
      const fresh = new FrameDecoder();
      expect(fresh.push(stream.subarray(0, length))).toEqual([]);
      expect(fresh.buffered).toBeGreaterThan(0);
    }
    decoder.push(stream);
    expect(decoder.buffered).toBe(0);
  });

  test.each([
    ['a header beyond its limit', [4 + 2000, 2000]],
    ['a body beyond its limit', [4 + 2 + 5000, 2]],
    ['a header longer than its frame', [8, 100]],
    ['text', [0x48545450, 0x2f312e31]],
  ] as const)('%s is refused before it is allocated', (_, [total, header]) => {
    const prefix = new Uint8Array(8);
    new DataView(prefix.buffer).setUint32(0, total, true);
    new DataView(prefix.buffer).setUint32(4, header, true);
    expect(() => new FrameDecoder({ header: 1000, body: 4000 }).push(prefix)).toThrow(/not a frame/);
  });

  test('what is too large is not sent either', () => {
    const limits = { header: 10, body: 10 };
    expect(() => encodeFrame('a long header', [], limits)).toThrow(/too large/);
    expect(() => encodeFrame('', [new Uint8Array(6), new Uint8Array(5)], limits)).toThrow(/too large/);
    expect(() => encodeFrame('', [new Uint8Array(5), new Uint8Array(5)], limits)).not.toThrow();
  });

  test('a header that is not JSON is refused', () => {
    const frame = join(encodeFrame('ok'));
    frame[frame.length - 1] = 0xff;
    expect(() => new FrameDecoder().push(frame)).toThrow(/not JSON/);
  });
});
