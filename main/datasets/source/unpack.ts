/** Unpacks a gzip file into the scratch folder, as a stream, so that every format can come packed. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../base/errors.ts';
import { fileError, openSource, startsWith, type Source } from './source.ts';

const gzipMagic = [0x1f, 0x8b];
/** Tables shrink to a hundredth at most; what grows beyond both bounds is made to fill a disk. */
const largestGrowth = 200;
const unsuspiciousBytes = 2 ** 28;
/** What a preview unpacks of a text. */
const previewBytes = 16 * 2 ** 20;

export function isGzip({ start }: Pick<Source, 'start'>): boolean {
  return startsWith(start, gzipMagic);
}

/**
 * @returns the unpacked file under the name without `.gz`
 * Throws UserError `datasets.packedDamaged` for one that is cut off or damaged, `datasets.packedBomb` for one that grows
 * beyond all measure.
 */
export async function unpack(
  source: Source,
  { scratch, preview, signal }: { readonly scratch: string; readonly preview: boolean; readonly signal: AbortSignal },
): Promise<Source> {
  const { path, file } = source;
  const target = join(scratch, 'unpacked');
  const location = { file };
  let written = 0;
  let isText = true;
  const enough = new AbortController();
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      // Binary formats keep at their end what a reader needs first.
      if (written === 0) isText = !chunk.includes(0);
      written += chunk.length;
      if (written > unsuspiciousBytes && written > source.bytes * largestGrowth)
        done(new UserError('datasets.packedBomb', { file, times: largestGrowth }, { location }));
      else done(null, chunk);
      if (preview && isText && written >= previewBytes) enough.abort();
    },
  });
  const stop = AbortSignal.any([signal, enough.signal]);
  try {
    await pipeline(createReadStream(path), createGunzip(), counter, createWriteStream(target), { signal: stop });
  } catch (error) {
    signal.throwIfAborted();
    if (!enough.signal.aborted) throw unpackError(error, source);
    await endAtLine(target);
  }
  if (written === 0) throw new UserError('datasets.fileEmpty', { file }, { location });
  return openSource({ path: target, file: file.replace(/\.gz$/i, '') });
}

function unpackError(error: unknown, source: Source): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof UserError) return error;
  if (!code.startsWith('Z_') && code !== 'ERR_TRAILING_JUNK_AFTER_STREAM_END') return fileError(error, source);
  const { file } = source;
  return new UserError('datasets.packedDamaged', { file, cutOff: code === 'Z_BUF_ERROR' }, { location: { file } });
}

/** Takes away the unfinished line at the end. */
async function endAtLine(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, 2 ** 22));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf(0x0a);
    if (end >= 0) await handle.truncate(size - tail.length + end + 1);
  } finally {
    await handle.close();
  }
}
