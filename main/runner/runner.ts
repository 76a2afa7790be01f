/** What the runner offers: the queue of experiments and the training processes behind it. */
import type { ExperimentStore } from '../experiments/store.ts';
import type { EngineReport } from '../graph/engine.ts';
import type { DataService } from '../datasets/service.ts';
import type { DatasetKind } from '../datasets/spec.ts';
import type { TableOptions } from '../datasets/types.ts';
import type { Preflight } from './preflight.ts';

export interface RunnerOptions {
  readonly store: ExperimentStore;
  readonly datasets: Pick<DataService, 'prepare' | 'warm'>;
  /**
   * The data set of a source's content: brought in now, or found again by its hash. `isNew` says which; `discard` undoes
   * an import whose experiment turned out to be wrong, so that nothing is left behind.
   */
  readonly importData: (
    path: string,
    options: {
      readonly kind: DatasetKind;
      /** How a table is read. */
      readonly read?: TableOptions | undefined;
      readonly signal: AbortSignal;
    },
  ) => Promise<{ readonly id: string; readonly isNew: boolean }>;
  readonly discardData: (id: string) => Promise<void>;
  readonly dataFolder: string;
  /** Bytes that the disk of the data folder has to spare; null where nobody can tell. */
  readonly freeBytes: () => number | null;
  /** What relative paths are relative to where an experiment comes without a folder: that of the shipped examples. */
  readonly examplesFolder: string;
  /** A plain Node binary. */
  readonly nodePath: string;
  /** `main/runner/process/main.ts`, or its bundle. */
  readonly entry: string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Runs at the same time, until another number is set. Default 1. */
  readonly concurrency?: number;
  /**
   * Whether the queue's order, its hold and the number of runs at once are those that were kept, and are kept. A command that
   * trains for itself and ends asks nobody's leave: it has a queue of its own.
   */
  readonly keepsQueue?: boolean;
  /** Milliseconds between two checkpoints of a run at the least. Default 2,000. */
  readonly checkpointInterval?: number;
  /** Lines that training processes print, for the log. */
  readonly onOutput?: (line: string) => void;
}

export interface SubmitRequest {
  /** An experiment file of version 1. */
  readonly experiment: unknown;
  /** Data set to train on; left out: the file that the experiment names. */
  readonly datasetId?: string | undefined;
  /** What a relative `data.path` is relative to. */
  readonly folder?: string | undefined;
  /** By path, as on the command line. */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Name of the run; left out: the experiment's, and a number. */
  readonly name?: string | undefined;
  /** The run whose settings these repeat or change. */
  readonly parentId?: string | undefined;
}

export interface QueueState {
  /** Ids of the runs that train; those that are paused have no place. */
  readonly running: readonly string[];
  /** The next first. */
  readonly waiting: readonly string[];
  /** Nothing begins. */
  readonly held: boolean;
  /** Runs that train at once at most. */
  readonly concurrency: number;
}

/** How far a run is inside its current epoch. */
export interface RunProgress {
  readonly run: string;
  readonly epoch: number;
  /** Share of the epoch's steps done, 0 to 1. */
  readonly fraction: number;
}

export interface Runner {
  /** Checks everything before anything is written, then queues. Throws UserError for whatever a person can mend. */
  submit(request: SubmitRequest): Promise<{ readonly runId: string }>;
  /**
   * What the training will take, found by trying it for a few seconds. Nothing is kept of it. Throws as `submit`, and
   * `signal.reason` when it is cancelled.
   */
  preflight(request: SubmitRequest, options?: { readonly signal?: AbortSignal | undefined }): Promise<Preflight>;
  /** Resolves when the run has paused, or ended before it could. */
  pause(id: string): Promise<void>;
  /**
   * A paused run goes on; an ended one is queued again, from its newest checkpoint, or from that of the epoch `from`, to
   * which it is taken back.
   */
  resume(id: string, options?: { readonly from?: number | undefined }): Promise<void>;
  /** Plans `epochs` more for an ended run and queues it, from its newest checkpoint. */
  extend(id: string, epochs: number): Promise<void>;
  /** Of a run at work, from the next steps on; null: the schedule's again. */
  setLearningRate(id: string, rate: number | null): Promise<void>;
  /** Resolves when the run has stopped. Its finished epochs are kept. */
  stop(id: string): Promise<void>;
  queue(): QueueState;
  /** To this place among those that wait, from 0. Throws UserError `runner.notWaiting` for a run that does not. */
  moveInQueue(id: string, place: number): Promise<void>;
  /** What is running goes on, whatever is set. */
  setQueue(changes: { readonly held?: boolean | undefined; readonly concurrency?: number | undefined }): Promise<void>;
  onQueue(listener: (state: QueueState) => void): () => void;
  onProgress(listener: (progress: RunProgress) => void): () => void;
  /** Takes up runs that an earlier process left in the queue: for shells that stay, not for a single command. */
  startQueued(): void;
  /** Starts what a run needs before one is asked for; what is not used for some minutes ends again. */
  warm(): void;
  /** Deletes prepared arrays that no run uses, by the names of their folders; gives those that it deleted. */
  discardPrepared(names: readonly string[]): Promise<string[]>;
  /** Looks for engines and devices in a training process. */
  probeEngines(): Promise<EngineReport[]>;
  /** Stops what runs, which becomes `interrupted` with its finished epochs, and ends every process. */
  close(): Promise<void>;
}
