/**
 * Trainings that are cut off at any call of the engine, or stopped, and go on from any checkpoint that there is, against the
 * same training left alone. In one process: the training thread's own work, with the checkpoint files on disk, and what
 * the main process does with them.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classCounts, featuresInput, preparedFiles, targetFile } from '../../main/datasets/prepared.ts';
import { dataSpecSchema } from '../../main/datasets/spec.ts';
import { createEngines } from '../../main/engines/registry.ts';
import type { Engine, EngineSession } from '../../main/graph/engine.ts';
import type { CheckpointFile, EpochBatch, TrainResult } from '../../main/runner/process/protocol.ts';
import { ControlHandle } from '../../main/runner/process/shared-control.ts';
import { trainTask } from '../../main/runner/process/train-task.ts';
import { createRandom, type Random } from './seed-random.ts';

const [rows, features, epochs] = [64, 4, 24];
/** Height, width and channels. */
const image = [4, 4, 1];
const classes = ['a', 'b', 'c'];

const kinds = ['table', 'images'] as const;
type Kind = (typeof kinds)[number];

/** Everything that remembers something from epoch to epoch. */
const training = {
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.02 },
  epochs,
  batchSize: 8,
  accumulate: 2,
  averaging: { type: 'ema', decay: 0.9 },
  schedule: { type: 'reduceOnPlateau', patience: 1, factor: 0.5, warmUp: 1 },
  earlyStopping: { patience: 8, minimumChange: 0.001 },
  restoreBest: true,
  checkpoints: { every: 5, keep: 2, best: true },
  metrics: ['accuracy'],
};

const augment = { flip: 'both', rotate: 30, shift: 0.2, zoom: 0.2, contrast: 0.5, outside: 'nearest' };

const model = {
  layers: [
    { type: 'dense', units: 12, activation: 'tanh' },
    { type: 'batchNormalization' },
    { type: 'dropout', rate: 0.3 },
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ],
};

/** What the main process would have recorded. */
interface Recorded {
  readonly metrics: Map<number, string>;
  checkpoints: readonly CheckpointFile[];
}

interface Ended {
  readonly result: TrainResult;
  readonly recorded: Recorded;
  readonly folder: string;
}

class Interruption extends Error {}

/** Runs trainings until they have been interrupted so many times. Throws where one ends otherwise than one left alone. */
export async function interruptTrainings(times: number, seed: number): Promise<{ readonly trainings: number }> {
  const place = await mkdtemp(join(tmpdir(), 'athanor-interruptions-'));
  try {
    const random = createRandom(seed);
    const prepared = place;
    for (const kind of kinds) await writePrepared(join(place, kind), kind);
    const engines = createEngines();
    const onnxruntime = engines.onnxruntime.probe('cpu');
    let left = times;
    let trainings = 0;
    while (left > 0) {
      trainings += 1;
      const kind = random.pick(kinds);
      const training = new Training(join(place, String(trainings)), prepared, kind, random.integer(1000));
      await mkdir(training.folder, { recursive: true });
      const calls = new CallCount();
      const whole = await training.run(calls.counting(engines.onnxruntime), { engines, onnxruntime });
      const cut = new Training(join(place, `${trainings}-cut`), prepared, kind, training.seed);
      await mkdir(cut.folder, { recursive: true });
      for (let most = 1 + random.integer(6); most > 0 && left > 0; most -= 1) {
        const engine = calls.ending(engines.onnxruntime, random.integer(calls.total));
        if (await cut.interrupted(engine, { engines, onnxruntime }, random)) left -= 1;
      }
      const resumed = await cut.run(engines.onnxruntime, { engines, onnxruntime });
      await expectSame(whole, resumed, `seed ${seed}, training ${trainings}`);
      await rm(training.folder, { recursive: true });
      await rm(cut.folder, { recursive: true });
    }
    return { trainings };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

type Ready = Parameters<typeof trainTask>[1];

class Training {
  readonly folder: string;
  readonly seed: number;
  readonly #prepared: string;
  readonly #kind: Kind;
  readonly #recorded: Recorded = { metrics: new Map(), checkpoints: [] };

  constructor(folder: string, prepared: string, kind: Kind, seed: number) {
    this.folder = folder;
    this.#prepared = join(prepared, kind);
    this.#kind = kind;
    this.seed = seed;
  }

  /** To its end, from the newest checkpoint there is. */
  async run(engine: Engine, ready: Ready): Promise<Ended> {
    const result = await this.#task(engine, ready, new ControlHandle(), 0, () => undefined);
    return { result, recorded: this.#recorded, folder: this.folder };
  }

  /** Until the engine fails or a stop comes, from any checkpoint; false where it ended before. */
  async interrupted(engine: Engine, ready: Ready, random: Random): Promise<boolean> {
    if (this.#recorded.checkpoints.length > 0 && random.next() < 0.4) {
      const { epoch } = random.pick(this.#recorded.checkpoints);
      this.#recorded.checkpoints = this.#recorded.checkpoints.filter((file) => file.epoch <= epoch);
    }
    const control = new ControlHandle();
    const stopAt = random.next() < 0.3 ? 1 + random.integer(epochs) : Number.POSITIVE_INFINITY;
    const interval = random.pick([0, 0, 5, 60_000]);
    try {
      const { status } = await this.#task(engine, ready, control, interval, (epoch) => {
        if (epoch >= stopAt) control.send('stop');
      });
      return status === 'stopped';
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      return true;
    }
  }

  async #task(
    engine: Engine,
    { engines, onnxruntime }: Ready,
    control: ControlHandle,
    checkpointInterval: number,
    onEpochs: (epoch: number) => void,
  ): Promise<TrainResult> {
    const { checkpoints } = this.#recorded;
    const newest = checkpoints.toSorted((one, other) => one.epoch - other.epoch).at(-1);
    return trainTask(
      {
        kind: 'train',
        request: {
          runId: 'run',
          model: this.#kind === 'images' ? { layers: [{ type: 'flatten' }, ...model.layers] } : model,
          training: { ...training, seed: this.seed, ...(this.#kind === 'images' ? { augment } : {}) },
          prepared: this.#prepared,
          folder: this.folder,
          engine: 'onnxruntime',
          device: 'cpu',
          threads: 1,
          resumeFrom: newest?.file ?? null,
          checkpoints: [...checkpoints],
          secondsBefore: 0,
          outsideBefore: 0,
          checkpointInterval,
        },
        control: control.memory,
      },
      { engines: { ...engines, onnxruntime: engine }, onnxruntime },
      (progress) => {
        if (progress.kind !== 'epochs') return;
        this.#record(progress);
        onEpochs(progress.start);
      },
    );
  }

  /** As the store: an epoch that comes again takes back all that came after it. */
  #record(batch: EpochBatch): void {
    const { metrics } = this.#recorded;
    for (const epoch of [...metrics.keys()]) if (epoch >= batch.start) metrics.delete(epoch);
    this.#recorded.checkpoints = this.#recorded.checkpoints.filter(({ epoch }) => epoch < batch.start);
    batch.seconds.forEach((_, row) => {
      const values = batch.metrics.map((_name, column) => batch.values[row * batch.metrics.length + column]);
      metrics.set(batch.start + row, JSON.stringify([batch.metrics, values]));
    });
    if (batch.checkpoints !== null) this.#recorded.checkpoints = batch.checkpoints;
  }
}

/** Counts the calls of an engine, or ends a session at one of them. */
class CallCount {
  total = 0;

  counting(engine: Engine): Engine {
    this.total = 0;
    return this.#watched(engine, () => {
      this.total += 1;
    });
  }

  ending(engine: Engine, at: number): Engine {
    let calls = 0;
    return this.#watched(engine, () => {
      if (calls === at) throw new Interruption(`call ${at}`);
      calls += 1;
    });
  }

  #watched(engine: Engine, before: () => void): Engine {
    return {
      id: engine.id,
      probe: (scope) => engine.probe(scope),
      open: async (plan, options) => watchedSession(await engine.open(plan, options), before),
    };
  }
}

function watchedSession(session: EngineSession, before: () => void): EngineSession {
  const { runEpochs } = session;
  return {
    lowering: session.lowering,
    writeState: (state) => session.writeState(state),
    readState: (names) => session.readState(names),
    loadResident: (name, tensor) => session.loadResident(name, tensor),
    run: async (program, steps, feeds) => {
      await endingWith(session, before);
      return session.run(program, steps, feeds);
    },
    runEpochs:
      runEpochs === null
        ? null
        : async (count, chunks, options) => {
            await endingWith(session, before);
            return runEpochs(count, chunks, options);
          },
    place: (program, feeds) => session.place(program, feeds),
    close: () => session.close(),
  };
}

async function endingWith(session: EngineSession, before: () => void): Promise<void> {
  try {
    before();
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function expectSame(whole: Ended, resumed: Ended, what: string): Promise<void> {
  const differ = (part: string): Error => new Error(`${what}: ${part} of the resumed training differ`);
  if (whole.result.status !== 'completed' || resumed.result.status !== 'completed') throw differ('the statuses');
  if (JSON.stringify(summaryOf(whole)) !== JSON.stringify(summaryOf(resumed))) throw differ('epochs, metrics or tests');
  for (const reason of ['last', 'best'] as const) {
    const [expected, found] = await Promise.all([whole, resumed].map((one) => checkpointBytes(one, reason)));
    if (expected === undefined || found === undefined || !expected.equals(found)) throw differ(`${reason} weights`);
  }
}

function summaryOf({ result, recorded }: Ended): unknown {
  const { test, epoch } = result;
  const metrics = [...recorded.metrics].toSorted(([one], [other]) => one - other);
  return [
    epoch,
    metrics,
    [...(test?.values ?? [])],
    (test?.rows ?? []).map(({ actual, predicted }) => [[...actual], [...predicted]]),
  ];
}

async function checkpointBytes({ recorded, folder }: Ended, reason: CheckpointFile['reason']): Promise<Buffer> {
  const file = recorded.checkpoints.findLast((checkpoint) => checkpoint.reason === reason);
  if (file === undefined) throw new Error(`there is no ${reason} checkpoint`);
  return readFile(join(folder, file.file));
}

/** Three classes that a small network learns in part, of a table or of images whose first pixels are its columns. */
async function writePrepared(folder: string, kind: Kind): Promise<void> {
  const random = createRandom(1);
  const data = Float32Array.from({ length: rows * features }, () => random.normal());
  const targets = Int32Array.from({ length: rows }, (_, row) => {
    const score = (data[row * features] ?? 0) + (data[row * features + 1] ?? 0) + 0.6 * random.normal();
    return score < -0.4 ? 0 : score < 0.5 ? 1 : 2;
  });
  const numbers = (from: number, to: number): Int32Array =>
    Int32Array.from({ length: to - from }, (_, at) => from + at);
  const parts = { train: numbers(0, 44), validation: numbers(44, 54), test: numbers(54, rows) };
  const manifest = {
    prepared: 3,
    datasetId: 'data',
    datasetHash: '0',
    spec: dataSpecSchema.parse(kind === 'images' ? { kind } : { target: 'y' }),
    rows,
    inputs: [
      kind === 'table'
        ? featuresInput(features)
        : { name: 'images', file: 'images.u8', shape: image, dtype: 'uint8', scale: 1 / 64, offset: -2 },
    ],
    features: ['p', 'q', 'r', 's'],
    columnsByInput: null,
    recipe: { recipe: 2, columns: [] },
    targets: [
      {
        kind: 'categorical',
        output: null,
        file: targetFile(0, 'categorical'),
        column: 'y',
        classes,
        counts: classCounts(classes.length, targets, parts.train),
      },
    ],
    sampleWeight: null,
    counts: Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length])),
    warnings: [],
  };
  await mkdir(folder, { recursive: true });
  const write = (name: string, value: Uint8Array | string): Promise<void> => writeFile(join(folder, name), value);
  const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);
  await write(preparedFiles.manifest, JSON.stringify(manifest));
  if (kind === 'table') await write('features.f32', bytesOf(data));
  else await write('images.u8', pixelsOf(data));
  await write(targetFile(0, 'categorical'), bytesOf(targets));
  for (const [name, part] of Object.entries(parts)) await write(`${name}.i32`, bytesOf(part));
}

/** The columns of a row are the first row of its image. */
function pixelsOf(data: Float32Array): Uint8Array {
  const size = image.reduce((product, side) => product * side, 1);
  const pixels = new Uint8Array(rows * size);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < features; column += 1) {
      const value = 128 + 40 * (data[row * features + column] ?? 0);
      pixels[row * size + column] = Math.min(255, Math.max(0, value));
    }
  }
  return pixels;
}
