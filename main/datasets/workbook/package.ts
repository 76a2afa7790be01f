/** The zip file that a workbook is: its parts as streams, with bounds on what may come out of them. */
import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { UserError } from '../../base/errors.ts';
import { fileError, type NamedFile } from '../source/source.ts';

/** A part that grows beyond both bounds is made to fill a memory or a disk. */
const largestGrowth = 500;
const unsuspiciousBytes = 2 ** 26;
const mostParts = 10_000;

export class WorkbookPackage implements Disposable {
  readonly #source: NamedFile;
  readonly #zip: ZipFile;
  readonly #parts: ReadonlyMap<string, Entry>;

  private constructor(source: NamedFile, zip: ZipFile, parts: ReadonlyMap<string, Entry>) {
    this.#source = source;
    this.#zip = zip;
    this.#parts = parts;
  }

  /** Throws UserError `datasets.workbookDamaged` for what is no whole zip file. */
  static async open(source: NamedFile): Promise<WorkbookPackage> {
    const { openPromise } = await import('yauzl');
    const { path, file } = source;
    try {
      const zip = await openPromise(path, { autoClose: false });
      const parts = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (parts.size >= mostParts) throw new Error(`more than ${mostParts} parts`);
        parts.set(entry.fileName, entry);
      }
      return new WorkbookPackage(source, zip, parts);
    } catch (cause) {
      if (cause instanceof Error && 'syscall' in cause) throw fileError(cause, source);
      throw damaged(file, cause);
    }
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  /** Throws UserError `datasets.workbookDamaged` or `datasets.packedBomb`; so does whoever reads the stream. */
  async *text(name: string): AsyncGenerator<string> {
    const { file } = this.#source;
    const entry = this.#parts.get(name);
    if (entry === undefined) throw damaged(file, new Error(`there is no ${name}`));
    const { compressedSize, uncompressedSize } = entry;
    if (uncompressedSize > unsuspiciousBytes && uncompressedSize > compressedSize * largestGrowth)
      throw new UserError('datasets.packedBomb', { file, times: largestGrowth }, { location: { file } });
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      const stream: Readable = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Uint8Array>) yield decoder.decode(chunk, { stream: true });
      yield decoder.decode();
    } catch (cause) {
      throw damaged(file, cause);
    }
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }
}

export function damaged(file: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError('datasets.workbookDamaged', { file, reason }, { location: { file }, cause });
}
