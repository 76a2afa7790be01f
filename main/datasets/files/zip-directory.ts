/**
 * The directory of a ZIP archive (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16). Only it is believed: what an entry
 * says of itself before its bytes is read for its length alone.
 */
import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { mostFiles } from './tree.ts';

export interface ZipEntry {
  readonly name: string;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the entry's own header. */
  readonly offset: number;
  /** The name's bytes were no UTF-8 and it was taken for GB18030. */
  readonly isFolder: boolean;
}

const endBytes = 22;
const longestComment = 0xffff;
const largestDirectory = 1024 * 2 ** 20;

type Damage = 'end' | 'directory';

/** Throws UserError `files.zipDamaged` where the bytes are no archive. */
export async function readZipDirectory(handle: FileHandle, size: number, file: string): Promise<ZipEntry[]> {
  const damaged = (place: Damage): UserError =>
    new UserError('files.zipDamaged', { file, place }, { location: { file } });
  const found = await findDirectory(handle, size);
  if (typeof found === 'string') throw damaged(found);
  const { count, bytes, start } = found;
  if (count > mostFiles) throw new UserError('files.tooManyFiles', { file, most: mostFiles }, { location: { file } });
  const entries = entriesOf(await readAt(handle, start, bytes), count);
  if (entries.length < count) throw damaged('directory');
  return entries;
}

/** Bytes of a directory that are read to see what an archive holds. */
const glance = 256 * 2 ** 10;

/** The first names in an archive, `most` of them at most; none where it is damaged. */
export async function readZipNames(handle: FileHandle, size: number, most: number): Promise<string[]> {
  const found = await findDirectory(handle, size);
  if (typeof found === 'string') return [];
  const directory = await readAt(handle, found.start, Math.min(found.bytes, glance));
  return entriesOf(directory, Math.min(most, found.count)).map(({ name }) => name);
}

async function findDirectory(
  handle: FileHandle,
  size: number,
): Promise<{ readonly count: number; readonly bytes: number; readonly start: number } | Damage> {
  const tail = await readAt(
    handle,
    Math.max(0, size - endBytes - longestComment),
    Math.min(size, endBytes + longestComment),
  );
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (at < 0 || at + endBytes > tail.length) return 'end';
  let count = tail.readUInt16LE(at + 10);
  let bytes = tail.readUInt32LE(at + 12);
  let start = tail.readUInt32LE(at + 16);
  if (count === 0xffff || bytes === 0xffffffff || start === 0xffffffff) {
    const locator = at - 20;
    if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return 'end';
    const record = await readAt(handle, Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return 'end';
    count = Number(record.readBigUInt64LE(32));
    bytes = Number(record.readBigUInt64LE(40));
    start = Number(record.readBigUInt64LE(48));
  }
  return bytes > largestDirectory || start + bytes > size ? 'directory' : { count, bytes, start };
}

/** The first `most` entries, as far as they are whole. */
function entriesOf(directory: Buffer, most: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let place = 0;
  while (entries.length < most) {
    if (place + 46 > directory.length || directory.readUInt32LE(place) !== 0x02014b50) break;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(place + field));
    const nameAt = place + 46;
    const extraAt = nameAt + (nameBytes ?? 0);
    const next = extraAt + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > directory.length) break;
    entries.push(entryAt(directory, place, directory.subarray(nameAt, extraAt), directory.subarray(extraAt, next)));
    place = next;
  }
  return entries;
}

function entryAt(directory: Buffer, at: number, nameBytes: Buffer, extra: Buffer): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const short = {
    packedBytes: directory.readUInt32LE(at + 20),
    bytes: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
  };
  const name = decodeName(nameBytes);
  return {
    name,
    method: directory.readUInt16LE(at + 10),
    encrypted: (flags & 1) !== 0,
    crc: directory.readUInt32LE(at + 16),
    ...withLongSizes(short, extra),
    isFolder: name.endsWith('/'),
  };
}

/** ZIP64: fields that are full in the short form follow in the extra field 1, in this order. */
function withLongSizes<T extends { bytes: number; packedBytes: number; offset: number }>(short: T, extra: Buffer): T {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1 && at + 4 + length <= extra.length) {
      const long = { ...short };
      let place = at + 4;
      for (const field of ['bytes', 'packedBytes', 'offset'] as const) {
        if (short[field] !== 0xffffffff || place + 8 > at + 4 + length) continue;
        long[field] = Number(extra.readBigUInt64LE(place));
        place += 8;
      }
      return long;
    }
    at += 4 + length;
  }
  return short;
}

/** Names are UTF-8 by flag or by habit; Windows in China writes GB18030 without saying so. */
function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
