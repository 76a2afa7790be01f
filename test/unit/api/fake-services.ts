/** Services for the router: a real store, and stand-ins for the parts behind it. */
import { onTestFinished } from 'vitest';
import { createChangeHub } from '../../../main/api/change-hub.ts';
import { toDatasetSummary } from '../../../main/api/dataset-mapping.ts';
import { toSavedView } from '../../../main/api/view-routes.ts';
import { toRunSummary } from '../../../main/api/run-mapping.ts';
import type { Services } from '../../../main/api/services.ts';
import { createStaging } from '../../../main/api/staging.ts';
import type { RunProgress } from '../../../main/runner/runner.ts';
import { openTestStore, temporaryFolder, type TestStore } from '../experiments/support.ts';

export interface FakeServices extends TestStore {
  readonly services: Services;
  readonly reported: { error: unknown; procedure: string }[];
  /** What `runs.submit`, `pause` and so on were called with. */
  readonly calls: unknown[];
  progress(progress: RunProgress): void;
}

export function createFakeServices(overrides: Partial<Services> = {}): FakeServices {
  const testStore = openTestStore();
  const { store } = testStore;
  const reported: FakeServices['reported'] = [];
  const calls: unknown[] = [];
  const listeners = new Set<(progress: RunProgress) => void>();
  let staged = 0;
  const changes = createChangeHub(
    {
      onChange: (listener) => store.onChange(listener),
      onProgress(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onQueue: () => () => undefined,
    },
    {
      run: (id) => toRunSummary(store.runs.get(id)),
      views: () => store.views.list().map(toSavedView),
      dataset: (id) => toDatasetSummary(store.datasets.get(id)),
    },
    { interval: 1 },
  );
  onTestFinished(() => {
    changes.close();
  });
  const refuse = (): never => {
    throw new Error('not part of this test');
  };
  const services: Services = {
    store,
    datasets: {
      preview: refuse,
      import: refuse,
      list: () => store.datasets.list().map(toDatasetSummary),
      get: refuse,
      versions: refuse,
      profile: refuse,
      rows: refuse,
      query: refuse,
      vocabulary: refuse,
      previewRecipe: refuse,
      detect: refuse,
      previewImages: refuse,
      importImages: refuse,
      images: refuse,
      augmented: refuse,
      previewAudio: refuse,
      importAudio: refuse,
      clips: refuse,
      sound: refuse,
      openFiles: refuse,
    },
    disk: { report: refuse, purgeable: refuse, purge: refuse, compact: refuse, rules: refuse, setRules: refuse },
    predictor: { form: refuse, predict: refuse, predictToFile: refuse, generate: refuse },
    models: { catalogue: refuse, inspect: refuse, templates: refuse },
    comparison: { models: refuse, rows: refuse, tested: refuse, reproduction: refuse },
    runs: {
      submit: (request) => {
        calls.push(request);
        return Promise.resolve({ runId: store.runs.list()[0]?.id ?? '' });
      },
      preflight: refuse,
      queue: () => ({ running: [], waiting: [], held: false, concurrency: 1 }),
      moveInQueue: (id, place) => Promise.resolve(void calls.push(['moveInQueue', id, place])),
      setQueue: (changes) => Promise.resolve(void calls.push(['setQueue', changes])),
      pause: (id) => Promise.resolve(void calls.push(['pause', id])),
      resume: (id) => Promise.resolve(void calls.push(['resume', id])),
      extend: (id, epochs) => Promise.resolve(void calls.push(['extend', id, epochs])),
      setLearningRate: (id, rate) => Promise.resolve(void calls.push(['setLearningRate', id, rate])),
      stop: (id) => Promise.resolve(void calls.push(['stop', id])),
    },
    lineage: refuse,
    layers: refuse,
    defaults: { read: () => ({ device: 'auto' }), write: (defaults) => void calls.push(['setDefaults', defaults]) },
    examples: () => Promise.resolve([]),
    changes,
    staging: createStaging({
      folder: `${temporaryFolder()}/staging`,
      newId: () => `s${String(++staged)}`,
      freeBytes: () => 10 ** 9,
    }),
    status: refuse,
    doctor: refuse,
    folders: { read: refuse, choose: refuse },
    report: (error, procedure) => reported.push({ error, procedure }),
    ...overrides,
  };
  return {
    ...testStore,
    services,
    reported,
    calls,
    progress(progress) {
      for (const listener of listeners) listener(progress);
    },
  };
}
