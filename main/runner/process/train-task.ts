/** Trains one run in the training thread, from its request to its test result. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorMap } from '../../graph/tensor.ts';
import { decodeCheckpoint, resumeDifferences, type CheckpointRecord } from '../../training/checkpoint/checkpoint.ts';
import { evaluateRows, forEachPrediction } from '../../training/loop/evaluate-rows.ts';
import { trainModel } from '../../training/loop/train-model.ts';
import { feedNames } from '../../training/loop/training-program.ts';
import type { StepReplay, TrainingStart } from '../../training/loop/train-types.ts';
import { loopSettings } from '../../training/plan/spec-request.ts';
import { Checkpointing, type BestState, type CurrentEpoch } from './checkpointing.ts';
import { EpochBuffer } from './epoch-buffer.ts';
import { residentTensors } from '../plan-data.ts';
import { findDivergence } from './find-divergence.ts';
import type { TrainingTask } from './messages.ts';
import { openTraining, type OpenTraining, type ReadyEngines } from './open-session.ts';
import type { TestResult, TrainProgress, TrainRequest, TrainResult } from './protocol.ts';
import { conditionsOf, keepsBest, ordersOf } from './run-parts.ts';
import { SharedControl } from './shared-control.ts';
import type { StreamedRows } from './streamed-rows.ts';
import { judgeTest, PredictionCollector } from './test-evaluation.ts';
import { readVersions } from './versions.ts';

/** Milliseconds between two reports from inside an epoch. */
const fractionInterval = 100;
/** A stop lets an epoch end that needs no longer than this many milliseconds. */
const patienceToStop = 1000;

export async function trainTask(
  task: TrainingTask,
  ready: ReadyEngines,
  tell: (progress: TrainProgress) => void,
): Promise<TrainResult> {
  const { request } = task;
  const clock = (): number => performance.now();
  const open = await openTraining(request, ready, clock);
  const { data, training, program, session, streamed, choice, threads, checkpoint } = open;
  const conditions = conditionsOf(open);
  tell({
    kind: 'started',
    engine: choice.engine,
    device: choice.device,
    deviceName: choice.deviceName,
    deviceKind: choice.deviceKind,
    deviceAsked: request.device,
    deviceReason: choice.reason,
    onCpu: (open.placement?.onCpu ?? []).map(({ op, operator, dtype }) => `${op} (${operator} ${dtype})`),
    threads,
    parameterCount: program.parameters.reduce((sum, { shape }) => sum + shape.reduce((size, dim) => size * dim, 1), 0),
    versions: readVersions(choice),
    phases: { ...open.phases },
    resumeDifferences: checkpoint === null ? [] : resumeDifferences(checkpoint, conditions),
  });

  const buffer = new EpochBuffer(tell, clock);
  const checkpointing = new Checkpointing({
    folder: request.folder,
    interval: request.checkpointInterval,
    settings: training.checkpoints,
    clock,
    conditions,
    readState: async () => program.unpack(await session.readState()),
    before: request.checkpoints,
  });
  const holdsBest = keepsBest(training);
  const { settings, ...loop } = loopSettings(training, data.validation.length > 0);
  let best = holdsBest ? await readBest(request, checkpoint) : null;
  const start = startOf(open, best);
  let current: CurrentEpoch = start;
  let seconds = request.secondsBefore;
  let outside = request.outsideBefore;
  let rateChanged = false;
  let fraction = 0;
  let epochMilliseconds = Number.POSITIVE_INFINITY;
  let told = clock();
  let epochBegan = clock();

  const control = new SharedControl(task.control, {
    paused: () => {
      buffer.flush(null);
      tell({ kind: 'paused', epoch: current.epoch });
    },
    resumed: () => {
      tell({ kind: 'resumed', epoch: current.epoch });
    },
    finishEpoch: () => {
      if (fraction === 0) return false;
      const expected = Number.isFinite(epochMilliseconds) ? epochMilliseconds : (clock() - epochBegan) / fraction;
      return expected * (1 - fraction) < patienceToStop;
    },
  });

  const outcome = await trainModel({
    session,
    program,
    rows: { train: data.train, validation: data.validation, ...ordersOf(open) },
    settings,
    ...loop,
    start,
    control,
    clock,
    diagnose: async (replay) =>
      findDivergence(replay, { ...residentTensors(data), ...(await inputsOf(replay, streamed)) }),
    onLearningRate: (change) => {
      rateChanged = true;
      buffer.flush(null);
      tell({ kind: 'learningRate', ...change });
    },
    onProgress: (number, part) => {
      fraction = part;
      if (part >= 1 || clock() - told < fractionInterval) return;
      told = clock();
      tell({ kind: 'fraction', epoch: number, fraction: part });
    },
    onEpoch: async (report) => {
      current = report;
      const { epoch, step } = report;
      seconds += report.seconds;
      outside += report.seconds * report.overhead;
      fraction = 0;
      epochMilliseconds = report.seconds * 1000;
      told = clock();
      if (report.best && holdsBest) {
        const state = program.unpack(await session.readState());
        const value = report.metrics[settings.monitor] ?? Number.NaN;
        best = { epoch, step, memory: report.memory, value, state };
      }
      // A learning rate set by hand must not be lost: nothing but the checkpoint knows of it.
      const due = checkpointing.isDue(epoch) || report.final || rateChanged;
      rateChanged = false;
      const { learningRate, gradientNorm, layerNorms } = report;
      const metrics = { ...report.metrics, learningRate, gradientNorm, ...layerNorms };
      buffer.add({ epoch, metrics, seconds, outside }, due);
      if (due) await writeCheckpoint();
      epochBegan = clock();
    },
  });

  async function writeCheckpoint(): Promise<void> {
    try {
      buffer.flush(await checkpointing.write(current, best));
    } finally {
      // Finished epochs are kept even where their weights cannot be.
      buffer.flush(null);
    }
  }

  // At the end of an epoch the session still holds that epoch's weights, unless the best ones have replaced them.
  const holdsEpoch = fraction === 0 && !outcome.restored && outcome.status !== 'diverged';
  if (holdsEpoch && current.epoch > start.epoch && checkpointing.epoch !== current.epoch) await writeCheckpoint();
  else if (outcome.restored && best !== null) buffer.flush(await checkpointing.writeBest(best));
  buffer.flush(null);
  const test = outcome.status === 'completed' && data.test.length > 0 ? await testRun(open) : null;
  await session.close();
  await streamed?.[Symbol.asyncDispose]();
  const { divergence } = outcome;
  return {
    status: outcome.status,
    epoch: outcome.epoch,
    test,
    divergence:
      divergence === null
        ? null
        : {
            epoch: divergence.epoch,
            step: divergence.step,
            loss: Number.isFinite(divergence.loss) ? divergence.loss : null,
            op: divergence.cause === null ? null : `${divergence.cause.scope}: ${divergence.cause.op}`,
          },
  };
}

/** What a step is fed beside its rows where inputs are not held in memory. */
async function inputsOf({ feeds }: StepReplay, streamed: StreamedRows | null): Promise<TensorMap> {
  const rows = feeds[feedNames.rows]?.data;
  return streamed === null || !(rows instanceof Int32Array) ? {} : streamed.read(rows);
}

async function testRun({ data, program, session, outputs }: OpenTraining): Promise<TestResult> {
  const metrics = await evaluateRows(session, program, data.test);
  const predictions = new PredictionCollector(data.manifest, outputs);
  await forEachPrediction(session, program, data.test, (place, values) => {
    predictions.add(place, values);
  });
  return judgeTest(data, metrics, predictions.finish());
}

/** The best epoch before a resume, as the checkpoint that is resumed from remembers it. */
async function readBest(
  { folder, checkpoints }: TrainRequest,
  from: CheckpointRecord | null,
): Promise<BestState | null> {
  if (from === null) return null;
  const files = checkpoints.filter(({ reason }) => reason === 'best');
  const found = from.memory === null ? files.at(-1) : files.find(({ epoch }) => epoch === from.memory?.best?.epoch);
  const value = found?.conditions['value'];
  if (found === undefined || typeof value !== 'number') return null;
  const { state, record } = decodeCheckpoint(await readFile(join(folder, found.file)), found.file);
  return { epoch: record.epoch, step: record.step, memory: record.memory, value, state };
}

function startOf({ program, checkpoint }: OpenTraining, best: BestState | null): TrainingStart {
  if (checkpoint === null) return { epoch: 0, step: 0, memory: null, best: null };
  const { epoch, step, memory } = checkpoint;
  return {
    epoch,
    step,
    memory,
    best: best === null ? null : { epoch: best.epoch, value: best.value, state: program.pack(best.state) },
  };
}
