/** Files below one place, wherever they lie: in a folder or in an archive. Names are relative, with forward slashes. */
import type { Readable } from 'node:stream';
import type { RejectedFile } from './types.ts';

export interface TreeFile {
  readonly path: string;
  readonly bytes: number;
}

export interface FileTree {
  /** By path, in the order of code points. */
  readonly files: readonly TreeFile[];
  /** Folders with no file in them. */
  readonly emptyFolders: readonly string[];
  /** What was found and may not be read: links out, names that lead elsewhere. */
  readonly refused: readonly RejectedFile[];
  /** The whole of a file. Throws `FileRefused` for one that cannot be read. */
  read(file: TreeFile): Promise<Uint8Array>;
  /** For files too large to hold. */
  stream(file: TreeFile): Promise<Readable>;
  close(): Promise<void>;
}

/** One file cannot be read; the others may. */
export class FileRefused extends Error {
  readonly reason: RejectedFile['reason'];
  readonly detail: string;
  readonly fault: RejectedFile['fault'];

  constructor(
    reason: RejectedFile['reason'],
    detail: string,
    options: ErrorOptions & { readonly fault?: RejectedFile['fault'] } = {},
  ) {
    super(`${reason}: ${detail}`, options);
    this.reason = reason;
    this.detail = detail;
    this.fault = options.fault;
  }

  /** As it is listed. */
  of(file: string): RejectedFile {
    const { reason, detail, fault } = this;
    return { file, reason, detail, ...(fault === undefined ? {} : { fault }) };
  }
}

/** More files than this are not listed: their names alone would fill the memory. */
export const mostFiles = 2_000_000;
/** No example has more bytes. */
export const largestFile = 256 * 2 ** 20;

const clutter = /^(\.(?!\.?$).*|__MACOSX|Thumbs\.db|desktop\.ini)$/su;

/** What systems and archivers leave among a person's files. A way out (`..`) is none: it is refused by name. */
export function isClutter(path: string): boolean {
  return path.split('/').some((part) => clutter.test(part));
}
