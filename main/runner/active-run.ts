/** One run with its training process, from its turn in the queue to its end. */
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BugError, UserError } from '../base/errors.ts';
import { preparedFiles } from '../datasets/prepared.ts';
import type { CodedNote, RunDetailRecord } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { AlertWatch } from './alerts.ts';
import { processError } from './exit-error.ts';
import type { Experiment } from './experiment-file/parse.ts';
import { sweepCheckpoints } from './process/checkpoint-files.ts';
import type {
  CheckpointFile,
  EpochBatch,
  SampleProgress,
  TrainProgress,
  TrainRequest,
  TrainResult,
} from './process/protocol.ts';
import { RunRecorder } from './run-recorder.ts';
import { PatientWrites } from './patient-writes.ts';
import type { RunProgress } from './runner.ts';
import type { TrainingChild } from './training-processes.ts';

export interface ActiveRunOptions {
  readonly id: string;
  readonly store: ExperimentStore;
  readonly experiment: Experiment;
  /** Folder of the prepared arrays. */
  readonly prepared: string;
  readonly trainRows: number;
  readonly dataFolder: string;
  readonly child: TrainingChild;
  readonly checkpointInterval: number;
  /** Bytes that the disk of the data folder has to spare; null where nobody can tell. */
  readonly freeBytes: () => number | null;
  readonly onProgress: (progress: RunProgress) => void;
  /** The run stands still and needs its place no more, or goes on and needs one again. */
  readonly onPause: (paused: boolean) => void;
  /** The store could not even take the run's failure: the disk is full, or the database damaged. */
  readonly onUnrecorded: (error: unknown) => void;
}

/** What new rows are prepared by, beside the checkpoints: a `PreparedManifest`, with the fitted recipe in it. */
export const preparedFileName = 'prepared.json';

/** Milliseconds that a training process has to end after its run has. */
const endGrace = 2000;
/** Milliseconds after which a store without room is tried again. */
const retryAfter = 1000;

export class ActiveRun {
  readonly id: string;
  readonly #options: ActiveRunOptions;
  readonly #recorder: RunRecorder;
  readonly #watch: AlertWatch;
  readonly #folder: string;
  readonly #paused = new Set<() => void>();
  /** What the process tells is stored in its order, however long another program holds the database. */
  readonly #writes = new PatientWrites((error) => {
    this.#storeError = error instanceof Error ? error : new BugError(String(error));
    void this.#options.child.kill();
  });
  /** An error in storing what the process told: it ends the run, since nothing more can be kept. */
  #storeError: Error | null = null;
  /** Why the run's last status is not in the store yet. */
  #unrecorded: UserError | null = null;
  /** Aborted when the app is being closed. */
  readonly #closing = new AbortController();
  /** Resolves, and never rejects, when the run has its last status and the process is gone. */
  readonly ended: Promise<void>;

  constructor(options: ActiveRunOptions) {
    const { id, store, experiment, dataFolder, trainRows } = options;
    this.id = id;
    this.#options = options;
    this.#folder = join(dataFolder, 'runs', id);
    const run = store.runs.get(id);
    const { batchSize, optimizer } = experiment.training;
    this.#recorder = new RunRecorder(store, run, run.checkpoints, {
      learningRate: optimizer.learningRate,
      batchSize,
      trainRows,
    });
    this.#watch = new AlertWatch(run.epochsPlanned, run.warnings);
    this.ended = this.#train(run);
  }

  /** Resolves when the process says that it stands still, or the run has ended. */
  async pause(): Promise<void> {
    const stands = new Promise<void>((resolve) => this.#paused.add(resolve));
    await this.#ask('pause');
    await Promise.race([stands, this.ended]);
  }

  async resume(): Promise<void> {
    await this.#ask('resume');
  }

  /** From the next chunk on; null: the schedule's again. */
  async setLearningRate(rate: number | null): Promise<void> {
    await this.#options.child.requests.request('learningRate', { rate }).catch(() => undefined);
  }

  /** Throws UserError `experiments.diskFull` where the run has ended and there is no room to write that down. */
  async stop(): Promise<void> {
    if (this.#unrecorded !== null) throw this.#unrecorded;
    await this.#ask('stop');
    await this.ended;
  }

  /** As `stop`, but the run counts as interrupted: it was not the person who ended it. */
  async interrupt(): Promise<void> {
    this.#closing.abort();
    if (this.#unrecorded === null) await this.#ask('stop');
    await this.ended;
  }

  /** A process that has ended meanwhile needs no telling. */
  async #ask(method: 'pause' | 'resume' | 'stop'): Promise<void> {
    await this.#options.child.requests.request(method, {}).catch(() => undefined);
  }

  async #train(run: RunDetailRecord): Promise<void> {
    const { child } = this.#options;
    try {
      await mkdir(this.#folder, { recursive: true });
      // Prepared arrays are let go some day; what new rows are prepared by must stay with the weights.
      const kept = join(this.#folder, preparedFileName);
      await copyFile(join(this.#options.prepared, preparedFiles.manifest), kept);
      this.#options.store.runs.recordFiles(this.id, (await stat(kept)).size);
      const rate = lostLearningRate(run);
      // A process hears before it has a run: the rate is in force from the first step on.
      if (rate !== undefined) await this.setLearningRate(rate);
      const request = this.#request(run);
      const result = await child.requests.request('train', request, {
        onProgress: (progress) => {
          this.#observe(progress);
        },
      });
      await this.#finish(result);
    } catch (error) {
      await this.#recordFailure(error);
    } finally {
      await child.stop(endGrace);
      await sweepCheckpoints(this.#folder, this.#recorder.checkpointFiles).catch(() => undefined);
    }
  }

  #request({ seconds, outsideSeconds, checkpoints }: RunDetailRecord): TrainRequest {
    const { id, experiment, prepared, checkpointInterval } = this.#options;
    const { engine } = experiment;
    return {
      runId: id,
      model: experiment.model,
      training: experiment.training,
      prepared,
      folder: this.#folder,
      engine: engine.name,
      device: engine.device,
      threads: engine.threads,
      resumeFrom: newestCheckpoint(checkpoints)?.file ?? null,
      checkpoints: checkpoints.map(toCheckpointFile),
      secondsBefore: seconds,
      outsideBefore: outsideSeconds ?? 0,
      checkpointInterval,
    };
  }

  #observe(progress: TrainProgress): void {
    if (this.#storeError === null) this.#record(progress);
  }

  #record(progress: TrainProgress): void {
    const { store, onProgress, onPause } = this.#options;
    switch (progress.kind) {
      case 'started':
        this.#write(() => {
          this.#recorder.started(progress);
        });
        return;
      case 'epochs':
        this.#writes.add(() => {
          this.#recordEpochs(progress);
        });
        return;
      case 'fraction':
        onProgress({ run: this.id, epoch: progress.epoch, fraction: progress.fraction });
        return;
      case 'learningRate': {
        const { epoch, step, rate } = progress;
        this.#writes.add(() => {
          this.#recorder.log('info', 'runner.learningRate', { epoch, step, rate });
        });
        return;
      }
      case 'sample':
        this.#writes.add(() => {
          this.#recordSample(progress);
        });
        return;
      case 'paused':
        this.#write(() => {
          store.runs.setStatus(this.id, 'paused');
          this.#recorder.log('info', 'runner.paused', { epoch: progress.epoch });
        });
        this.#writes.add(() => {
          for (const resolve of this.#paused) resolve();
          this.#paused.clear();
          onPause(true);
        });
        return;
      case 'resumed':
        this.#write(() => {
          store.runs.setStatus(this.id, 'running');
          this.#recorder.log('info', 'runner.resumed', { epoch: progress.epoch });
        });
        this.#writes.add(() => {
          onPause(false);
        });
        return;
      default:
        progress satisfies never;
    }
  }

  /** In one transaction, so that it is whole or tried again whole. */
  #write(work: () => void): void {
    this.#writes.add(() => {
      this.#options.store.atomically(work);
    });
  }

  #recordEpochs(batch: EpochBatch): void {
    const before = this.#recorder.checkpointFiles;
    this.#alert(this.#watch.epochs(this.#recorder.epochs(batch)));
    // Named no more since the commit, so they may go. Not a sweep: the process may have written the next one already.
    const after = this.#recorder.checkpointFiles;
    for (const file of before.filter((name) => !after.includes(name))) {
      void rm(join(this.#folder, file), { force: true }).catch(() => undefined);
    }
  }

  #recordSample({ kind: _, epochsPerSecond, ...sample }: SampleProgress): void {
    const { store, trainRows, freeBytes } = this.#options;
    const rowsPerSecond = epochsPerSecond === null ? null : epochsPerSecond * trainRows;
    store.runs.recordSample(this.id, { ...sample, rowsPerSecond });
    const facts = { availableMemory: freemem(), totalMemory: totalmem(), processMemory: sample.memory };
    this.#alert(this.#watch.machine({ ...facts, freeDisk: freeBytes() }));
  }

  #alert(notes: readonly CodedNote[]): void {
    for (const { code, params } of notes) {
      this.#writes.add(() => {
        this.#recorder.warn(code, params);
      });
    }
  }

  async #finish(result: TrainResult): Promise<void> {
    await this.#end(() => {
      if (this.#storeError !== null) throw this.#storeError;
      this.#recorder.finished(result, this.#closing.signal.aborted);
    });
  }

  /** The run's last write. An app that closes waits for no other program: the next start finds the run interrupted. */
  #end(write: () => void): Promise<void> {
    return this.#writes.last(() => {
      this.#options.store.atomically(write);
    }, this.#closing.signal);
  }

  /** A disk without room takes no last status either: it is written as soon as there is some, unless the app closes before. */
  async #recordFailure(thrown: unknown): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#fail(thrown);
        return;
      } catch (refusal) {
        if (tries === 1) this.#options.onUnrecorded(refusal);
        // Whoever opens the folder next finds a run that nobody trains, and calls it interrupted.
        if (this.#closing.signal.aborted || !isFull(refusal)) return;
        this.#unrecorded = refusal;
        await this.#options.child.stop(endGrace);
        // A checkpoint whose epoch found no room in the store is one that nobody names: it makes room.
        await sweepCheckpoints(this.#folder, this.#recorder.checkpointFiles).catch(() => undefined);
        if (tries > 1) await sleep(retryAfter, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  async #fail(thrown: unknown): Promise<void> {
    const error = this.#storeError ?? thrown;
    if (error instanceof UserError && !error.code.startsWith('processes.')) {
      await this.#end(() => {
        this.#recorder.failed(error, []);
      });
      return;
    }
    if (error instanceof UserError) {
      // The process is gone: its last words say more than how it went.
      const exit = await this.#options.child.exited;
      await this.#end(() => {
        if (this.#closing.signal.aborted) this.#options.store.runs.setStatus(this.id, 'interrupted');
        else this.#recorder.failed(processError(exit, error), 'output' in exit ? exit.output : []);
      });
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof BugError || error instanceof Error ? (error.stack ?? '').split('\n') : [];
    await this.#end(() => {
      this.#recorder.failed(new UserError('internal', { message }, { cause: error }), stack);
    });
  }
}

function isFull(error: unknown): error is UserError {
  return error instanceof UserError && error.code === 'experiments.diskFull';
}

/** Where a run goes on: with whatever checkpoint is nearest its end. */
export function newestCheckpoint<Checkpoint extends { readonly epoch: number }>(
  checkpoints: readonly Checkpoint[],
): Checkpoint | undefined {
  return checkpoints.toSorted((one, other) => one.epoch - other.epoch).at(-1);
}

/**
 * A learning rate that was set by hand after the last checkpoint, in an epoch that was never finished: the checkpoint knows
 * nothing of it. Undefined where there is none.
 */
function lostLearningRate({ checkpoints, log }: RunDetailRecord): number | null | undefined {
  const last = log.findLast(({ code }) => code === 'runner.learningRate' || code === 'runner.rewound');
  const checkpoint = newestCheckpoint(checkpoints);
  if (last?.code !== 'runner.learningRate' || checkpoint === undefined) return undefined;
  const { epoch, rate } = last.params;
  if (typeof epoch !== 'number' || epoch <= checkpoint.epoch) return undefined;
  return typeof rate === 'number' ? rate : null;
}

function toCheckpointFile({ conditions, ...file }: RunDetailRecord['checkpoints'][number]): CheckpointFile {
  const scalars = Object.entries(conditions).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return { ...file, conditions: Object.fromEntries(scalars) };
}
