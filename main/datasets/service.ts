/** Data sets of one data folder, for the rest of the app. Owns the data process: started when needed, one at a time. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { spawnChild, type Child } from '../processes/spawn.ts';
import type { StreamItem } from '../processes/requests.ts';
import type { Part } from './files/types.ts';
import type { AudioOptions, AudioPreview, ClipPage } from './audio/types.ts';
import type { ImageOptions, ImagePage, ImagePreview } from './images/types.ts';
import {
  readManifest,
  type AudioManifest,
  type DatasetManifest,
  type ImageManifest,
  type TableManifest,
} from './manifest.ts';
import type { NewData, NewRows, PredictedColumn, PredictionFormat } from './prediction/types.ts';
import type { PreparedManifest } from './prepared.ts';
import {
  dataProtocol,
  type ColumnProfile,
  type ImportProgress,
  type QueryResult,
  type Sort,
  type TablePreview,
  type TableProfile,
  type TableRows,
} from './process/protocol.ts';
import type { DataSpec, TargetUse } from './spec.ts';
import type { TableAssociations } from './table/associations/types.ts';
import type { RecipePreview, RecipePreviewRequest } from './table/recipe-preview-types.ts';
import { removeUnfinished } from './table/folder.ts';
import type { Vocabulary, VocabularyRequest } from './tokens/types.ts';
import type { TableOptions } from './types.ts';

export interface DataServiceOptions {
  /** The data folder; data sets live in `datasets/<id>` below it. */
  readonly dataFolder: string;
  /** A plain Node binary. */
  readonly node: string;
  /** `main/datasets/process/main.ts`, or its bundle. */
  readonly entry: string;
  /** Lines that the data process prints, for the log. */
  readonly onOutput?: (line: string) => void;
}

export interface TableFile {
  readonly path: string;
  /** The name to show, where it is not the path's own (a staged upload). */
  readonly name?: string | undefined;
}

/** Files that are one table, in this order, and how they are to be read. */
export interface TableFiles {
  readonly files: readonly TableFile[];
  readonly options?: TableOptions | undefined;
}

/** A folder, an archive, an array or a list. */
export interface ImageSource extends TableFile {
  readonly options?: ImageOptions | undefined;
}

/** A folder, an archive or a list. */
export interface AudioSource extends TableFile {
  readonly options?: AudioOptions | undefined;
}

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

export class DataService implements AsyncDisposable {
  readonly #folder: string;
  readonly #options: DataServiceOptions;
  #child: Child<typeof dataProtocol> | undefined;
  #closed = false;

  private constructor(folder: string, options: DataServiceOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Removes what a killed process left behind: only for the process that holds the data folder. */
  static async open(options: DataServiceOptions): Promise<DataService> {
    const folder = join(resolve(options.dataFolder), 'datasets');
    await mkdir(folder, { recursive: true });
    await removeUnfinished(folder);
    const removed = (await readdir(folder)).filter((name) => name.startsWith(removedPrefix));
    await Promise.all(removed.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    return new DataService(folder, options);
  }

  /** Starts the data process before it is needed. */
  warm(): void {
    this.#process();
  }

  /** How files would be read. */
  async preview(table: TableFiles, { signal }: Cancellable = {}): Promise<TablePreview> {
    return this.#process().requests.request('preview', requestOf(table), { signal });
  }

  /**
   * Brings files in under `id` (a new one where it is left out). Leaving the loop early, like the signal, cancels and
   * leaves nothing behind. Content that is here already gets another folder with an equal `hash`: reuse is the caller's.
   */
  import(
    table: TableFiles & { readonly id?: string | undefined },
    { signal }: Cancellable = {},
  ): AsyncGenerator<StreamItem<ImportProgress, TableManifest>, void, undefined> {
    const folder = this.folderOf(table.id ?? randomUUID());
    return this.#process().requests.stream('import', { ...requestOf(table), folder }, { signal });
  }

  /** How images would be read. */
  async previewImages(source: ImageSource, { signal }: Cancellable = {}): Promise<ImagePreview> {
    return this.#process().requests.request('previewImages', filesOf(source), { signal });
  }

  /** As `import`. */
  importImages(
    source: ImageSource & { readonly id?: string | undefined },
    { signal }: Cancellable = {},
  ): AsyncGenerator<StreamItem<ImportProgress, ImageManifest>, void, undefined> {
    const folder = this.folderOf(source.id ?? randomUUID());
    return this.#process().requests.stream('importImages', { ...filesOf(source), folder }, { signal });
  }

  /** Pictures of `rows`, or a page of all images, of one class or of one part. */
  async images(
    id: string,
    query: {
      readonly rows?: readonly number[] | undefined;
      readonly offset: number;
      readonly limit: number;
      readonly label?: number | undefined;
      readonly part?: Part | undefined;
      readonly edge: number;
    },
    { signal }: Cancellable = {},
  ): Promise<ImagePage> {
    const { rows, offset, limit, label = null, part = null, edge } = query;
    const request = { folder: this.folderOf(id), rows: rows ? [...rows] : null, offset, limit, label, part, edge };
    return this.#process().requests.request('images', request, { signal });
  }

  /** How sounds would be read. */
  async previewAudio(source: AudioSource, { signal }: Cancellable = {}): Promise<AudioPreview> {
    return this.#process().requests.request('previewAudio', filesOf(source), { signal });
  }

  /** As `import`. */
  importAudio(
    source: AudioSource & { readonly id?: string | undefined },
    { signal }: Cancellable = {},
  ): AsyncGenerator<StreamItem<ImportProgress, AudioManifest>, void, undefined> {
    const folder = this.folderOf(source.id ?? randomUUID());
    return this.#process().requests.stream('importAudio', { ...filesOf(source), folder }, { signal });
  }

  /** Pictures of the sounds of `rows`, or of a page of all sounds or of one class. */
  async clips(
    id: string,
    query: {
      readonly rows?: readonly number[] | undefined;
      readonly offset: number;
      readonly limit: number;
      readonly label?: number | undefined;
      readonly part?: Part | undefined;
      readonly columns: number;
      readonly bands: number;
    },
    { signal }: Cancellable = {},
  ): Promise<ClipPage> {
    const { rows, label = null, part = null, ...rest } = query;
    const request = { ...rest, folder: this.folderOf(id), rows: rows ? [...rows] : null, label, part };
    return this.#process().requests.request('clips', request, { signal });
  }

  /** One stored sound as a WAV file. */
  async sound(id: string, row: number, { signal }: Cancellable = {}): Promise<Uint8Array> {
    const { wav } = await this.#process().requests.request('sound', { folder: this.folderOf(id), row }, { signal });
    return wav;
  }

  async profile(id: string, { signal }: Cancellable = {}): Promise<TableProfile> {
    return this.#process().requests.request('profile', { folder: this.folderOf(id) }, { signal });
  }

  /** How the columns hang together, with each other and with `target`; `profiles` are those of `profile`. */
  async associations(
    id: string,
    { target, profiles }: { readonly target: string | null; readonly profiles: readonly ColumnProfile[] },
    { signal }: Cancellable = {},
  ): Promise<TableAssociations> {
    const request = { folder: this.folderOf(id), target, profiles: [...profiles] };
    return this.#process().requests.request('associations', request, { signal });
  }

  /** Rows of a table by their numbers, from 0 in file order, in the order asked for; at most 1,000. */
  async chosenRows(id: string, rows: readonly number[], { signal }: Cancellable = {}): Promise<TableRows> {
    return this.#process().requests.request('chosenRows', { folder: this.folderOf(id), rows: [...rows] }, { signal });
  }

  async rows(
    id: string,
    page: {
      readonly offset: number;
      readonly limit: number;
      readonly sort?: Sort | undefined;
      /** A condition in SQL. */
      readonly filter?: string | undefined;
    },
    { signal }: Cancellable = {},
  ): Promise<TableRows> {
    const { offset, limit, sort = null, filter = null } = page;
    const request = { folder: this.folderOf(id), offset, limit, sort, filter };
    return this.#process().requests.request('rows', request, { signal });
  }

  /** What a recipe would make of a table, without writing anything. */
  async previewRecipe(
    id: string,
    query: Omit<RecipePreviewRequest, 'folder'>,
    { signal }: Cancellable = {},
  ): Promise<RecipePreview> {
    return this.#process().requests.request('previewRecipe', { ...query, folder: this.folderOf(id) }, { signal });
  }

  /** What a tokenizer would learn from a column of texts. */
  async vocabulary(
    id: string,
    query: Omit<VocabularyRequest, 'folder' | 'text'> & { readonly text?: string | undefined },
    { signal }: Cancellable = {},
  ): Promise<Vocabulary> {
    const request = { ...query, text: query.text ?? null, folder: this.folderOf(id) };
    return this.#process().requests.request('vocabulary', request, { signal });
  }

  /** One SELECT over the table, which is called `data`. */
  async query(
    id: string,
    query: { readonly sql: string; readonly limit: number },
    { signal }: Cancellable = {},
  ): Promise<QueryResult> {
    return this.#process().requests.request('query', { ...query, folder: this.folderOf(id) }, { signal });
  }

  /**
   * Writes the arrays of an experiment to `target` (see `prepared.ts`), replacing older ones there.
   *
   * @param uses what the losses make of the targets, in the order of `targetsOf`
   */
  async prepare(
    id: string,
    request: { readonly spec: DataSpec; readonly uses: readonly TargetUse[]; readonly target: string },
    { signal }: Cancellable = {},
  ): Promise<PreparedManifest> {
    const target = resolve(request.target);
    return this.#process().requests.request(
      'prepare',
      { ...request, uses: [...request.uses], target, folder: this.folderOf(id) },
      { signal },
    );
  }

  /** Prepares new rows as those of `prepared` were, into a folder that must not exist. */
  async prepareNew(
    request: { readonly data: NewData; readonly prepared: PreparedManifest; readonly target: string },
    { signal }: Cancellable = {},
  ): Promise<NewRows> {
    return this.#process().requests.request('prepareNew', request, { signal });
  }

  /** Writes a table that `prepareNew` has read, with columns of predictions beside it. */
  async writePredictions(
    request: {
      readonly folder: string;
      readonly columns: readonly PredictedColumn[];
      readonly file: string;
      readonly format: PredictionFormat;
    },
    { signal }: Cancellable = {},
  ): Promise<void> {
    const columns = [...request.columns];
    await this.#process().requests.request('writePredictions', { ...request, columns }, { signal });
  }

  async manifest(id: string): Promise<DatasetManifest> {
    return readManifest(this.folderOf(id));
  }

  /** Every data set in the folder; those without a manifest are left out. */
  async manifests(): Promise<DatasetManifest[]> {
    const names = (await readdir(this.#folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const found = await Promise.all(
      names.map(({ name }) => readManifest(join(this.#folder, name)).catch(() => undefined)),
    );
    return found.filter((manifest) => manifest !== undefined);
  }

  /** Deletes a data set for good; one that is not there is no error. */
  async remove(id: string): Promise<void> {
    const doomed = join(this.#folder, `${removedPrefix}${randomUUID()}`);
    try {
      // Renamed first, so that it is gone at once and never half there.
      await rename(this.folderOf(id), doomed);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    await rm(doomed, { recursive: true, force: true });
  }

  folderOf(id: string): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(id)) throw new UserError('datasets.missing', { folder: id });
    return join(this.#folder, id);
  }

  /** Ends the data process; what it was doing is cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#child?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The running process, or a new one where the last has ended. */
  #process(): Child<typeof dataProtocol> {
    if (this.#closed) throw new UserError('processes.ended', { process: dataProtocol.name });
    if (this.#child) return this.#child;
    const { node, entry, onOutput } = this.#options;
    const child = spawnChild({ protocol: dataProtocol, node, entry, ...(onOutput ? { onOutput } : {}) });
    this.#child = child;
    void child.exited.then(() => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}

const removedPrefix = '.removed-';

function requestOf({ files, options = {} }: TableFiles): {
  files: { path: string; file: string }[];
  options: TableOptions;
} {
  const named = files.map(({ path, name }) => {
    const whole = resolve(path);
    return { path: whole, file: name ?? basename(whole) };
  });
  return { files: named, options };
}

function filesOf<Options extends object>({
  path,
  name,
  options,
}: TableFile & { readonly options?: Options | undefined }): { path: string; file: string; options: Partial<Options> } {
  const whole = resolve(path);
  return { path: whole, file: name ?? basename(whole), options: options ?? {} };
}
