/**
 * The files of a ZIP archive, read one by one and never unpacked to their own names: a name that would lead out of the
 * folder is refused, and an entry that unpacks to more than it says is broken.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { UserError } from '../../base/errors.ts';
import { compareCodePoints } from '../recipe/blocks.ts';
import type { RejectedFile } from './types.ts';
import { FileRefused, isClutter, largestFile, type FileTree } from './tree.ts';
import { readAt, readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { codeOf } from './folder-tree.ts';

const inflate = promisify(inflateRaw);
/** Deflate cannot pack tighter than 1,032 to 1. */
const tightestPacking = 1032;

export async function openZip(path: string, file: string): Promise<FileTree> {
  const handle = await openArchive(path, file);
  try {
    const { size } = await handle.stat();
    const all = await readZipDirectory(handle, size, file);
    // Files that share their bytes are how a small archive unpacks to more than any disk holds.
    if (all.reduce((sum, { packedBytes }) => sum + packedBytes, 0) > size) {
      throw new UserError('files.zipDamaged', { file, place: 'overlap' }, { location: { file } });
    }
    const entries = new Map<string, ZipEntry>();
    const refused: RejectedFile[] = [];
    for (const entry of all) {
      if (entry.isFolder || isClutter(entry.name)) continue;
      const fault = faultOf(entry, entries);
      if (fault === null) entries.set(entry.name, entry);
      else refused.push({ file: entry.name, ...fault });
    }
    const names = [...entries.keys()].toSorted(compareCodePoints);
    const entryOf = (name: string): ZipEntry => {
      const entry = entries.get(name);
      if (entry === undefined) throw new FileRefused('gone', name);
      return entry;
    };
    return {
      files: names.map((name) => ({ path: name, bytes: entryOf(name).bytes })),
      emptyFolders: emptyFolders(all, names),
      refused,
      read: ({ path: name }) => readEntry(handle, entryOf(name)),
      stream: ({ path: name }) => streamEntry(handle, entryOf(name)),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openArchive(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    throw new UserError('files.unreadable', { file, reason: codeOf(cause) }, { location: { file }, cause });
  }
}

function faultOf(entry: ZipEntry, taken: ReadonlyMap<string, ZipEntry>): Omit<RejectedFile, 'file'> | null {
  const { name, method, encrypted, bytes, packedBytes } = entry;
  const parts = name.split(/[/\\]/u);
  if (name.includes('\\') || name.startsWith('/') || /^[a-z]:/iu.test(name) || name.includes('\0'))
    return { reason: 'name', detail: 'not a relative path' };
  if (parts.includes('..')) return { reason: 'outside', detail: name };
  if (taken.has(name)) return { reason: 'name', detail: 'the same name twice' };
  if (encrypted) return { reason: 'unreadable', detail: 'encrypted' };
  if (method !== 0 && method !== 8) return { reason: 'unreadable', detail: `packing method ${method}` };
  if (bytes > packedBytes * tightestPacking + tightestPacking)
    return { reason: 'broken', detail: `${packedBytes} bytes cannot unpack to ${bytes}` };
  return null;
}

function emptyFolders(all: readonly ZipEntry[], names: readonly string[]): string[] {
  const filled = new Set(
    names.flatMap((name) => name.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))),
  );
  const folders = all.filter(({ isFolder, name }) => isFolder && !isClutter(name.slice(0, -1)));
  return folders.map(({ name }) => name.slice(0, -1)).filter((name) => !filled.has(name));
}

async function readEntry(handle: FileHandle, entry: ZipEntry): Promise<Uint8Array> {
  if (entry.bytes > largestFile || entry.packedBytes > largestFile)
    throw new FileRefused('large', `${entry.bytes} bytes`);
  const packed = await readAt(handle, await dataStart(handle, entry), entry.packedBytes);
  if (packed.length < entry.packedBytes) throw new FileRefused('broken', 'the archive ends inside it');
  let bytes: Uint8Array;
  try {
    bytes = entry.method === 0 ? packed : await inflate(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch (cause) {
    const detail = codeOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? 'it unpacks to more than it says' : codeOf(cause);
    throw new FileRefused('broken', detail, { cause });
  }
  if (bytes.byteLength !== entry.bytes) throw new FileRefused('broken', 'it unpacks to less than it says');
  if (crc32(bytes) !== entry.crc) throw new FileRefused('broken', 'its checksum is wrong');
  return bytes;
}

async function streamEntry(handle: FileHandle, entry: ZipEntry): Promise<Readable> {
  const start = await dataStart(handle, entry);
  const packed = handle.createReadStream({
    start,
    end: start + entry.packedBytes - 1,
    autoClose: false,
    highWaterMark: 2 ** 20,
  });
  const bounded = atMost(entry.bytes);
  const steps = entry.method === 0 ? [packed, bounded] : [packed, createInflateRaw(), bounded];
  // The reader hears of every failure through the last of them.
  void pipeline(steps as [Readable, Transform]).catch((error: unknown) => {
    bounded.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return bounded;
}

/** Passes bytes on until there are more than announced. */
function atMost(limit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      passed += chunk.byteLength;
      if (passed > limit) done(new FileRefused('broken', 'it unpacks to more than it says'));
      else done(null, chunk);
    },
  });
}

/** The entry's own header repeats its name, and may have other extra fields than the directory. */
async function dataStart(handle: FileHandle, { offset }: ZipEntry): Promise<number> {
  const header = await readAt(handle, offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50)
    throw new FileRefused('broken', 'its header is missing');
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}
