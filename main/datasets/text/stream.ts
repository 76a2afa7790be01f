/** Passes over whole text files: hash, transcode, and find the lines of rows. Never more than a chunk in memory. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../base/errors.ts';
import { fileError, isSystemError } from '../source/source.ts';

const chunkBytes = 2 ** 20;
const lineFeed = 10;
const carriageReturn = 13;

export interface FileDigest {
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** Line of the first NUL byte, from 1; null where there is none. */
  readonly nulLine: number | null;
}

export async function digestFile(path: string, signal: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  let nulAt: number | null = null;
  for await (const chunk of chunks(path, signal)) {
    hash.update(chunk);
    if (nulAt === null) {
      const zero = chunk.indexOf(0);
      if (zero >= 0) nulAt = bytes + zero;
    }
    bytes += chunk.length;
  }
  // Lines are counted only for the one message that names one.
  const [nulLine = null] = nulAt === null ? [] : await linesAtBytes(path, [nulAt], signal);
  return { hash: hash.digest('hex'), nulLine };
}

/**
 * Copies a text as UTF-8 with line feeds alone, which is what the reader takes best. Line numbers stay the same.
 *
 * @param limit bytes of the source after which the copy ends at a whole line; Infinity for all
 */
export async function transcode(
  source: { readonly path: string; readonly file: string; readonly encoding: string },
  target: string,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder(source.encoding, { fatal: true });
  let line = 1;
  let held = '';
  const decode = (chunk: Uint8Array | undefined): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      const { file, encoding } = source;
      throw new UserError('datasets.encoding', { file, encoding, line }, { location: { file, line } });
    }
  };
  const convert = (text: string, last: boolean): string => {
    let whole = held + text;
    // A carriage return at the very end may belong to a line feed that is still to come.
    held = !last && whole.endsWith('\r') ? '\r' : '';
    if (held !== '') whole = whole.slice(0, -1);
    const converted = whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    line += countByte(Buffer.from(converted), lineFeed);
    return converted;
  };
  const converter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      try {
        done(null, convert(decode(chunk), false));
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        // What a limit cuts off is an unfinished line of a preview.
        done(null, Number.isFinite(limit) ? '' : convert(decode(undefined), true));
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const input = createReadStream(source.path, {
    highWaterMark: chunkBytes,
    end: Number.isFinite(limit) ? limit - 1 : Infinity,
  });
  await pipeline(input, converter, createWriteStream(target), { signal }).catch((error: unknown) => {
    throw isSystemError(error) ? fileError(error, source) : error;
  });
}

/** Lines on which the rows at the given byte positions (from 0, ascending) begin, from 1. */
export async function linesAtBytes(path: string, positions: readonly number[], signal: AbortSignal): Promise<number[]> {
  const lines: number[] = [];
  let line = 1;
  let offset = 0;
  let next = 0;
  for await (const chunk of chunks(path, signal)) {
    for (let at = 0; at < chunk.length; at++) {
      while (next < positions.length && (positions[next] ?? 0) <= offset + at) {
        // A position may point at the line break before its row.
        if (chunk[at] === lineFeed || chunk[at] === carriageReturn) break;
        lines.push(line);
        next++;
      }
      if (next >= positions.length) return lines;
      if (chunk[at] === lineFeed) line++;
    }
    offset += chunk.length;
  }
  while (lines.length < positions.length) lines.push(line);
  return lines;
}

async function* chunks(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes, signal });
  await once(stream, 'open');
  yield* stream as AsyncIterable<Buffer>;
}

function countByte(bytes: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}
