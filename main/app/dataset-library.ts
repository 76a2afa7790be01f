/** Data sets as the API and the runner use them: the data service's folders and the store's rows, always together. */
import { readdir, rm } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { DatasetDetail, DatasetKind, ImportEvent, TableSource } from '../api/contract/index.ts';
import { toAudioDetail, toDatasetSummary, toImageDetail } from '../api/dataset-mapping.ts';
import type { DatasetService } from '../api/services.ts';
import type { Staging } from '../api/staging.ts';
import { BugError, UserError } from '../base/errors.ts';
import type { AudioOptions } from '../datasets/audio/types.ts';
import { kindOfSource } from '../datasets/files/detect.ts';
import type { ImageOptions } from '../datasets/images/types.ts';
import { datasetManifestSchema, type DatasetManifest, type TableManifest } from '../datasets/manifest.ts';
import type { StreamItem } from '../processes/requests.ts';
import type { ImportProgress, TableProfile } from '../datasets/process/protocol.ts';
import type { TableSpec } from '../datasets/spec.ts';
import type { TableOptions } from '../datasets/types.ts';
import type { DataService, TableFile, TableFiles } from '../datasets/service.ts';
import type { DatasetRecord } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { datasetVersions } from './dataset-versions.ts';
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

/** Runs that a data set names; the history has them all. */
const shownRuns = 100;

type ImportStep =
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number; readonly rows: number }
  | { readonly kind: 'done'; readonly dataset: DatasetRecord; readonly isNew: boolean };

export interface DatasetLibrary extends DatasetService {
  readonly service: () => Promise<DataService>;
  /** For the runner: the data set of this source's content, and whether it had to be brought in. */
  importData(
    path: string,
    options: {
      readonly kind: DatasetKind;
      /** How a table is read. */
      readonly read?: TableOptions | undefined;
      readonly signal: AbortSignal;
    },
  ): Promise<{ id: string; isNew: boolean }>;
  /** Undoes an import that no run has used. */
  discardData(id: string): Promise<void>;
  manifest(reference: string): DatasetManifest;
  /** Columns alone; each data set is profiled once. */
  columnProfiles(id: string): Promise<TableProfile>;
  close(): Promise<void>;
}

export function createDatasetLibrary(options: DatasetLibraryOptions): DatasetLibrary {
  const { store, staging, newId, folder } = options;
  const profiles = new Map<string, Promise<TableProfile>>();
  let opened: Promise<DataService> | null = null;

  function service(): Promise<DataService> {
    opened ??= removeOrphans(folder, store.datasets.ids()).then(options.openService);
    return opened;
  }

  /** Brings a source in. Content that is here already is found again, under the name it has. */
  async function* bringIn(
    open: ImportStart,
    wishedName: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ImportStep, void, undefined> {
    const data = await service();
    const id = newId();
    let manifest: DatasetManifest | undefined;
    for await (const item of open(data, id, signal)) {
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
        kind: manifest.kind,
        rows: manifest.rows,
        columns: manifest.kind === 'table' ? manifest.columns.length : 0,
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

  function filesOf(sources: readonly TableSource[]): Promise<TableFile[]> {
    return Promise.all(sources.map(fileOf));
  }

  async function fileOf(source: TableSource): Promise<TableFile> {
    switch (source.kind) {
      case 'path':
        return { path: source.path };
      case 'staged':
        return { path: await staging.path(source.id) };
      case 'sample':
        return { path: await samplePath(source.name) };
      default:
        throw new BugError(`unknown source ${JSON.stringify(source satisfies never)}`);
    }
  }

  /** The steps of an import as the window hears of them. What was staged for it is of no use any more. */
  async function* announce(
    steps: AsyncIterable<ImportStep>,
    sources: readonly TableSource[],
  ): AsyncGenerator<ImportEvent, void, undefined> {
    for await (const step of steps) {
      if (step.kind === 'progress') {
        yield step;
        continue;
      }
      for (const source of sources) if (source.kind === 'staged') await staging.discard(source.id);
      yield { kind: 'done', dataset: toDatasetSummary(step.dataset) };
    }
  }

  function manifest(reference: string): DatasetManifest {
    return datasetManifestSchema.parse(store.datasets.get(reference).detail);
  }

  function requireTable(id: string): TableManifest {
    const known = manifest(id);
    if (known.kind === 'table') return known;
    throw new UserError('api.notATable', { name: store.datasets.get(id).name, kind: known.kind }, { path: 'id' });
  }

  function runsOn(id: string): DatasetDetail['runs'] {
    return store.runs
      .list({ datasetId: id, limit: shownRuns }, { metrics: [], settings: [] })
      .map((run) => ({ id: run.id, name: run.name, status: run.status }));
  }

  /** Data sets do not change: each is profiled once. */
  function columnProfiles(id: string): Promise<TableProfile> {
    let known = profiles.get(id);
    if (known === undefined) {
      known = service().then((data) => data.profile(id));
      profiles.set(id, known);
      known.catch(() => profiles.delete(id));
    }
    return known;
  }

  /** The table that an experiment names by its path. */
  async function importPath(
    { path, read }: Pick<TableSpec, 'path' | 'read'>,
    base: string | undefined,
  ): Promise<string> {
    if (path === undefined) throw new UserError('runner.pathMissing', {}, { path: 'data.path' });
    const source = isAbsolute(path) ? path : resolve(base ?? locations.examples, path);
    return (await importData(source, { kind: 'table', read, signal: new AbortController().signal })).id;
  }

  async function importData(
    path: string,
    { kind, read, signal }: Parameters<DatasetLibrary['importData']>[1],
  ): Promise<{ id: string; isNew: boolean }> {
    const start = importOf[kind](path, read);
    for await (const step of bringIn(start, undefined, signal)) {
      if (step.kind === 'done') return { id: step.dataset.id, isNew: step.isNew };
    }
    throw new BugError('an import ended without a data set');
  }

  return {
    service,
    manifest,
    importData,
    columnProfiles,

    async preview(sources, tableOptions) {
      const data = await service();
      return data.preview({ files: await filesOf(sources), options: tableOptions });
    },

    async *import(sources, { name, options: tableOptions, signal }): AsyncGenerator<ImportEvent, void, undefined> {
      const table = { files: await filesOf(sources), options: tableOptions };
      yield* announce(bringIn(tableImport(table), name, signal), sources);
    },

    async openFiles(sources) {
      const files = await filesOf(sources);
      return {
        files: files.map(({ path, name }) => ({ path, name: name ?? basename(path) })),
        async [Symbol.asyncDispose]() {
          for (const source of sources) if (source.kind === 'staged') await staging.discard(source.id);
        },
      };
    },

    async detect(source) {
      return kindOfSource((await fileOf(source)).path);
    },

    async previewImages(source, imageOptions) {
      const data = await service();
      const { pixels, ...preview } = await data.previewImages({ ...(await fileOf(source)), options: imageOptions });
      return { ...preview, pixels: new Blob([Uint8Array.from(pixels)]) };
    },

    async *importImages(source, { name, options: imageOptions, signal }): AsyncGenerator<ImportEvent, void, undefined> {
      const { path } = await fileOf(source);
      yield* announce(bringIn(imageImport(path, imageOptions), name, signal), [source]);
    },

    async images(id, query) {
      const { pixels, ...page } = await (await service()).images(id, query);
      return { ...page, pixels: new Blob([Uint8Array.from(pixels)]) };
    },

    async augmented(id, { row, augment, seed, count, edge }) {
      const page = await (await service()).images(id, { rows: [row], offset: 0, limit: 1, edge });
      if (page.images.length === 0) throw new UserError('images.noSuchRow', { row, rows: manifest(id).rows });
      const { augmentedVersions } = await import('./augmented-versions.ts');
      const { height, width, channels } = page;
      const pixels = await augmentedVersions(page, { augment, seed, count });
      return { height, width, channels, pixels: new Blob([Uint8Array.from(pixels)]) };
    },

    async previewAudio(source, audioOptions) {
      const data = await service();
      const preview = await data.previewAudio({ ...(await fileOf(source)), options: audioOptions });
      return { ...preview, ...picturesOf(preview) };
    },

    async *importAudio(source, { name, options: audioOptions, signal }): AsyncGenerator<ImportEvent, void, undefined> {
      const { path } = await fileOf(source);
      yield* announce(bringIn(audioImport(path, audioOptions), name, signal), [source]);
    },

    async clips(id, query) {
      const page = await (await service()).clips(id, query);
      return { ...page, ...picturesOf(page) };
    },

    async sound(id, row) {
      const wav = await (await service()).sound(id, row);
      return { wav: new Blob([Uint8Array.from(wav)], { type: 'audio/wav' }) };
    },

    list: () => store.datasets.list().map(toDatasetSummary),

    async get(reference): Promise<DatasetDetail> {
      const dataset = store.datasets.get(reference);
      const known = manifest(dataset.id);
      if (known.kind === 'images') return toImageDetail(dataset, known, runsOn(dataset.id));
      if (known.kind === 'audio') return toAudioDetail(dataset, known, runsOn(dataset.id));
      const { options: tableOptions, warnings, rejected, sourceName, sourceBytes, sourceHash } = known;
      // Data sets from before there could be several files name one.
      const sources =
        known.sources.length > 0 ? known.sources : [{ name: sourceName, bytes: sourceBytes, hash: sourceHash }];
      const { columns, warnings: more } = await columnProfiles(dataset.id);
      return {
        ...toDatasetSummary(dataset),
        options: tableOptions,
        profile: columns,
        images: null,
        audio: null,
        sources,
        runs: runsOn(dataset.id),
        warnings: [...warnings, ...more],
        rejected,
      };
    },

    versions: (reference) => datasetVersions(store.datasets.versions(store.datasets.get(reference).id), manifest),

    async profile(id, target) {
      const known = requireTable(id);
      const { rows, exact, columns, warnings } = await columnProfiles(id);
      const associations = await (await service()).associations(id, { target, profiles: columns });
      const { measuredRows, pairs, duplicateRows, classes } = associations;
      return {
        rows,
        exact,
        columns,
        measuredRows,
        pairs,
        duplicateRows,
        target: target === null ? null : { column: target, classes },
        warnings: [...known.warnings, ...warnings, ...associations.warnings],
      };
    },

    async rows(id, page) {
      requireTable(id);
      return (await service()).rows(id, page);
    },

    async previewRecipe({ id: known, folder: base, experiment, overrides, columns, rows }, { signal } = {}) {
      // Loaded with the first preview: it brings the checks of a whole experiment.
      const [{ readDataDraft }, { applyOverrides }] = await Promise.all([
        import('../runner/preview-data.ts'),
        import('../runner/experiment-file/overrides.ts'),
      ]);
      const { spec, uses } = readDataDraft(applyOverrides(experiment, overrides) as Record<string, unknown>);
      const id = known === undefined ? await importPath(spec, base) : store.datasets.get(known).id;
      requireTable(id);
      const query = { spec, uses: uses === null ? null : [...uses], columns, rows };
      return (await service()).previewRecipe(id, query, { signal });
    },

    async vocabulary(id, query) {
      requireTable(id);
      return (await service()).vocabulary(id, query);
    },

    async query(id, { signal, ...query }) {
      requireTable(id);
      return (await service()).query(id, query, { signal });
    },

    async discardData(id) {
      store.datasets.discard(id);
      await (await service()).remove(id);
    },

    async close() {
      const data = await opened?.catch(() => undefined);
      await data?.close();
    },
  };
}

/** The shipped file of a name, whatever its kind. */
async function samplePath(name: string): Promise<string> {
  const file = (await readdir(locations.samples)).find((known) => known.replace(/\.(csv|tsv|npz|zip)$/u, '') === name);
  if (file === undefined) throw new UserError('api.sampleUnknown', { name });
  return join(locations.samples, file);
}

/** Pictures as they cross to a window. */
function picturesOf({ waves, mels }: { readonly waves: Uint8Array; readonly mels: Uint8Array }): {
  waves: Blob;
  mels: Blob;
} {
  return { waves: new Blob([Uint8Array.from(waves)]), mels: new Blob([Uint8Array.from(mels)]) };
}

/** Begins an import in the data service. */
type ImportStart = (
  data: DataService,
  id: string,
  signal: AbortSignal,
) => AsyncIterable<StreamItem<ImportProgress, DatasetManifest>>;

function tableImport(table: TableFiles): ImportStart {
  return (data, id, signal) => data.import({ ...table, id }, { signal });
}

function imageImport(path: string, options: ImageOptions): ImportStart {
  return (data, id, signal) => data.importImages({ path, options, id }, { signal });
}

function audioImport(path: string, options: AudioOptions): ImportStart {
  return (data, id, signal) => data.importAudio({ path, options, id }, { signal });
}

/** A source that an experiment names, read as it is by default. */
const importOf: Readonly<Record<DatasetKind, (path: string, read?: TableOptions) => ImportStart>> = {
  table: (path, options) => tableImport({ files: [{ path }], options }),
  images: (path) => imageImport(path, {}),
  audio: (path) => audioImport(path, {}),
};

/** `data/Iris flowers.csv.gz` → `Iris flowers`. */
function nameOf(sourceName: string): string {
  const name = basename(sourceName);
  return name.replace(/(\.(csv|tsv|txt|parquet|xlsx|json|arrow|npz|npy))?(\.(gz|zst|zip))?$/i, '') || name;
}

/** Folders whose import was cut off between the files and the row: nobody knows of them, nobody will. */
async function removeOrphans(folder: string, known: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const orphans = entries.filter((entry) => entry.isDirectory() && !known.has(entry.name));
  await Promise.all(orphans.map((entry) => rm(join(folder, entry.name), { recursive: true, force: true })));
}
