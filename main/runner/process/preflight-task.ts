/**
 * Tries a training in the training thread: the real plan on the real data for a few seconds, in the same loop. Nothing of
 * it is kept, and the process, with all that it learnt, is thrown away.
 */
import { encodeCheckpoint } from '../../training/checkpoint/checkpoint.ts';
import type { TrainingControl } from '../../training/loop/control.ts';
import { evaluateChunks, evaluationChunks, predictRows } from '../../training/loop/evaluate-rows.ts';
import { trainModel } from '../../training/loop/train-model.ts';
import { loopSettings } from '../../training/plan/spec-request.ts';
import { writeCheckpointFile } from './checkpoint-files.ts';
import { openTraining, type OpenTraining, type ReadyEngines } from './open-session.ts';
import { epochFromMarks, judgingTime, steadyEpoch, type Judging, type Mark } from './pace.ts';
import { peakMemory } from './peak-memory.ts';
import type { PreflightMeasure, PreflightTask } from './protocol.ts';
import { conditionsOf, keepsBest, ordersOf } from './run-parts.ts';
import { readVersions } from './versions.ts';

/** Training is tried for so many milliseconds, and until so many calls of the engine have ended. */
const trial = { milliseconds: 2500, calls: 4 };
/** Steps that take seconds each are tried no longer than this, if two of them have ended. */
const longTrial = { milliseconds: 15_000, calls: 2 };
/** Rows are judged for so many milliseconds. */
const judgeMilliseconds = 500;
/** As predictions are made of test rows. */
const predictBatch = 256;

type Clock = () => number;

export async function preflightTask(task: PreflightTask, ready: ReadyEngines): Promise<PreflightMeasure> {
  const clock: Clock = () => performance.now();
  const open = await openTraining({ ...task, folder: '', resumeFrom: null }, ready, clock);
  const { data, program, session, streamed, training, choice, threads } = open;
  const pace = await tryTraining(open, clock);
  const evaluating = await timeEvaluating(open, clock);
  const validation = pace.epochs.length > 0 ? 0 : judgingTime(evaluating, data.validation.length);
  const predicting = await timePredicting(open, clock);
  // As a run does: the state read for its checkpoint, beside the best one where that is kept.
  const best = keepsBest(training) ? program.unpack(await session.readState()) : null;
  const writing = clock();
  const checkpoint = encodeCheckpoint({
    state: best ?? program.unpack(await session.readState()),
    record: { ...conditionsOf(open), epoch: 1, step: 1, memory: null },
  });
  await writeCheckpointFile(task.scratch, 1, checkpoint, 0);
  const checkpointSeconds = (clock() - writing) / 1000;
  const memory = peakMemory();
  await session.close();
  await streamed?.[Symbol.asyncDispose]();
  const steps = pace.epochs.length > 0 ? steadyEpoch(pace.epochs) * 1000 : epochFromMarks(pace.marks) + validation;
  return {
    memory,
    checkpoint: checkpoint.byteLength,
    checkpointSeconds,
    epochSeconds: finite(steps / 1000),
    tried: { epochs: pace.epochs, seconds: pace.milliseconds / 1000 },
    testSeconds: finite((judgingTime(evaluating, data.test.length) + judgingTime(predicting, data.test.length)) / 1000),
    startSeconds: Object.values(open.phases).reduce((sum, phase) => sum + phase, 0) / 1000,
    divergedAt: pace.divergedAt,
    metrics: program.metrics.map(({ name }) => name),
    // Of gradients and of weights.
    layerSeries: 2 * program.normedLayers.length,
    rows: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    engine: choice.engine,
    device: choice.device,
    deviceName: choice.deviceName,
    deviceKind: choice.deviceKind,
    threads,
    versions: readVersions(choice),
  };
}

/** JSON knows no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

interface Pace {
  /** Seconds of each epoch that was finished. */
  readonly epochs: number[];
  /** Inside the last epoch. */
  readonly marks: readonly Mark[];
  readonly milliseconds: number;
  /** Epoch and batch whose loss was beyond recovery, from 1; null: none was. */
  readonly divergedAt: { readonly epoch: number; readonly step: number | null } | null;
}

async function tryTraining(open: OpenTraining, clock: Clock): Promise<Pace> {
  const { data, training, program, session } = open;
  const { settings, ...loop } = loopSettings(training, data.validation.length > 0);
  const began = clock();
  const epochs: number[] = [];
  const marks: Mark[] = [];
  let calls = 0;
  const isLongEnough = (): boolean => {
    const elapsed = clock() - began;
    return [trial, longTrial].some((end) => elapsed >= end.milliseconds && calls >= end.calls);
  };
  const control: TrainingControl = {
    get pending() {
      return isLongEnough();
    },
    settle: () => Promise.resolve(isLongEnough() ? 'stop' : 'continue'),
    learningRate: undefined,
  };
  const { divergence } = await trainModel({
    session,
    program,
    rows: { train: data.train, validation: data.validation, ...ordersOf(open) },
    settings,
    ...loop,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control,
    clock,
    diagnose: null,
    onLearningRate: () => undefined,
    onProgress: (_, done) => {
      calls += 1;
      marks.push({ at: clock(), done });
    },
    onEpoch: ({ seconds }) => {
      epochs.push(seconds);
      marks.length = 0;
    },
  });
  return {
    epochs,
    marks,
    milliseconds: clock() - began,
    divergedAt: divergence === null ? null : { epoch: divergence.epoch, step: divergence.step },
  };
}

/** Metrics of validation rows, or of test rows where there are none. */
async function timeEvaluating({ data, program, session }: OpenTraining, clock: Clock): Promise<Judging> {
  const rows = data.validation.length > 0 ? data.validation : data.test;
  const chunks = evaluationChunks(rows).map((chunk) => ({
    rows: chunk.feeds['rows']?.data.length ?? 0,
    run: () => evaluateChunks(session, program, [chunk]),
  }));
  return timeWork(chunks, clock);
}

async function timePredicting({ data, program, session }: OpenTraining, clock: Clock): Promise<Judging> {
  const batches = Array.from({ length: Math.ceil(data.test.length / predictBatch) }, (_, index) => {
    const rows = data.test.subarray(index * predictBatch, (index + 1) * predictBatch);
    return { rows: rows.length, run: () => predictRows(session, program, rows) };
  });
  return timeWork(batches, clock);
}

async function timeWork(
  pieces: readonly { readonly rows: number; readonly run: () => Promise<unknown> }[],
  clock: Clock,
): Promise<Judging> {
  const [first, ...others] = pieces;
  if (first === undefined) return { firstRows: 0, first: 0, restRows: 0, rest: 0 };
  const began = clock();
  await first.run();
  const warm = clock();
  let restRows = 0;
  for (const piece of others) {
    await piece.run();
    restRows += piece.rows;
    if (clock() - warm >= judgeMilliseconds) break;
  }
  return { firstRows: first.rows, first: warm - began, restRows, rest: clock() - warm };
}
