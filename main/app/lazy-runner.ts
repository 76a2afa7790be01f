/**
 * The runner, loaded when it first has something to do: it brings every layer, loss and engine description with it,
 * and a window or a listing can be answered without.
 */
import { readQueueMemory } from '../runner/queue-memory.ts';
import type { QueueState, Runner, RunnerOptions, RunProgress } from '../runner/runner.ts';

export function createLazyRunner(options: RunnerOptions): Runner {
  const listeners = new Set<(progress: RunProgress) => void>();
  const queueListeners = new Set<(state: QueueState) => void>();
  let runner: Runner | null = null;
  let loading: Promise<Runner> | null = null;
  let closed = false;

  async function load(): Promise<Runner> {
    const { createRunner } = await import('../runner/create-runner.ts');
    runner = createRunner(options);
    runner.onProgress((progress) => {
      for (const listener of listeners) listener(progress);
    });
    runner.onQueue((state) => {
      for (const listener of queueListeners) listener(state);
    });
    // Closed while it was being loaded: it then refuses by itself.
    if (closed) await runner.close();
    return runner;
  }
  function loaded(): Promise<Runner> {
    return (loading ??= load());
  }

  return {
    submit: async (request) => (await loaded()).submit(request),
    preflight: async (request, options) => (await loaded()).preflight(request, options),
    pause: async (id) => (await loaded()).pause(id),
    resume: async (id, options) => (await loaded()).resume(id, options),
    extend: async (id, epochs) => (await loaded()).extend(id, epochs),
    setLearningRate: async (id, rate) => (await loaded()).setLearningRate(id, rate),
    stop: async (id) => (await loaded()).stop(id),
    discardPrepared: async (names) => (await loaded()).discardPrepared(names),
    probeEngines: async () => (await loaded()).probeEngines(),
    queue: () => runner?.queue() ?? idleQueue(options),
    moveInQueue: async (id, place) => (await loaded()).moveInQueue(id, place),
    setQueue: async (changes) => (await loaded()).setQueue(changes),
    onQueue(listener) {
      queueListeners.add(listener);
      return () => queueListeners.delete(listener);
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startQueued() {
      if (options.store.runs.queued().length === 0) return;
      void loaded().then((ready) => {
        ready.startQueued();
      });
    },
    warm() {
      void loaded().then((ready) => {
        ready.warm();
      });
    },
    async close() {
      closed = true;
      await (await loading)?.close();
    },
  };
}

/** Of a runner that has had nothing to do yet. */
function idleQueue({ store, concurrency = 1, keepsQueue = false }: RunnerOptions): QueueState {
  const kept = keepsQueue ? readQueueMemory(store.settings) : null;
  return { running: [], waiting: [], held: kept?.held ?? false, concurrency: kept?.concurrency ?? concurrency };
}
