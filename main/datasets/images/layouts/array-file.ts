/** A large array inside a tree, unpacked to a plain file, so that any row can be read alone. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { UserError } from '../../../base/errors.ts';
import { FileRefused, type FileTree, type TreeFile } from '../../files/tree.ts';
import { codeOf } from '../../files/folder-tree.ts';

/** What a header says of the bytes behind it. */
export interface ArrayHeader {
  /** Bytes before the values. */
  readonly start: number;
  readonly shape: readonly number[];
  readonly itemBytes: number;
}

export interface ArrayRequest<Header extends ArrayHeader> {
  readonly tree: FileTree;
  readonly file: TreeFile;
  readonly scratch: string;
  /** Bytes of values at which unpacking may end. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Reads the header from the first bytes; null asks for more of them. */
  readonly header: (start: Buffer) => Header | null;
}

export interface UnpackedArray<Header extends ArrayHeader = ArrayHeader> {
  readonly header: Header;
  /** Rows (along the first axis) that are there whole. */
  readonly rows: number;
  row(index: number): Promise<Buffer>;
  /** All values that are there. */
  whole(): Promise<Buffer>;
  close(): Promise<void>;
}

const longestHeader = 2 ** 20;
let scratchNumber = 0;

/** Throws UserError `images.arrayTooShort` or `images.arrayTooLong` where the bytes are not those the header promises. */
export async function unpackArray<Header extends ArrayHeader>(
  request: ArrayRequest<Header>,
): Promise<UnpackedArray<Header>> {
  const { file, scratch } = request;
  const place = join(scratch, `array-${scratchNumber++}`);
  const handle = await open(place, 'wx+');
  try {
    const { header, bytes, complete } = await copyValues(request, handle);
    const promised = header.shape.reduce((product, size) => product * size, header.itemBytes);
    const location = { file: file.path };
    const params = { file: file.path, shape: `[${header.shape.join(', ')}]`, promised, found: bytes };
    if (complete && bytes < promised) throw new UserError('images.arrayTooShort', params, { location });
    const [count = 1] = header.shape;
    const rowBytes = count === 0 ? 0 : promised / count;
    const rows = rowBytes === 0 ? 0 : Math.min(count, Math.floor(bytes / rowBytes));
    return {
      header,
      rows,
      row: (index) => read(handle, index * rowBytes, rowBytes),
      whole: () => read(handle, 0, rows * rowBytes),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function opened(tree: FileTree, file: TreeFile): Promise<Readable> {
  const packed = await tree.stream(file);
  if (!/\.gz$/iu.test(file.path)) return packed;
  // What fails on the way fails in the last stream, which is the one that is read.
  return pipeline(packed, createGunzip(), () => undefined);
}

async function copyValues<Header extends ArrayHeader>(
  { tree, file, limit, signal, header: parse }: ArrayRequest<Header>,
  handle: FileHandle,
): Promise<{ header: Header; bytes: number; complete: boolean }> {
  const location = { file: file.path };
  let start = Buffer.alloc(0);
  let header: Header | null = null;
  let promised = Infinity;
  let bytes = 0;
  let source: Readable | null = null;
  try {
    source = await opened(tree, file);
    for await (const chunk of source as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      let values: Buffer = chunk;
      if (header === null) {
        start = Buffer.concat([start, chunk]);
        header = parse(start);
        if (header === null) {
          if (start.length > longestHeader) break;
          continue;
        }
        promised = header.shape.reduce((product, size) => product * size, header.itemBytes);
        values = start.subarray(header.start);
      }
      if (bytes + values.length > promised) {
        const params = { file: file.path, shape: `[${header.shape.join(', ')}]`, promised };
        throw new UserError('images.arrayTooLong', params, { location });
      }
      await handle.write(values);
      bytes += values.length;
      if (bytes >= limit) break;
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof UserError) throw cause;
    if (codeOf(cause) === 'ENOSPC') throw new UserError('datasets.diskFull', {}, { cause });
    const reason = cause instanceof FileRefused ? cause.detail : codeOf(cause);
    throw new UserError('images.arrayDamaged', { file: file.path, reason }, { location, cause });
  } finally {
    source?.destroy();
  }
  if (header === null) throw new UserError('images.arrayHeader', { file: file.path }, { location });
  return { header, bytes, complete: bytes < limit };
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await handle.read(buffer, 0, length, position);
  return buffer;
}
