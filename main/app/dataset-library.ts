/** Data sets as the API and the runner use them: the data service's folders and the store's rows, always together. */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ColumnProfile, DataWarning, DatasetDetail, ImportEvent, TableSource } from '../api/contract/index.ts';
import { toDatasetSummary } from '../api/dataset-mapping.ts';
import type { DatasetService } from '../api/services.ts';
import type { Staging } from '../api/staging.ts';
import { BugError, UserError } from '../base/errors.ts';
import { datasetManifestSchema, type DatasetManifest } from '../datasets/manifest.ts';
import type { DataService, TableFile } from '../datasets/service.ts';
import type { DatasetRecord } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { locations } from './locations.ts';

export interface DatasetLibraryOptions {
  readonly store: ExperimentStore;
  readonly staging: Staging;
  readonly newId: () => string;
  /** The folder of all data sets. */
  readonly folder: string;
  /** Opens the data service; called once, when it is first needed. */
  readonly openService: () => Promise<DataService>;
}

type ImportStep =
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number; readonly rows: number }
  | { readonly kind: 'done'; readonly dataset: DatasetRecord; readonly isNew: boolean };

export interface DatasetLibrary extends DatasetService {
  readonly service: () => Promise<DataService>;
  /** For the runner: the data set of this file's content, and whether it had to be brought in. */
  importTable(path: string, options: { readonly signal: AbortSignal }): Promise<{ id: string; isNew: boolean }>;
  /** Undoes an import that no run has used. */
  discardTable(id: string): Promise<void>;
  manifest(reference: string): DatasetManifest;
  /** Profiles do not change: each is made once. */
  profile(id: string): Promise<{ readonly columns: ColumnProfile[]; readonly warnings: DataWarning[] }>;
  close(): Promise<void>;
}

export function createDatasetLibrary(options: DatasetLibraryOptions): DatasetLibrary {
  const { store, staging, newId, folder } = options;
  const profiles = new Map<string, ReturnType<DatasetLibrary['profile']>>();
  let opened: Promise<DataService> | null = null;

  function service(): Promise<DataService> {
    opened ??= removeOrphans(folder, store.datasets.ids()).then(options.openService);
    return opened;
  }

  /** Brings a file in. Content that is here already is found again, under the name it has. */
  async function* bringIn(
    file: TableFile,
    wishedName: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ImportStep, void, undefined> {
    const data = await service();
    const id = newId();
    let manifest: DatasetManifest | undefined;
    for await (const item of data.import({ ...file, id }, { signal })) {
      if (item.type === 'progress') yield { kind: 'progress', ...item.progress };
      else manifest = item.result;
    }
    if (manifest === undefined) throw new BugError('an import ended without a result');
    const known = store.datasets.findByHash(manifest.hash);
    if (known !== undefined) {
      await data.remove(id);
      yield { kind: 'done', dataset: known, isNew: false };
      return;
    }
    let dataset: DatasetRecord;
    try {
      dataset = store.datasets.insert({
        id,
        name: wishedName ?? nameOf(manifest.sourceName),
        kind: 'table',
        rows: manifest.rows,
        columns: manifest.columns.length,
        bytes: manifest.bytes,
        hash: manifest.hash,
        sourceName: manifest.sourceName,
        warningCount: manifest.warnings.length,
        detail: manifest,
      });
    } catch (error) {
      await data.remove(id);
      throw error;
    }
    yield { kind: 'done', dataset, isNew: true };
  }

  async function fileOf(source: TableSource): Promise<{ path: string; name?: string }> {
    switch (source.kind) {
      case 'path':
        return { path: source.path };
      case 'staged':
        return { path: await staging.path(source.id) };
      case 'sample':
        if (!/^[a-z0-9-]+$/.test(source.name)) throw new UserError('api.sampleUnknown', { name: source.name });
        return { path: join(locations.samples, `${source.name}.csv`) };
      default:
        throw new BugError(`unknown source ${JSON.stringify(source satisfies never)}`);
    }
  }

  function manifest(reference: string): DatasetManifest {
    return datasetManifestSchema.parse(store.datasets.get(reference).detail);
  }

  function profile(id: string): ReturnType<DatasetLibrary['profile']> {
    let known = profiles.get(id);
    if (known === undefined) {
      known = service().then((data) => data.profile(id));
      profiles.set(id, known);
      known.catch(() => profiles.delete(id));
    }
    return known;
  }

  return {
    service,
    manifest,
    profile,

    async preview(source, tableOptions) {
      const data = await service();
      return data.preview({ ...(await fileOf(source)), options: tableOptions });
    },

    async *import(source, { name, options: tableOptions, signal }): AsyncGenerator<ImportEvent, void, undefined> {
      const file = { ...(await fileOf(source)), options: tableOptions };
      for await (const step of bringIn(file, name, signal)) {
        if (step.kind === 'progress') {
          yield step;
          continue;
        }
        if (source.kind === 'staged') await staging.discard(source.id);
        yield { kind: 'done', dataset: toDatasetSummary(step.dataset) };
      }
    },

    list: () => store.datasets.list().map(toDatasetSummary),

    async get(reference): Promise<DatasetDetail> {
      const dataset = store.datasets.get(reference);
      const { options: tableOptions, warnings, rejected } = manifest(dataset.id);
      const { columns, warnings: more } = await profile(dataset.id);
      return {
        ...toDatasetSummary(dataset),
        options: tableOptions,
        profile: columns,
        warnings: [...warnings, ...more],
        rejected,
      };
    },

    async rows(id, offset, limit) {
      const data = await service();
      return data.rows(id, { offset, limit });
    },

    async importTable(path, { signal }) {
      for await (const step of bringIn({ path }, undefined, signal)) {
        if (step.kind === 'done') return { id: step.dataset.id, isNew: step.isNew };
      }
      throw new BugError('an import ended without a data set');
    },

    async discardTable(id) {
      store.datasets.discard(id);
      await (await service()).remove(id);
    },

    async close() {
      const data = await opened?.catch(() => undefined);
      await data?.close();
    },
  };
}

/** `data/Iris flowers.csv.gz` → `Iris flowers`. */
function nameOf(sourceName: string): string {
  const name = basename(sourceName);
  return name.replace(/(\.(csv|tsv|txt|parquet|xlsx|json|arrow))?(\.(gz|zst|zip))?$/i, '') || name;
}

/** Folders whose import was cut off between the files and the row: nobody knows of them, nobody will. */
async function removeOrphans(folder: string, known: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const orphans = entries.filter((entry) => entry.isDirectory() && !known.has(entry.name));
  await Promise.all(orphans.map((entry) => rm(join(folder, entry.name), { recursive: true, force: true })));
}
