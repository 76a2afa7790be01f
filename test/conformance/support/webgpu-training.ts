/** Whole trainings on a device against the same on the CPU: losses, states, resumes and memory. Uses no test framework. */
import { onnxruntimeEngine } from '../../../main/engines/onnxruntime/engine.ts';
import { numbersFrom } from '../../../main/engines/reference/numbers.ts';
import type { DeviceId, EngineSession } from '../../../main/graph/engine.ts';
import { float32, int32, type Tensor, type TensorMap } from '../../../main/graph/tensor.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import type { Plan } from '../../../main/graph/plan.ts';
import { checkModel } from '../../../main/models/build.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, shortInputId } from '../../../main/models/spec.ts';
import { learningRateFeed, rowFeeds } from '../../../main/training/loop/batches.ts';
import { compilePlan, type CompiledPlan } from '../../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../../main/training/plan/request.ts';
import { planRequest } from '../../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../../main/training/spec.ts';
import { distance } from './distance.ts';

export interface TrainingCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  /** As an experiment file has them; the output layer is added. */
  readonly layers: readonly object[];
  readonly optimizer: { readonly type: string; readonly learningRate: number; readonly momentum?: number };
  readonly batchSize: number;
}

const rows = 70;
const classes = 5;
const resident = residentInput('features');
const targets = residentTarget('class');

export const trainingCases: readonly TrainingCase[] = [
  {
    name: 'a small MLP, its state one vector',
    inputShape: [6],
    layers: [{ type: 'dense', units: 16, activation: 'relu' }],
    optimizer: { type: 'adam', learningRate: 0.01 },
    batchSize: 32,
  },
  {
    name: 'a large MLP, its state tensor by tensor',
    inputShape: [400],
    layers: [{ type: 'dense', units: 160, activation: 'tanh' }],
    optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0.9 },
    batchSize: 32,
  },
  {
    name: 'a CNN with batch normalization and overlapping pools',
    inputShape: [10, 10, 2],
    layers: [
      // A bias before the normalization has no gradient but rounding, of which Adam makes steps.
      { type: 'conv2d', filters: 8, kernelSize: 3, useBias: false },
      { type: 'batchNormalization' },
      { type: 'activation', activation: 'relu' },
      { type: 'maxPooling2d', poolSize: 3, strides: 2, padding: 'same' },
      { type: 'conv2d', filters: 12, kernelSize: 3, activation: 'relu' },
      { type: 'flatten' },
    ],
    optimizer: { type: 'adam', learningRate: 0.005 },
    batchSize: 32,
  },
];

function compile({ inputShape, layers, optimizer }: TrainingCase): CompiledPlan {
  // The last of the dense layers, which are numbered.
  const output = `dense_${layers.filter((layer) => (layer as { type: string }).type === 'dense').length + 1}`;
  const data: PlanData = {
    rows,
    inputs: [{ id: shortInputId, resident, dtype: 'float32', shape: inputShape }],
    targets: { [output]: { resident: targets, kind: 'categorical', classes } },
  };
  const spec = { layers: [...layers, { type: 'dense', units: 'classes', activation: 'softmax' }] };
  const model = checkModel(parseSpec(modelSchema, spec, ['model']), modelDataOf(data));
  const training = { loss: 'crossEntropy', optimizer, metrics: ['accuracy'] };
  return compilePlan(planRequest(parseSpec(trainingSchema, training, ['training']), model, data));
}

/** Rows of each class lie around a pattern of their own, so that there is something to learn. */
function dataSet(inputShape: readonly number[]): Readonly<Record<string, Tensor>> {
  const size = inputShape.reduce((product, dim) => product * dim, 1);
  const labels = Array.from({ length: rows }, (_, row) => (row * 3) % classes);
  const features = Float32Array.from({ length: rows * size }, (_, index) => {
    const row = Math.floor(index / size);
    return Math.sin((index % size) * (0.3 + 0.2 * (labels[row] ?? 0))) + 0.5 * Math.sin(index * 1.7);
  });
  return { [resident]: float32([rows, ...inputShape], features), [targets]: int32([rows], labels) };
}

export async function openCase(one: TrainingCase, device: DeviceId, state?: TensorMap): Promise<OpenCase> {
  const program = compile(one);
  const session = await onnxruntimeEngine().open(program.plan, { device, threads: 1 });
  for (const [name, tensor] of Object.entries(dataSet(one.inputShape))) await session.loadResident(name, tensor);
  await session.writeState(state ?? program.pack(program.initialState(7)));
  return { one, session };
}

interface OpenCase {
  readonly one: TrainingCase;
  readonly session: EngineSession;
}

/** Steps of one epoch: chunks of full batches and what remains. Gives the losses. */
export async function runEpoch({ one, session }: OpenCase, epoch: number): Promise<number[]> {
  const order = Int32Array.from({ length: rows }, (_, index) => (index * 11 + epoch * 5) % rows);
  const full = Math.floor(rows / one.batchSize);
  const losses: number[] = [];
  for (const chunk of [
    { start: 0, batchSize: one.batchSize, steps: full, firstStep: 0 },
    { start: full * one.batchSize, batchSize: rows - full * one.batchSize, steps: 1, firstStep: full },
  ]) {
    const rates = new Array<number>(chunk.steps).fill(one.optimizer.learningRate);
    const { loss } = await session.run('step', chunk.steps, { ...rowFeeds(order, chunk), ...learningRateFeed(rates) });
    losses.push(...(loss?.data ?? []));
  }
  return losses;
}

export interface TrainingMeasure {
  readonly name: string;
  readonly losses: number[];
  /** Of losses and of the last state, from those of the CPU. */
  readonly apart: { readonly losses: number; readonly state: number; readonly evaluation: number };
  /** Whether going on from a state that was read gives the same bits as never having stopped. */
  readonly resumes: boolean;
  readonly onCpu: readonly string[];
}

const epochs = 4;

export async function measureTraining(one: TrainingCase, device: DeviceId): Promise<TrainingMeasure> {
  const train = async (on: DeviceId): Promise<Trained> => {
    const open = await openCase(one, on);
    const losses: number[] = [];
    let middle: TensorMap = {};
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      if (epoch === epochs / 2) middle = await open.session.readState();
      losses.push(...(await runEpoch(open, epoch)));
    }
    const evaluation = await open.session.run(
      'evaluate',
      1,
      rowFeeds(
        Int32Array.from({ length: rows }, (_, row) => row),
        all,
      ),
    );
    const placement = await open.session.place('step', {
      ...rowFeeds(new Int32Array(one.batchSize), { ...all, batchSize: one.batchSize }),
      ...learningRateFeed([0]),
    });
    const state = await open.session.readState();
    await open.session.close();
    return {
      losses,
      middle,
      state,
      evaluation,
      onCpu: (placement?.onCpu ?? []).map(({ op, operator }) => `${op}: ${operator}`),
    };
  };
  const here = await train('cpu');
  const there = await train(device);
  const again = await openCase(one, device, there.middle);
  for (let epoch = epochs / 2; epoch < epochs; epoch += 1) await runEpoch(again, epoch);
  const resumed = await again.session.readState();
  await again.session.close();
  return {
    name: one.name,
    losses: there.losses,
    apart: {
      losses: worstOf(
        { losses: float32([there.losses.length], there.losses) },
        { losses: float32([here.losses.length], here.losses) },
      ),
      state: worstOf(there.state, here.state),
      evaluation: worstOf(there.evaluation, here.evaluation),
    },
    resumes: worstOf(resumed, there.state) === 0,
    onCpu: device === 'cpu' ? [] : there.onCpu,
  };
}

interface Trained {
  readonly losses: number[];
  readonly middle: TensorMap;
  readonly state: TensorMap;
  readonly evaluation: TensorMap;
  readonly onCpu: readonly string[];
}

const all = { start: 0, batchSize: rows, steps: 1, firstStep: 0 };

function worstOf(actual: TensorMap, expected: TensorMap): number {
  return Object.entries(expected).reduce((worst, [name, tensor]) => {
    const found = actual[name];
    return found === undefined ? Infinity : Math.max(worst, distance(numbersFrom(found), numbersFrom(tensor)));
  }, 0);
}

/** Megabytes by which the process grows over so many steps of training on few rows, after some that warm it up. */
export async function measureGrowth(one: TrainingCase, device: DeviceId, steps: number): Promise<number> {
  const { session } = await openCase(one, device);
  const rows = { start: 0, batchSize: 4, steps: chunk, firstStep: 0 };
  const rates = learningRateFeed(new Array<number>(chunk).fill(0.001));
  return growthOf(session, steps, { ...rowFeeds(new Int32Array(chunk * rows.batchSize), rows), ...rates });
}

/** The same of steps that do nothing but replace a state of 0.25 MB. */
export async function measureReplacing(device: DeviceId, steps: number): Promise<number> {
  const type = { dtype: 'float32', shape: [65_536] } as const;
  const builder = new GraphBuilder();
  const next = builder.add(builder.input('weights', type), builder.input('by', { dtype: 'float32', shape: [1] }));
  builder.output('weights', next);
  builder.output('first', builder.slice(next, 0, 0, 1));
  const plan: Plan = {
    state: { weights: type },
    programs: { step: { graph: builder.build(), state: ['weights'], resident: [] } },
  };
  const session = await onnxruntimeEngine().open(plan, { device, threads: 1 });
  await session.writeState({ weights: { ...type, data: new Float32Array(65_536) } });
  return growthOf(session, steps, { by: float32([chunk, 1], new Array<number>(chunk).fill(1)) });
}

const chunk = 10;
const warmUp = 100;

async function growthOf(session: EngineSession, steps: number, feeds: TensorMap): Promise<number> {
  const run = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += chunk) await session.run('step', chunk, feeds);
  };
  await run(warmUp);
  const before = process.memoryUsage.rss();
  await run(steps);
  const after = process.memoryUsage.rss();
  await session.close();
  return (after - before) / 1e6;
}
