/** A source on its way in, whatever its kind: sent in pieces where the core cannot open it, previewed, corrected, imported. */
import type { SerializedError } from '../../../main/base/errors.ts';
import type { DatasetKind, DatasetSummary, ImportEvent, TableSource } from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';
import { sendFile, type SourceFile } from '../../connection/send-file.ts';
import { codedError } from '../../errors.ts';

/** `sending` and `reading` come before the first preview; a later correction keeps the old preview in sight. */
export type ImportPhase = 'sending' | 'reading' | 'ready' | 'importing' | 'done';

/** A source that an import of another kind has opened or sent already. */
export interface HandedOver {
  readonly source: TableSource;
  readonly fileName: string;
  readonly path: string | null;
}

/** A file that the window has, a place that the core can open itself, or a sample that ships with Athanor. */
export type ImportOrigin =
  | { readonly file: SourceFile; readonly path: string | null }
  | { readonly path: string }
  | { readonly sample: string }
  | HandedOver;

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
  /** Rows read so far; 0 while the file is being sent. */
  readonly rows: number;
}

/** How long typing goes on before the file is read again, in milliseconds. */
const settleTime = 250;

export type ImportApi = Pick<Client, 'datasets'>;

export abstract class SourceImport<Preview extends { readonly bytes: number }, Options extends object> {
  abstract readonly kind: DatasetKind;
  readonly fileName: string;
  /** Where the core finds it itself; null for what the window sends, and for samples. */
  readonly path: string | null;
  protected readonly api: ImportApi;
  readonly #file: SourceFile | null;
  #source: TableSource | null;
  #phase = $state<ImportPhase>('sending');
  #preview = $state.raw<Preview | null>(null);
  #chosen = $state.raw<Options>({} as Options);
  #problem = $state.raw<SerializedError | null>(null);
  #progress = $state.raw<ImportProgress>({ done: 0, total: 0, rows: 0 });
  #rereading = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request = 0;
  #abort: AbortController | null = null;
  #gone = false;
  name = $state('');
  /** The data set that it is a newer version of; undefined until somebody says: see `previousOf`. */
  previous = $state<string | null | undefined>(undefined);

  constructor(api: ImportApi, from: ImportOrigin) {
    this.api = api;
    this.#file = 'file' in from ? from.file : null;
    this.path = 'sample' in from ? null : from.path;
    if ('source' in from) {
      this.fileName = from.fileName;
      this.#source = from.source;
    } else if ('sample' in from) {
      this.fileName = from.sample;
      this.#source = { kind: 'sample', name: from.sample };
    } else {
      this.fileName = 'file' in from ? from.file.name : lastPart(from.path);
      this.#source = from.path === null ? null : { kind: 'path', path: from.path };
    }
    this.name = this.fileName.replace(/\.[^.]{1,5}$/u, '');
  }

  get phase(): ImportPhase {
    return this.#phase;
  }

  get preview(): Preview | null {
    return this.#preview;
  }

  /** The options that the person set; the rest is sniffed. */
  get chosen(): Options {
    return this.#chosen;
  }

  get problem(): SerializedError | null {
    return this.#problem;
  }

  get progress(): ImportProgress {
    return this.#progress;
  }

  /** A correction is being read; the preview in sight is the one before. */
  get rereading(): boolean {
    return this.#rereading;
  }

  async start(): Promise<void> {
    try {
      if (this.#source === null && this.#file !== null) await this.#send(this.#file);
    } catch (error) {
      this.#fail(error);
      return;
    }
    await this.#read();
  }

  /** Corrects how the source is read. */
  change(options: Partial<Options>): void {
    this.replaceOptions({ ...this.#chosen, ...options });
  }

  protected replaceOptions(options: Options): void {
    this.#chosen = options;
    this.#rereading = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), settleTime);
  }

  /** Asks the core how the source would be read; null where another import has taken over. */
  protected abstract read(source: TableSource, options: Options): Promise<Preview | null>;

  protected abstract bringIn(
    request: { readonly source: TableSource; readonly options: Options; readonly name?: string },
    signal: AbortSignal,
  ): Promise<AsyncIterable<ImportEvent>>;

  /** Imports it; null if it was refused or cancelled. */
  async import(): Promise<DatasetSummary | null> {
    const source = this.#source;
    if (source === null) return null;
    const abort = new AbortController();
    this.#abort = abort;
    this.#problem = null;
    this.#phase = 'importing';
    this.#progress = { done: 0, total: this.#preview?.bytes ?? 0, rows: 0 };
    try {
      const name = this.name.trim();
      const request = { source, options: this.#chosen, ...(name === '' ? {} : { name }) };
      for await (const event of await this.bringIn(request, abort.signal)) {
        if (event.kind === 'progress') {
          this.#progress = { done: event.doneBytes, total: event.totalBytes, rows: event.rows };
        } else {
          this.#phase = 'done';
          this.#discardStaged();
          return event.dataset;
        }
      }
      this.#phase = 'ready';
      return null;
    } catch (error) {
      if (!abort.signal.aborted) this.#problem = codedError(error);
      this.#phase = 'ready';
      return null;
    } finally {
      this.#abort = null;
    }
  }

  /** Ends the import that is under way; nothing of it stays. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Leaves: ends what is under way and forgets the staged file. */
  leave(): void {
    this.#gone = true;
    clearTimeout(this.#timer);
    this.cancel();
    if (this.#phase !== 'done') this.#discardStaged();
  }

  /** Gives the source to an import of another kind; this one forgets it. */
  protected handOver(source: TableSource): HandedOver {
    this.#gone = true;
    this.#source = null;
    return { source, fileName: this.fileName, path: this.path };
  }

  async #send(file: SourceFile): Promise<void> {
    this.#phase = 'sending';
    this.#progress = { done: 0, total: file.size, rows: 0 };
    await sendFile(this.api, file, {
      onOpened: (source) => (this.#source = source),
      onProgress: (done) => (this.#progress = { done, total: file.size, rows: 0 }),
      isOver: () => this.#gone,
    });
  }

  async #read(): Promise<void> {
    const source = this.#source;
    if (source === null || this.#gone) return;
    this.#request += 1;
    const request = this.#request;
    if (this.#preview === null) this.#phase = 'reading';
    try {
      const preview = await this.read(source, this.#chosen);
      // A later correction has overtaken this one.
      if (preview === null || request !== this.#request) return;
      this.#preview = preview;
      this.#problem = null;
      this.#phase = 'ready';
    } catch (error) {
      if (request !== this.#request) return;
      this.#fail(error);
    }
    this.#rereading = false;
  }

  #fail(error: unknown): void {
    this.#problem = codedError(error);
    this.#phase = 'ready';
  }

  #discardStaged(): void {
    if (this.#source?.kind !== 'staged') return;
    // The core forgets stale files by itself; a failure here costs nothing.
    this.api.datasets.stageDiscard({ id: this.#source.id }).catch(() => undefined);
  }
}

/** `/home/me/pets/` → `pets`, on any system. */
function lastPart(path: string): string {
  return (
    path
      .replace(/[/\\]+$/u, '')
      .split(/[/\\]/u)
      .at(-1) ?? path
  );
}
