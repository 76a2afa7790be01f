/**
 * Decodes LZ4 frames, as Feather files have them (pandas' default).
 * Source: LZ4 Frame Format 1.6.4 and LZ4 Block Format, github.com/lz4/lz4/tree/dev/doc.
 */

const frameMagic = 0x184d2204;
/** A buffer of a column is never larger; a frame that says so lies. */
const mostBytes = 2 ** 31;

/** Throws Error for what is no whole frame. Checksums are skipped: the file's own structure is checked by its reader. */
export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new Error('not an LZ4 frame');
  const flags = view.getUint8(4);
  const hasBlockChecksum = (flags & 0x10) !== 0;
  const hasContentSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  let at = 6 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  const output = new Output(hasContentSize ? Number(view.getBigUint64(6, true)) : 4 * frame.byteLength);
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.bytes();
    const length = size & 0x7fffffff;
    if (at + length > frame.byteLength) throw new Error('an LZ4 block is cut off');
    const block = frame.subarray(at, at + length);
    if (size > 0x7fffffff) output.append(block);
    else decodeBlock(block, output);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
}

function decodeBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new Error('an LZ4 block is cut off');
    return byte;
  };
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw new Error('an LZ4 block is cut off');
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at === block.length) return;
    const offset = next() | (next() << 8);
    output.repeat(offset, lengthFrom(token & 15) + 4);
  }
}

/** Bytes that grow. A match may reach back over blocks. */
class Output {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.min(expected, 2 ** 26));
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  repeat(offset: number, length: number): void {
    if (offset === 0 || offset > this.#length) throw new Error('an LZ4 match reaches before the data');
    this.#reserve(length);
    // Byte by byte where the match runs into itself.
    if (offset >= length) {
      this.#bytes.copyWithin(this.#length, this.#length - offset, this.#length - offset + length);
    } else {
      for (let at = this.#length; at < this.#length + length; at++) this.#bytes[at] = this.#bytes[at - offset] ?? 0;
    }
    this.#length += length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > mostBytes) throw new Error('an LZ4 frame grows beyond all measure');
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
