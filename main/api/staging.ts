/** Files that a window sends in pieces because it cannot name a path: kept aside until imported or discarded. */
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';

/** The contract's bound on one piece. */
const largestPiece = 8 * 1024 * 1024;
/** Bytes left free beside the file: the imported copy and the database need room too. */
const reserve = 64 * 1024 * 1024;

interface StagedFile {
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  readonly handle: FileHandle;
  received: number;
  /** Pieces are written one after the other, even if two arrive at once. */
  last: Promise<void>;
}

export interface Staging {
  open(name: string, bytes: number): Promise<string>;
  append(id: string, offset: number, piece: Blob): Promise<void>;
  discard(id: string): Promise<void>;
  /** The whole file on disk. Throws UserError `api.stagedIncomplete` before its last piece has come. */
  path(id: string): Promise<string>;
  /** Discards what is left. */
  close(): Promise<void>;
}

export interface StagingOptions {
  readonly folder: string;
  readonly newId: () => string;
  readonly freeBytes: () => number | null;
}

/** The last part of a name, without what a file system or a terminal would stumble over. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const clean = last.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').replace(/^\.+$/, '');
  // File systems count bytes: 255 of them, some of which may become four from one character.
  const characters = Array.from(clean);
  while (Buffer.byteLength(characters.join('')) > 200) characters.splice(Math.floor(characters.length / 2), 1);
  return characters.length === 0 ? 'data' : characters.join('');
}

export function createStaging({ folder, newId, freeBytes }: StagingOptions): Staging {
  const files = new Map<string, StagedFile>();
  // What an earlier process left is of no use to anyone. Every call waits for this.
  const ready = rm(folder, { recursive: true, force: true }).then(() => mkdir(folder, { recursive: true }));
  // A failure is told by the calls that wait for it.
  ready.catch(() => undefined);

  function fileOf(id: string): StagedFile {
    const file = files.get(id);
    if (file === undefined) throw new UserError('api.stagedUnknown', { id });
    return file;
  }

  async function discard(id: string): Promise<void> {
    const file = files.get(id);
    if (file === undefined) return;
    files.delete(id);
    await file.last.catch(() => undefined);
    await file.handle.close().catch(() => undefined);
    await rm(file.folder, { recursive: true, force: true });
  }

  return {
    async open(name, bytes) {
      await ready;
      const free = freeBytes();
      if (free !== null && bytes + reserve > free) {
        throw new UserError('api.diskFull', { name: safeName(name), neededBytes: bytes, freeBytes: free });
      }
      const id = newId();
      const own = join(folder, id);
      await mkdir(own);
      const path = join(own, safeName(name));
      const handle = await open(path, 'wx');
      files.set(id, { folder: own, path, bytes, handle, received: 0, last: Promise.resolve() });
      return id;
    },

    append(id, offset, piece) {
      const file = fileOf(id);
      const write = async (): Promise<void> => {
        if (piece.size > largestPiece || offset !== file.received || offset + piece.size > file.bytes) {
          throw new UserError('api.stagedOutOfOrder', { expected: file.received, found: offset }, { path: 'offset' });
        }
        await file.handle.write(Buffer.from(await piece.arrayBuffer()), 0, piece.size, offset);
        file.received += piece.size;
      };
      const done = file.last.then(write);
      // One refused piece does not keep the right one from following.
      file.last = done.catch(() => undefined);
      return done;
    },

    discard,

    async path(id) {
      const file = fileOf(id);
      await file.last;
      if (file.received !== file.bytes) {
        throw new UserError('api.stagedIncomplete', { received: file.received, expected: file.bytes });
      }
      return file.path;
    },

    async close() {
      await ready.catch(() => undefined);
      await Promise.all([...files.keys()].map(discard));
    },
  };
}
