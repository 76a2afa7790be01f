/**
 * The runner, loaded when it first has something to do: it brings every layer, loss and engine description with it,
 * and a window or a listing can be answered without.
 */
import type { Runner, RunnerOptions, RunProgress } from '../runner/runner.ts';

export function createLazyRunner(options: RunnerOptions): Runner {
  const listeners = new Set<(progress: RunProgress) => void>();
  let runner: Runner | null = null;
  let loading: Promise<Runner> | null = null;
  let closed = false;

  async function load(): Promise<Runner> {
    const { createRunner } = await import('../runner/create-runner.ts');
    runner = createRunner(options);
    runner.onProgress((progress) => {
      for (const listener of listeners) listener(progress);
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
    probeEngines: async () => (await loaded()).probeEngines(),
    status: () => runner?.status() ?? { running: [], queued: [] },
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
