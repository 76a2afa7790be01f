/**
 * What a training will take, found by trying it: memory, time and disk. The trial runs in a training process of its own on
 * the arrays that the run would read; the history hears nothing of it.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { unfinishedMark } from '../datasets/table/folder.ts';
import { preparedFiles, type PreparedManifest, type PreparedTarget } from '../datasets/prepared.ts';
import type { TrainingSpec } from '../training/spec.ts';
import { startedError } from './exit-error.ts';
import type { Experiment } from './experiment-file/parse.ts';
import { keepsBest } from './process/run-parts.ts';
import type { PreflightMeasure } from './process/protocol.ts';
import type { TrainingChild } from './training-processes.ts';

export interface Preflight {
  /** Bytes of main memory that the training process will hold at most, and what the machine has and has to spare. */
  readonly memory: { readonly peak: number; readonly available: number; readonly total: number };
  readonly time: {
    /** Seconds from the process's start of work to the first step: reading, compiling, finding the number of threads. */
    readonly start: number;
    /** Null where nothing could be timed. */
    readonly epoch: number | null;
    /** Judging the test rows. */
    readonly test: number | null;
    /** All planned epochs and the test. Early stopping may end it sooner. */
    readonly run: number | null;
  };
  /** Bytes that the run will keep. */
  readonly disk: DiskUse & { readonly free: number | null };
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly mayEndEarly: boolean;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** What the figures are drawn from. */
  readonly tried: { readonly epochs: number; readonly seconds: number };
  readonly divergedAt: { readonly epoch: number; readonly step: number | null } | null;
  readonly engine: string;
  readonly device: string;
  readonly deviceName: string;
  readonly threads: number;
  /** Runs that trained meanwhile: both took longer than they would alone. */
  readonly beside: number;
}

export interface DiskUse {
  readonly checkpoints: number;
  /** Curves: every point of every metric. */
  readonly points: number;
  /** What was predicted of the test rows, and which rows were drawn for what. */
  readonly predictions: number;
}

/** Runs the trial. `signal` ends it, and the process, at once. */
export async function measure(
  child: TrainingChild,
  { model, training, engine }: Experiment,
  prepared: string,
  signal: AbortSignal,
): Promise<PreflightMeasure> {
  const scratch = await mkdtemp(join(dirname(prepared), unfinishedMark));
  const cancel = (): void => void child.kill();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    // It may have been cancelled while the arrays were looked for: then nobody hears of it any more.
    signal.throwIfAborted();
    const { name, device, threads } = engine;
    return await child.requests.request('preflight', {
      ...{ model, training, prepared, scratch },
      ...{ engine: name, device, threads },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw await startedError(child, error);
  } finally {
    signal.removeEventListener('abort', cancel);
    // It has nothing to finish: what it was for has been told.
    await child.kill();
    await rm(scratch, { recursive: true, force: true });
  }
}

export async function describePreflight(
  found: PreflightMeasure,
  { training }: Experiment,
  { folder, manifest }: { readonly folder: string; readonly manifest: PreparedManifest },
  { free, beside }: { readonly free: number | null; readonly beside: number },
): Promise<Preflight> {
  const { epochs, batchSize, earlyStopping } = training;
  const epoch = found.epochSeconds;
  const kept = (await stat(join(folder, preparedFiles.manifest))).size;
  return {
    memory: { peak: found.memory, available: freemem(), total: totalmem() },
    time: {
      start: found.startSeconds,
      epoch,
      test: found.testSeconds,
      run:
        epoch === null
          ? null
          : wholeRun(found.tried.epochs, epoch, epochs) + (found.testSeconds ?? 0) + checkpointing(found, training),
    },
    disk: { ...diskUse(found, training, manifest, kept), free },
    epochs,
    stepsPerEpoch: Math.ceil(found.rows.train / batchSize),
    mayEndEarly: earlyStopping !== null,
    rows: found.rows,
    tried: { epochs: found.tried.epochs.length, seconds: found.tried.seconds },
    divergedAt: found.divergedAt,
    engine: found.engine,
    device: found.device,
    deviceName: found.deviceName,
    threads: found.threads,
    beside,
  };
}

/** Seconds that the run spends on writing checkpoints: the last, and those of every so many epochs. */
function checkpointing(
  { checkpointSeconds }: Pick<PreflightMeasure, 'checkpointSeconds'>,
  { epochs, checkpoints }: TrainingSpec,
): number {
  const periodic = checkpoints.every === 0 ? 0 : Math.floor(epochs / checkpoints.every);
  return checkpointSeconds * Math.max(1, periodic);
}

/** The epochs that were tried took as long as they took; those after them take a steady epoch's time. Seconds. */
export function wholeRun(tried: readonly number[], epoch: number, epochs: number): number {
  const seen = tried.slice(0, epochs);
  return seen.reduce((sum, seconds) => sum + seconds, 0) + epoch * (epochs - seen.length);
}

/** @param kept bytes of what new rows will be prepared by, which stays with the weights */
export function diskUse(
  found: Pick<PreflightMeasure, 'checkpoint' | 'metrics' | 'layerSeries' | 'rows'>,
  training: TrainingSpec,
  { targets }: Pick<PreparedManifest, 'targets'>,
  kept: number,
): DiskUse {
  const { rows, metrics } = found;
  const series = metrics.length * (rows.validation > 0 ? 2 : 1) + stepSeries + found.layerSeries;
  const split = 4 * (rows.train + rows.validation + rows.test);
  const judged = targets.reduce((sum, target) => sum + judgedBytes(target), 0);
  return {
    checkpoints: checkpointCount(training) * found.checkpoint + kept,
    points: 8 * series * training.epochs,
    predictions: split + rows.test * judged,
  };
}

/** `learningRate` and `gradientNorm`. */
const stepSeries = 2;

/** As in the store's `test_rows`, of one row. */
function judgedBytes(target: PreparedTarget): number {
  switch (target.kind) {
    case 'categorical':
      return 12;
    case 'labels':
      return 12 * target.columns.length;
    case 'regression':
      return 16 * target.columns.length;
    default:
      return target satisfies never;
  }
}

/** Files that there are at the end, at most: the last, those of every so many epochs, and the best of all. */
export function checkpointCount(training: Pick<TrainingSpec, 'epochs' | 'checkpoints' | 'restoreBest'>): number {
  const { epochs, checkpoints } = training;
  const { every, keep } = checkpoints;
  const all = every === 0 ? 0 : Math.floor(epochs / every);
  const periodic = keep === 0 ? all : Math.min(keep, all);
  const lastIsPeriodic = every > 0 && epochs % every === 0;
  const best = keepsBest(training) && epochs > 1 ? 1 : 0;
  return periodic + (lastIsPeriodic ? 0 : 1) + best;
}
