/** Looks at the first bytes of a file: is it text, and in which encoding. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../base/errors.ts';

/** Enough for a thousand rows of most tables. */
const headBytes = 2 ** 20;

export interface Head {
  readonly bytes: number;
  readonly modified: number;
  readonly encoding: string;
  /** Decoded, without a byte order mark. */
  readonly text: string;
  /** Whether this is the whole file. */
  readonly complete: boolean;
}

/** First bytes of files that people take for tables, and what they are called. */
const magics: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip / xlsx', [0x50, 0x4b, 0x03, 0x04]],
  ['xls', [0xd0, 0xcf, 0x11, 0xe0]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['SQLite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
  ['NumPy', [0x93, 0x4e, 0x55, 0x4d]],
];

const byteOrderMarks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Throws UserError `datasets.*` for what is no readable text file. */
export async function readHead(path: string, file: string, givenEncoding: string | undefined): Promise<Head> {
  const { bytes, size, modified } = await readStart(path, file);
  const location = { file };
  if (size === 0) throw new UserError('datasets.fileEmpty', { file }, { location });
  const looksLike = magics.find(([, magic]) => startsWith(bytes, magic));
  if (looksLike) throw new UserError('datasets.notText', { file, looksLike: looksLike[0] }, { location });
  const marked = byteOrderMarks.find(([, mark]) => startsWith(bytes, mark))?.[0];
  const encoding = canonicalEncoding(givenEncoding ?? marked ?? 'utf-8');
  const zero = encoding.startsWith('utf-16') ? -1 : bytes.indexOf(0);
  if (zero >= 0) {
    const line = countLines(bytes.subarray(0, zero)) + 1;
    throw new UserError('datasets.nulByte', { file, line }, { location: { file, line } });
  }
  const complete = bytes.byteLength === size;
  return { bytes: size, modified, encoding, complete, text: decode(bytes, encoding, complete, file) };
}

async function readStart(path: string, file: string): Promise<{ bytes: Uint8Array; size: number; modified: number }> {
  const location = { file };
  try {
    const information = await stat(path);
    if (!information.isFile()) throw new UserError('datasets.notAFile', { file }, { location });
    const handle = await open(path);
    try {
      const buffer = new Uint8Array(Math.min(headBytes, information.size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, 0);
      return { bytes: buffer.subarray(0, bytesRead), size: information.size, modified: information.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UserError('datasets.fileMissing', { file, folder: folderOf(path) }, { location, cause });
    throw new UserError('datasets.fileUnreadable', { file, reason: code }, { location, cause });
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.length - basename(path).length - 1);
}

/** The standard's own label, or UserError `datasets.encodingUnknown`. */
function canonicalEncoding(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new UserError('datasets.encodingUnknown', { encoding: label }, { cause });
  }
}

function decode(bytes: Uint8Array, encoding: string, complete: boolean, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !complete });
  } catch {
    const line = firstUndecodableLine(bytes, encoding);
    throw new UserError('datasets.encoding', { file, encoding, line }, { location: { file, line } });
  }
}

/** Line of the first bytes that the encoding does not know, by halving. */
function firstUndecodableLine(bytes: Uint8Array, encoding: string): number {
  let [good, bad] = [0, bytes.byteLength];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return countLines(bytes.subarray(0, good)) + 1;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
