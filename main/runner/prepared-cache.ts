/** Prepared arrays of experiments, kept: a second run on the same data and recipe starts from them. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataService } from '../datasets/service.ts';
import { preparedFiles, readPreparedManifest, type PreparedManifest } from '../datasets/prepared.ts';
import type { DataSpec, TargetUse } from '../datasets/spec.ts';
import { canonicalJson } from '../experiments/experiment-settings.ts';
import type { JsonValue, SplitRows } from '../experiments/records.ts';

/** Folders kept beside those in use; the longest unused go first. */
const keptFolders = 32;

export interface PreparedData {
  readonly folder: string;
  readonly manifest: PreparedManifest;
  /** Whether it was made now and not found. */
  readonly isNew: boolean;
}

export interface PrepareRequest {
  readonly datasetId: string;
  readonly datasetHash: string;
  readonly spec: DataSpec;
  readonly uses: readonly TargetUse[];
}

export class PreparedCache {
  readonly #root: string;
  readonly #datasets: Pick<DataService, 'prepare'>;
  readonly #inUse = new Map<string, number>();

  constructor(dataFolder: string, datasets: Pick<DataService, 'prepare'>) {
    this.#root = join(dataFolder, 'prepared');
    this.#datasets = datasets;
  }

  /** The arrays of an experiment. Call `release` when the run that reads them has ended. */
  async obtain(request: PrepareRequest, signal: AbortSignal): Promise<PreparedData> {
    const key = keyOf(request);
    const folder = join(this.#root, key);
    this.#inUse.set(folder, (this.#inUse.get(folder) ?? 0) + 1);
    try {
      const now = new Date();
      const found = await readPreparedManifest(folder).catch(() => null);
      if (found !== null) {
        await utimes(folder, now, now).catch(() => undefined);
        return { folder, manifest: found, isNew: false };
      }
      await mkdir(this.#root, { recursive: true });
      const { datasetId, spec, uses } = request;
      const manifest = await this.#datasets.prepare(datasetId, { spec, uses, target: folder }, { signal });
      return { folder, manifest, isNew: true };
    } catch (error) {
      this.release(folder);
      throw error;
    }
  }

  release(folder: string): void {
    const users = (this.#inUse.get(folder) ?? 1) - 1;
    if (users > 0) this.#inUse.set(folder, users);
    else this.#inUse.delete(folder);
  }

  /** Undoes `obtain` for an experiment that came to nothing. */
  async discard({ folder, isNew }: PreparedData): Promise<void> {
    this.release(folder);
    if (isNew && !this.#inUse.has(folder)) await rm(folder, { recursive: true, force: true });
  }

  /** Removes these folders, by name, except those in use; gives those that are gone. */
  async remove(names: readonly string[]): Promise<string[]> {
    const gone: string[] = [];
    for (const name of await readdir(this.#root).catch(() => [])) {
      const path = join(this.#root, name);
      if (!names.includes(name) || this.#inUse.has(path)) continue;
      await rm(path, { recursive: true, force: true });
      gone.push(name);
    }
    return gone;
  }

  /** Removes the longest unused folders beyond what is kept. */
  async trim(): Promise<void> {
    const names = await readdir(this.#root).catch(() => []);
    if (names.length <= keptFolders) return;
    const folders = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#root, name);
        return { path, used: (await stat(path)).mtimeMs };
      }),
    );
    const oldestFirst = folders.toSorted((one, other) => one.used - other.used);
    for (const { path } of oldestFirst.slice(0, names.length - keptFolders)) {
      if (!this.#inUse.has(path)) await rm(path, { recursive: true, force: true });
    }
  }
}

/** Equal content, recipe and split give equal arrays, wherever the file lay. */
function keyOf({ datasetHash, spec, uses }: PrepareRequest): string {
  const { path: _, ...recipe } = spec;
  const identity = { datasetHash, recipe, uses } as unknown as JsonValue;
  return createHash('sha256').update(canonicalJson(identity)).digest('hex').slice(0, 32);
}

/** Row numbers of a prepared split, without reading the features. */
export async function readSplitRows(folder: string): Promise<SplitRows> {
  const [train, validation, test] = await Promise.all(
    [preparedFiles.train, preparedFiles.validation, preparedFiles.test].map(async (name) => {
      const bytes = await readFile(join(folder, name));
      return new Int32Array(Uint8Array.from(bytes).buffer);
    }),
  );
  const none = new Int32Array();
  return { train: train ?? none, validation: validation ?? none, test: test ?? none };
}
