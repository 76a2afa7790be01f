/** Frames on a byte stream: `uint32 rest | uint32 header length | JSON header | body`, both numbers little-endian. */
import { BugError } from '../base/errors.ts';

export interface FrameLimits {
  /** Bytes of the JSON header. */
  readonly header: number;
  /** Bytes of the raw body. */
  readonly body: number;
}

/** Far above what any message needs: a length beyond it means that the stream is not ours or out of step. */
export const defaultFrameLimits: FrameLimits = { header: 64 * 2 ** 20, body: 1024 * 2 ** 20 };

export interface Frame {
  /** Not yet checked against any schema. */
  readonly header: unknown;
  /** A fresh buffer of its own, so typed arrays may look into it at any offset that is aligned from 0. */
  readonly body: Uint8Array<ArrayBuffer>;
}

const prefixLength = 8;

/** The frame as pieces to be written in order; the body's pieces are not copied, so leave them alone afterwards. */
export function encodeFrame(
  header: unknown,
  body: readonly Uint8Array[] = [],
  limits: FrameLimits = defaultFrameLimits,
): Uint8Array[] {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bodyLength = body.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (json.byteLength > limits.header || bodyLength > limits.body) {
    throw new BugError(`frame too large to send: header ${json.byteLength} bytes, body ${bodyLength} bytes`);
  }
  const start = new Uint8Array(prefixLength + json.byteLength);
  const view = new DataView(start.buffer);
  view.setUint32(0, 4 + json.byteLength + bodyLength, true);
  view.setUint32(4, json.byteLength, true);
  start.set(json, prefixLength);
  return [start, ...body.filter((piece) => piece.byteLength > 0)];
}

/**
 * Puts frames together again from chunks cut anywhere. Lengths are checked before anything is allocated, so a stream
 * that lies about them ends in a BugError and not in a huge allocation.
 */
export class FrameDecoder {
  readonly #limits: FrameLimits;
  #chunks: Uint8Array[] = [];
  #available = 0;
  /** Lengths of the frame being waited for, once its prefix is here. */
  #pending: { header: number; body: number } | undefined;

  constructor(limits: FrameLimits = defaultFrameLimits) {
    this.#limits = limits;
  }

  /** Bytes of an unfinished frame: not zero at the end of the stream means that it was cut. */
  get buffered(): number {
    return this.#available + (this.#pending ? prefixLength : 0);
  }

  /** Takes a chunk and gives the frames that it completes. */
  push(chunk: Uint8Array): Frame[] {
    if (chunk.byteLength > 0) {
      this.#chunks.push(chunk);
      this.#available += chunk.byteLength;
    }
    const frames: Frame[] = [];
    for (;;) {
      this.#pending ??= this.#readPrefix();
      if (!this.#pending || this.#available < this.#pending.header + this.#pending.body) return frames;
      const header = this.#take(this.#pending.header);
      const body = this.#take(this.#pending.body);
      this.#pending = undefined;
      frames.push({ header: parseHeader(header), body });
    }
  }

  #readPrefix(): { header: number; body: number } | undefined {
    if (this.#available < prefixLength) return undefined;
    const prefix = new DataView(this.#take(prefixLength).buffer);
    const rest = prefix.getUint32(0, true);
    const header = prefix.getUint32(4, true);
    const body = rest - 4 - header;
    if (body < 0 || header > this.#limits.header || body > this.#limits.body) {
      throw new BugError(`not a frame: ${rest} bytes announced with a header of ${header}`);
    }
    return { header, body };
  }

  /** Copies the next bytes into a buffer of their own. */
  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    while (filled < length) {
      const chunk = this.#chunks[used];
      if (!chunk) throw new BugError('a frame was taken before it was complete');
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.byteLength;
      if (part.byteLength === chunk.byteLength) used++;
      else this.#chunks[used] = chunk.subarray(part.byteLength);
    }
    this.#chunks.splice(0, used);
    this.#available -= length;
    return taken;
  }
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new BugError('a frame header is not JSON', { cause });
  }
}
