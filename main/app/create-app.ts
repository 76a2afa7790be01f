/** The composition root: builds every service over one data folder. */
import { randomInt } from 'node:crypto';
import { createChangeHub } from '../api/change-hub.ts';
import { toDatasetSummary } from '../api/dataset-mapping.ts';
import { createClient, createRouter, type AppRouter, type Client } from '../api/router.ts';
import { mostStreamed } from '../api/contract/index.ts';
import { toRunSummary } from '../api/run-mapping.ts';
import type { ComparisonService, ModelService } from '../api/services.ts';
import { createStaging } from '../api/staging.ts';
import { toSavedView } from '../api/view-routes.ts';
import { createSocketHandler, type SocketHandler } from '../api/web-socket.ts';
import type { DataService } from '../datasets/service.ts';
import { createIdSource } from '../experiments/ids.ts';
import { openStore } from '../experiments/open-store.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { readDefaultDevice, writeDefaultDevice } from '../runner/default-device.ts';
import { sweepUnfinished } from '../runner/sweep.ts';
import { startTraining, type TrainingStart } from '../runner/training-processes.ts';
import { chooseDataFolder, folderChoice } from './chosen-folder.ts';
import { freeBytes, openDataFolder, type FolderPaths } from './data-folder.ts';
import { createDatasetLibrary, type DatasetLibrary } from './dataset-library.ts';
import { createDiskService } from './disk/disk-service.ts';
import { heldWhileRead, RunReaders } from './disk/run-readers.ts';
import { removeEndpoint, writeEndpoint } from './endpoint.ts';
import { readExamples } from './examples.ts';
import { createLazyPredictor } from './lazy-predictor.ts';
import { createLazyRunner } from './lazy-runner.ts';
import { openLocalSocket } from './local-socket.ts';
import { locations } from './locations.ts';
import { createLog, type Log } from './log.ts';
import { createDoctor, readStatus } from './system.ts';

export type ShellKind = 'electron' | 'browser' | 'cli';

export interface AppOptions {
  /** Made where it is missing. */
  readonly dataFolder: string;
  readonly shell: ShellKind;
  /** A plain Node for the child processes; this process's own where left out. */
  readonly nodePath?: string;
  /** Milliseconds between two checkpoints of a run at the least; see the runner. */
  readonly checkpointInterval?: number;
}

export interface App {
  readonly paths: FolderPaths;
  /** Calls in this process. */
  readonly client: Client;
  /** For an RPC handler of the shell's own, e.g. over a MessagePort. */
  readonly router: AppRouter;
  /** For a WebSocket that the shell has let in. */
  readonly sockets: SocketHandler;
  readonly store: ExperimentStore;
  readonly log: Log;
  /** Tells other processes where the window is; see `endpoint.json`. */
  readonly announce: (url: string) => void;
  /** Resolves when no other process works through this one any more. */
  readonly drained: () => Promise<void>;
  /** Stops the runs, keeping their finished epochs, ends every child and lets the folder go. May be called twice. */
  readonly close: () => Promise<void>;
}

/** Throws UserError `app.*` or `experiments.*` where the folder cannot be used, with nothing left open. */
export async function createApp(options: AppOptions): Promise<App> {
  const { dataFolder, shell, nodePath = process.execPath, checkpointInterval } = options;
  const folder = openDataFolder(dataFolder);
  const { paths } = folder;
  /** Undone in reverse, by `close` or when something below fails. */
  const undo: (() => unknown)[] = [folder.release];
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const log = createLog(paths.logs);
    undo.push(log.flushed);
    const newId = createIdSource(Date.now, () => randomInt(2 ** 40) / 2 ** 40);
    const store = openStore(paths.database, { now: Date.now, newId });
    undo.push(() => {
      store.close();
    });
    await sweepUnfinished(store, paths.root);
    const staging = createStaging({ folder: paths.staging, newId, freeBytes: () => freeBytes(paths.root) });
    undo.push(() => staging.close());

    const library = createDatasetLibrary({
      store,
      staging,
      newId,
      folder: paths.datasets,
      openService: async () => {
        const { DataService: Service } = await import('../datasets/service.ts');
        return Service.open({
          dataFolder: paths.root,
          node: nodePath,
          entry: locations.dataProcess,
          onOutput: (line) => {
            log.warn('data process', { line });
          },
        });
      },
    });
    undo.push(() => library.close());
    const training: TrainingStart = {
      nodePath,
      entry: locations.trainingProcess,
      onOutput: (line) => {
        log.warn('training process', { line });
      },
    };
    const runner = createLazyRunner({
      store,
      datasets: preparationOf(library),
      importData: (path, request) => library.importData(path, request),
      discardData: (id) => library.discardData(id),
      dataFolder: paths.root,
      freeBytes: () => freeBytes(paths.root),
      examplesFolder: locations.examples,
      ...training,
      now: Date.now,
      keepsQueue: shell !== 'cli',
      ...(checkpointInterval === undefined ? {} : { checkpointInterval }),
    });
    undo.push(() => runner.close());
    const changes = createChangeHub(
      {
        onChange: (listener) => store.onChange(listener),
        onProgress: (listener) => runner.onProgress(listener),
        onQueue: (listener) => runner.onQueue(listener),
      },
      {
        run: (id) => store.runs.rows([id], { mostMetrics: mostStreamed }).map(toRunSummary)[0],
        views: () => store.views.list().map(toSavedView),
        dataset: (id) => toDatasetSummary(store.datasets.get(id)),
      },
    );
    undo.push(() => {
      changes.close();
    });

    const predictor = createLazyPredictor({
      store,
      datasets: predictionsOf(library),
      dataFolder: paths.root,
      start: () => startTraining(training),
    });
    undo.push(() => predictor.close());

    const readers = new RunReaders();
    const disk = createDiskService(
      {
        store,
        paths,
        now: Date.now,
        isRead: (run) => readers.isRead(run),
        discardPrepared: (names) => runner.discardPrepared(names),
      },
      { stays: shell !== 'cli' },
    );
    if (shell !== 'cli') {
      undo.push(
        disk.keep((error) => {
          log.error('keeping by rules failed', { reason: error instanceof Error ? error.message : String(error) });
        }),
      );
    }

    const system = { store, dataFolder: paths.root, shell, runner };
    const router = createRouter({
      store,
      datasets: library,
      models: lazyModels(library, () => {
        runner.warm();
      }),
      comparison: lazyComparison(paths.root, store, library),
      predictor: heldWhileRead(predictor, store, readers),
      runs: runner,
      lineage: async (runId) => {
        const { runLineage } = await import('./run-lineage.ts');
        return runLineage({ store, manifest: library.manifest, root: paths.root }, runId);
      },
      layers: async (query) => {
        const { runLayers } = await import('./run-layers.ts');
        return readers.while(store.runs.idOf(query.id), () => runLayers({ store, dataFolder: paths.root }, query));
      },
      disk,
      examples: () => readExamples(locations.examples),
      changes,
      staging,
      status: () => readStatus(system),
      doctor: createDoctor(system),
      defaults: {
        read: () => ({ device: readDefaultDevice(store.settings) }),
        write: ({ device }) => {
          writeDefaultDevice(store.settings, device);
        },
      },
      folders: {
        read: () => ({ current: paths.root, ...folderChoice() }),
        choose: (wanted) => ({ current: paths.root, ...chooseDataFolder(wanted) }),
      },
      report: (error, procedure) => {
        log.error('call failed', { procedure, stack: error instanceof Error ? error.stack : String(error) });
      },
    });
    const sockets = createSocketHandler(router);
    const local = await openLocalSocket(paths.root, sockets);
    undo.push(() => local.close());
    const announce = (url: string | null): void => {
      writeEndpoint(paths.root, { pid: process.pid, shell, socket: local.path, token: local.token, url });
    };
    announce(null);
    undo.push(() => {
      removeEndpoint(paths.root);
    });
    // A single command does its own work and ends; a window goes on with what was left in the queue.
    if (shell !== 'cli') runner.startQueued();

    let closing: Promise<void> | null = null;
    return {
      paths,
      client: createClient(router),
      router,
      sockets,
      store,
      log,
      announce,
      drained: () => local.drained(),
      close: () => (closing ??= unwind()),
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}

/** The data service as the runner needs it, opened when the runner first does. */
function preparationOf(library: DatasetLibrary): Pick<DataService, 'prepare' | 'warm'> {
  return {
    prepare: async (...request) => (await library.service()).prepare(...request),
    warm() {
      // A failure to start is told by the request that needs it.
      void library.service().then(
        (data) => {
          data.warm();
        },
        () => undefined,
      );
    },
  };
}

/** The data service as predictions need it. */
function predictionsOf(library: DatasetLibrary): Pick<DataService, 'prepareNew' | 'writePredictions'> {
  return {
    prepareNew: async (...request) => (await library.service()).prepareNew(...request),
    writePredictions: async (...request) => (await library.service()).writePredictions(...request),
  };
}

/**
 * Loaded with the first question, for the same reason as the runner.
 *
 * @param onBuilding called when a model is looked at on a data set: whoever builds it will train it
 */
function lazyModels(library: DatasetLibrary, onBuilding: () => void): ModelService {
  let loading: Promise<ModelService> | null = null;
  const loaded = (): Promise<ModelService> =>
    (loading ??= import('./model-service.ts').then(({ createModelService }) => createModelService(library)));
  return {
    catalogue: async () => (await loaded()).catalogue(),
    async inspect(request) {
      const inspection = await (await loaded()).inspect(request);
      if (request.datasetId !== undefined) onBuilding();
      return inspection;
    },
    templates: async (query) => (await loaded()).templates(query),
  };
}

/** Loaded with the first question: it brings every layer with it. */
function lazyComparison(dataFolder: string, store: ExperimentStore, library: DatasetLibrary): ComparisonService {
  let loading: Promise<ComparisonService> | null = null;
  const loaded = (): Promise<ComparisonService> =>
    (loading ??= import('./comparison-service.ts').then(({ createComparisonService }) =>
      createComparisonService({
        dataFolder,
        store,
        cells: async (id, rows) => (await library.service()).chosenRows(id, rows),
      }),
    ));
  return {
    models: async (left, right) => (await loaded()).models(left, right),
    rows: async (query) => (await loaded()).rows(query),
    tested: async (query) => (await loaded()).tested(query),
    reproduction: async (left, right) => (await loaded()).reproduction(left, right),
  };
}
