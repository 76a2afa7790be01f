/** Builds the runner: submissions go into the queue, the queue's next into a training process. */
import { UserError } from '../base/errors.ts';
import type { RunDetailRecord, RunRecord, RunStatus } from '../experiments/records.ts';
import { ActiveRun, newestCheckpoint } from './active-run.ts';
import { parseExperiment, type Experiment } from './experiment-file/parse.ts';
import { readDefaultDevice } from './default-device.ts';
import { describePreflight, measure, type Preflight } from './preflight.ts';
import { probeDevices } from './probe-devices.ts';
import { PreparedCache, type PreparedData } from './prepared-cache.ts';
import { inOrder, mostAtOnce, readQueueMemory, writeQueueMemory } from './queue-memory.ts';
import { RunQueue } from './queue.ts';
import type { QueueState, Runner, RunnerOptions, RunProgress, SubmitRequest } from './runner.ts';
import { createRun, obtainArrays, readSubmission, tryOut } from './submission.ts';
import { TrainingProcesses } from './training-processes.ts';

const defaultCheckpointInterval = 2000;
/** As in an experiment file. */
const largestLearningRate = 1e12;
/** Milliseconds that training processes have to write a last checkpoint while the app closes. */
const closeGrace = 4000;

type RunAction = 'pause' | 'resume' | 'stop' | 'extend' | 'learningRate';

/** What a waiting run will need, kept from its submission. */
interface Ready {
  readonly experiment: Experiment;
  readonly prepared: PreparedData;
}

export function createRunner(options: RunnerOptions): Runner {
  const { store, datasets, dataFolder, nodePath, entry, onOutput } = options;
  const { concurrency = 1, keepsQueue = false, checkpointInterval = defaultCheckpointInterval } = options;
  const kept = keepsQueue ? readQueueMemory(store.settings) : null;
  const processes = new TrainingProcesses({ nodePath, entry, ...(onOutput === undefined ? {} : { onOutput }) });
  const prepared = new PreparedCache(dataFolder, datasets);
  const queue = new RunQueue(kept?.concurrency ?? concurrency);
  queue.held = kept?.held ?? false;
  const ready = new Map<string, Ready>();
  const active = new Map<string, ActiveRun>();
  /** Runs that stand still: they have a process but no place in the queue. */
  const paused = new Set<string>();
  const listeners = new Set<(progress: RunProgress) => void>();
  const queueListeners = new Set<(state: QueueState) => void>();
  const closing = new AbortController();

  function warm(): void {
    if (closing.signal.aborted) return;
    if (queue.hasRoom) processes.warm();
    datasets.warm();
  }

  async function submit(request: SubmitRequest): Promise<{ readonly runId: string }> {
    refuseWhenClosing();
    const experiment = readSubmission(request, readDefaultDevice(store.settings));
    // They start while the data is looked at: they take longer than small data does.
    warm();
    try {
      const submission = await createRun({ ...options, prepared }, request, experiment, closing.signal);
      const { run } = submission;
      ready.set(run.id, submission);
      queue.add(run.id);
      pump();
      return { runId: run.id };
    } catch (error) {
      if (active.size === 0) void processes.dismissSpare();
      refuseWhenClosing();
      throw error;
    }
  }

  async function preflight(
    request: SubmitRequest,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Preflight> {
    refuseWhenClosing();
    const experiment = readSubmission(request, readDefaultDevice(store.settings));
    const ended = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
    return tryOut({ ...options, prepared }, request, experiment, ended, async (arrays) => {
      const beside = (): number => active.size - paused.size;
      const before = beside();
      const found = await measure(processes.take(), experiment, arrays.folder, ended);
      const facts = { free: options.freeBytes(), beside: Math.max(before, beside()) };
      return describePreflight(found, experiment, arrays, facts);
    });
  }

  /** Gives free places to the runs that wait. */
  function pump(): void {
    if (closing.signal.aborted) return;
    for (let id = queue.take(); id !== null; id = queue.take()) void begin(id);
    tellQueue();
  }

  function queueState(): QueueState {
    const { waiting, held, concurrency: most } = queue;
    return { running: queue.active, waiting, held, concurrency: most };
  }

  function tellQueue(): void {
    for (const listener of queueListeners) listener(queueState());
  }

  /** Of an order that nobody made there is nothing to keep. */
  function keepQueue(): void {
    const { waiting, held, concurrency: most } = queue;
    if (keepsQueue) writeQueueMemory(store.settings, { order: [...waiting], held, concurrency: most });
  }

  function moveInQueue(id: string, place: number): Promise<void> {
    if (!queue.move(id, place)) {
      return Promise.reject(new UserError('runner.notWaiting', { name: store.runs.get(id).name }));
    }
    keepQueue();
    tellQueue();
    return Promise.resolve();
  }

  function setQueue({ held = queue.held, concurrency: most = queue.concurrency }: Partial<QueueState>): Promise<void> {
    if (!(Number.isInteger(most) && most >= 1 && most <= mostAtOnce)) {
      return Promise.reject(new UserError('runner.expectedAtOnce', { found: most, maximum: mostAtOnce }));
    }
    queue.held = held;
    queue.concurrency = most;
    keepQueue();
    pump();
    return Promise.resolve();
  }

  async function begin(id: string): Promise<void> {
    if (paused.delete(id)) {
      await active.get(id)?.resume();
      return;
    }
    let needs: Ready;
    try {
      needs = await readyFor(id);
    } catch (error) {
      fail(id, error);
      release(id);
      return;
    }
    // It may have been stopped while its data was made ready.
    if (store.runs.get(id).status !== 'queued' || closing.signal.aborted) {
      release(id);
      return;
    }
    const run = new ActiveRun({
      id,
      store,
      experiment: needs.experiment,
      prepared: needs.prepared.folder,
      trainRows: needs.prepared.manifest.counts.train,
      dataFolder,
      child: processes.take(),
      checkpointInterval,
      freeBytes: options.freeBytes,
      onProgress: (progress) => {
        for (const listener of listeners) listener(progress);
      },
      onPause: (isPaused) => {
        if (!isPaused) return;
        paused.add(id);
        queue.release(id);
        pump();
      },
      onUnrecorded: (error) => onOutput?.(`run ${id}: ${error instanceof Error ? error.message : String(error)}`),
    });
    active.set(id, run);
    await run.ended;
    active.delete(id);
    release(id);
  }

  async function readyFor(id: string): Promise<Ready> {
    const known = ready.get(id);
    if (known !== undefined) return known;
    const run = store.runs.get(id);
    const experiment = parseExperiment(run.experiment);
    const needs = { experiment, prepared: await obtainArrays(prepared, run.dataset, experiment, closing.signal) };
    ready.set(id, needs);
    return needs;
  }

  function fail(id: string, error: unknown): void {
    if (closing.signal.aborted || store.runs.get(id).status !== 'queued') return;
    const known = error instanceof UserError ? error : null;
    const message = error instanceof Error ? error.message : String(error);
    store.runs.setStatus(id, 'failed', (known ?? new UserError('internal', { message })).serialize());
  }

  /** It has ended: its place and its data are free. */
  function release(id: string): void {
    paused.delete(id);
    queue.release(id);
    const needs = ready.get(id);
    ready.delete(id);
    if (needs !== undefined) prepared.release(needs.prepared.folder);
    void prepared.trim().catch(() => undefined);
    pump();
  }

  function refuseWhenClosing(): void {
    if (closing.signal.aborted) throw new UserError('runner.closing');
  }

  function expectStatus(run: RunRecord, action: RunAction, allowed: readonly RunStatus[]): void {
    if (allowed.includes(run.status)) return;
    throw new UserError('runner.wrongStatus', { name: run.name, status: run.status, action });
  }

  async function resume(id: string, { from }: { readonly from?: number | undefined } = {}): Promise<void> {
    refuseWhenClosing();
    const run = store.runs.get(id);
    const ended = ['stopped', 'failed', 'interrupted', 'diverged'] as const;
    expectStatus(run, 'resume', from === undefined ? ['paused', ...ended] : [...ended, 'completed']);
    if (run.status === 'paused') {
      if (!queue.hasRoom) store.runs.setStatus(id, 'queued');
      queue.add(id, 'front');
      pump();
      return;
    }
    const { epoch } = checkpointOf(run, from);
    await processGone(id);
    await readyFor(id);
    if (from !== undefined) {
      store.runs.rewind(id, epoch);
      store.runs.log(id, { level: 'info', code: 'runner.rewound', params: { epoch } });
    }
    enqueue(id, store.runs.get(id).epochsDone - epoch);
  }

  async function extend(id: string, epochs: number): Promise<void> {
    refuseWhenClosing();
    const run = store.runs.get(id);
    expectStatus(run, 'extend', ['completed', 'stopped', 'failed', 'interrupted', 'diverged']);
    const { epoch } = checkpointOf(run, undefined);
    const planned = run.epochsPlanned + epochs;
    const raw = { ...run.experiment, training: { ...(run.experiment['training'] as object), epochs: planned } };
    // Checks the number with the words of the experiment file.
    const experiment = parseExperiment(raw);
    await processGone(id);
    ready.set(id, { ...(await readyFor(id)), experiment });
    store.runs.extend(id, planned);
    store.runs.log(id, { level: 'info', code: 'runner.extended', params: { epochs, planned } });
    enqueue(id, run.epochsDone - epoch);
  }

  /** A run has its last status a little before its process has ended, and its place in the queue is free. */
  async function processGone(id: string): Promise<void> {
    await active.get(id)?.ended;
  }

  function checkpointOf(run: RunDetailRecord, from: number | undefined): RunDetailRecord['checkpoints'][number] {
    const found =
      from === undefined ? newestCheckpoint(run.checkpoints) : run.checkpoints.find(({ epoch }) => epoch === from);
    if (found !== undefined) return found;
    if (from === undefined || run.checkpoints.length === 0)
      throw new UserError('runner.noCheckpoint', { name: run.name });
    const epochs = [...new Set(run.checkpoints.map(({ epoch }) => epoch))].join(', ');
    throw new UserError('runner.noCheckpointAt', { name: run.name, epoch: from, epochs });
  }

  /** @param lost epochs that were finished after the checkpoint from which the run goes on */
  function enqueue(id: string, lost: number): void {
    store.runs.setStatus(id, 'queued');
    if (lost > 0) store.runs.log(id, { level: 'info', code: 'runner.partialEpochsLost', params: { count: lost } });
    queue.add(id);
    pump();
  }

  async function setLearningRate(id: string, rate: number | null): Promise<void> {
    const run = store.runs.get(id);
    expectStatus(run, 'learningRate', ['running', 'paused']);
    if (rate !== null && !(rate >= 0 && rate <= largestLearningRate)) {
      throw new UserError('runner.expectedLearningRate', { found: rate, maximum: largestLearningRate });
    }
    await active.get(id)?.setLearningRate(rate);
  }

  async function stop(id: string): Promise<void> {
    const run = store.runs.get(id);
    expectStatus(run, 'stop', ['queued', 'running', 'paused']);
    const current = active.get(id);
    if (current !== undefined) {
      await current.stop();
      return;
    }
    store.runs.setStatus(id, 'stopped');
    release(id);
  }

  return {
    submit,
    preflight,
    resume,
    extend,
    setLearningRate,
    stop,
    async pause(id) {
      const run = store.runs.get(id);
      expectStatus(run, 'pause', ['running', 'paused']);
      if (run.status === 'running') await active.get(id)?.pause();
    },
    queue: queueState,
    moveInQueue,
    setQueue,
    onQueue(listener) {
      queueListeners.add(listener);
      return () => queueListeners.delete(listener);
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startQueued() {
      const ids = store.runs.queued().map(({ id }) => id);
      for (const id of inOrder(ids, kept?.order ?? [])) queue.add(id);
      pump();
    },
    warm,
    discardPrepared: (names) => prepared.remove(names),
    probeEngines: () => probeDevices(() => processes.take()),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort(new UserError('runner.closing'));
      await Promise.race([
        Promise.all([...active.values()].map((run) => run.interrupt())),
        new Promise((resolve) => setTimeout(resolve, closeGrace).unref()),
      ]);
      await processes.close(closeGrace);
      // Their processes are gone, so these end by themselves.
      await Promise.all([...active.values()].map((run) => run.ended));
    },
  };
}
