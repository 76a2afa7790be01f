/** From a request to an open session: arrays loaded, plan compiled, engine and threads chosen, state written. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadPrepared, type PreparedArrays } from '../../datasets/prepared.ts';
import { chooseEngine, type EngineChoice } from '../../engines/choose.ts';
import { probeEngines, type Engines } from '../../engines/registry.ts';
import type { Engine, EngineReport, EngineSession, Placement } from '../../graph/engine.ts';
import type { ProgramName } from '../../graph/plan.ts';
import { elementCount, type TensorMap } from '../../graph/tensor.ts';
import { checkModel } from '../../models/build.ts';
import { parseSpec } from '../../models/problems.ts';
import { modelSchema } from '../../models/spec.ts';
import { expectState, type CheckpointRecord } from '../../training/checkpoint/checkpoint.ts';
import { noiseFeeds, rowFeeds, scalarFeed } from '../../training/loop/batches.ts';
import { chooseThreads } from '../../training/loop/choose-threads.ts';
import { LookAheadSession } from '../../training/loop/look-ahead.ts';
import { StreamingSession } from '../../training/loop/streaming-session.ts';
import { feedNames } from '../../training/loop/training-program.ts';
import { compilePlan, type CompiledPlan } from '../../training/plan/compile-plan.ts';
import { modelDataOf } from '../../training/plan/request.ts';
import { planRequest } from '../../training/plan/spec-request.ts';
import { trainingSchema, type TrainingSpec } from '../../training/spec.ts';
import { planDataOf, residentTensors } from '../plan-data.ts';
import { readCheckpointFile } from './checkpoint-files.ts';
import type { TrainRequest } from './protocol.ts';
import { StreamedRows } from './streamed-rows.ts';

export interface OpenTraining {
  readonly data: PreparedArrays;
  readonly training: TrainingSpec;
  readonly program: CompiledPlan;
  /** What the results of each output are called, in the order of the program's predictions; null: it is the only one. */
  readonly outputs: readonly (string | null)[];
  readonly session: EngineSession;
  /** Where the inputs come from that are not held in memory; null: all of them are. */
  readonly streamed: StreamedRows | null;
  readonly choice: EngineChoice;
  /** What of a step the engine's library leaves to the CPU; null: nothing is divided, or nobody can tell. */
  readonly placement: Placement | null;
  readonly threads: number;
  readonly checkpoint: CheckpointRecord | null;
  /** Milliseconds, by name. */
  readonly phases: Readonly<Record<string, number>>;
}

/** Engines, and what the usual one has said of itself and the CPU, which takes a while to ask. */
export interface ReadyEngines {
  readonly engines: Engines;
  readonly onnxruntime: Promise<EngineReport>;
}

/** What a training is opened by. */
export type OpenRequest = Pick<
  TrainRequest,
  'model' | 'training' | 'prepared' | 'folder' | 'engine' | 'device' | 'threads' | 'resumeFrom'
>;

/** Below this many multiplications a step, threads cost more than they save. */
const smallStep = 4_000_000;
/** More threads than this were never seen to help a training step, and their trial takes its time. */
const mostThreads = 16;

export async function openTraining(
  request: OpenRequest,
  ready: ReadyEngines,
  clock: () => number,
): Promise<OpenTraining> {
  const began = clock();
  const training = parseSpec(trainingSchema, request.training, ['training']);
  const [data, found, restored] = await Promise.all([
    loadPrepared(request.prepared),
    findEngine(request, ready),
    readCheckpoint(request),
  ]);
  const streamed = await StreamedRows.open(request.prepared, data.manifest);
  const loaded = clock();
  const spec = parseSpec(modelSchema, request.model, ['model']);
  const planData = planDataOf(data.manifest, spec);
  const model = checkModel(spec, modelDataOf(planData));
  const plan = planRequest(training, model, planData);
  const program = compilePlan(plan);
  if (restored !== null) expectState(restored.state, program.canonical, request.resumeFrom ?? '');
  const compiled = clock();
  const open = (threads: number): Promise<EngineSession> =>
    openLoaded(found.engine, program, data, streamed, { device: found.choice.device, threads });
  const threads =
    found.choice.device === 'cpu'
      ? await pickThreads(request, training, program, data, restored?.record ?? null, open, clock)
      : Math.max(1, request.threads);
  const session = new LookAheadSession(await open(threads));
  await session.writeState(program.pack(restored?.state ?? program.initialState(training.seed)));
  const { device } = found.choice;
  const trial = trialOf(training, program, data);
  const placement = device === 'cpu' ? null : await session.place(trial.name, trial.feeds);
  const opened = clock();
  const phases = { load: loaded - began, compile: compiled - loaded, open: opened - compiled };
  return {
    data,
    training,
    program,
    outputs: plan.objectives.map(({ name }) => name),
    session,
    streamed,
    choice: found.choice,
    placement,
    threads,
    checkpoint: restored?.record ?? null,
    phases,
  };
}

/** What is asked for is looked at alone: probing every engine takes longer than training on iris does. */
async function findEngine(
  { engine, device }: OpenRequest,
  { engines, onnxruntime }: ReadyEngines,
): Promise<{ engine: Engine; choice: EngineChoice }> {
  const onCpu = device === 'auto' || device === 'cpu';
  const reports =
    onCpu && (engine === 'auto' || engine === 'onnxruntime')
      ? [await onnxruntime]
      : engine === 'auto'
        ? await probeEngines(engines)
        : [await engines[engine].probe()];
  const choice = chooseEngine(reports, { engine, device });
  return { engine: engines[choice.engine], choice };
}

async function readCheckpoint(
  request: OpenRequest,
): Promise<{ readonly state: TensorMap; readonly record: CheckpointRecord } | null> {
  if (request.resumeFrom === null) return null;
  return readCheckpointFile(join(request.folder, request.resumeFrom));
}

/** A session with the data set in it, but no state yet. */
async function openLoaded(
  engine: Engine,
  program: CompiledPlan,
  data: PreparedArrays,
  streamed: StreamedRows | null,
  options: { readonly device: string; readonly threads: number },
): Promise<EngineSession> {
  const session = await engine.open(program.plan, options);
  for (const [name, tensor] of Object.entries(residentTensors(data))) await session.loadResident(name, tensor);
  return streamed === null ? session : new StreamingSession(session, program.plan, streamed);
}

/** As asked; as the run that is resumed had them, so that its bits come out again; else what is fastest here and now. */
async function pickThreads(
  request: OpenRequest,
  training: TrainingSpec,
  program: CompiledPlan,
  data: PreparedArrays,
  resumed: CheckpointRecord | null,
  open: (threads: number) => Promise<EngineSession>,
  clock: () => number,
): Promise<number> {
  if (request.threads > 0) return request.threads;
  if (resumed !== null) return resumed.threads;
  const batchSize = Math.min(training.batchSize, data.train.length);
  const weights = program.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (weights * batchSize < smallStep) return 1;
  const most = Math.min(availableParallelism(), mostThreads);
  const candidates = [...new Set([1, Math.ceil(most / 2), most])];
  const state = program.pack(program.initialState(training.seed));
  const trial = trialOf(training, program, data);
  const sessions = new Map<number, EngineSession>();
  try {
    return await chooseThreads(candidates, async (threads) => {
      const session = sessions.get(threads) ?? (await open(threads));
      if (!sessions.has(threads)) {
        sessions.set(threads, session);
        await session.writeState(state);
        // The first run allocates; it is no measure.
        await session.run(trial.name, 1, trial.feeds);
      }
      const began = clock();
      await session.run(trial.name, 1, trial.feeds);
      return clock() - began;
    });
  } finally {
    for (const session of sessions.values()) await session.close();
  }
}

interface Trial {
  readonly name: ProgramName;
  readonly feeds: TensorMap;
}

/** The program that takes a batch, and what it is fed where its result does not count. */
function trialOf(training: TrainingSpec, program: CompiledPlan, data: PreparedArrays): Trial {
  const chunk = { start: 0, batchSize: Math.min(training.batchSize, data.train.length), steps: 1, firstStep: 0 };
  const name = training.accumulate > 1 ? 'gradients' : 'step';
  const inputs = program.plan.programs[name]?.graph.inputs ?? [];
  const scalars = [feedNames.learningRate, feedNames.averageShare].filter((feed) =>
    inputs.some((input) => input.name === feed),
  );
  const feeds = {
    ...rowFeeds(data.train, chunk),
    ...Object.fromEntries(scalars.flatMap((feed) => Object.entries(scalarFeed(feed, [0])))),
    ...noiseFeeds(program.noise, chunk, training.seed),
  };
  return { name, feeds };
}
