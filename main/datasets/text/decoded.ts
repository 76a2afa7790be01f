/** A file as pieces of decoded text. */
import { createReadStream } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { fileError, type NamedFile } from '../source/source.ts';

const chunkBytes = 2 ** 18;

/** Throws UserError `datasets.encoding`, naming the line, where the bytes are not of the encoding. */
export async function* decodedText(
  { path, file }: NamedFile,
  encoding: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const decode = (chunk: Uint8Array | undefined): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new UserError('datasets.encoding', { file, encoding, line }, { location: { file, line } });
    }
  };
  try {
    const chunks = createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Uint8Array>;
    for await (const chunk of chunks) {
      const text = decode(chunk);
      yield text;
      line += lineFeeds(text);
    }
    yield decode(undefined);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Error && 'syscall' in error ? fileError(error, { path, file }) : error;
  }
}

export function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
