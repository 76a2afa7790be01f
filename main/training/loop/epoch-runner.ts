/** One epoch of the loop: shuffled batches in chunks, an update after each or after several, then the validation rows. */
import { BugError } from '../../base/errors.ts';
import type { EpochChunk } from '../../graph/engine.ts';
import type { ProgramName } from '../../graph/plan.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import { permutation } from '../../models/random/stream.ts';
import { learningRateFeed, nextChunk, noiseFeeds, rowFeeds, scalarFeed, stepsPerEpoch, type Chunk } from './batches.ts';
import { ChunkSize } from './chunk-size.ts';
import { EpochsAhead } from './epochs-ahead.ts';
import { evaluateChunks, evaluationChunks } from './evaluate-rows.ts';
import { ExplosionWatch } from './explosion.ts';
import type { LoopMemory } from './loop-memory.ts';
import { MetricSums } from './metric-sums.ts';
import { NormSums } from './norm-sums.ts';
import { ReplayLog } from './replay.ts';
import { feedNames, resultNames } from './training-program.ts';
import type { Divergence, EpochReport, TrainOptions } from './train-types.ts';

export type EpochResult =
  | { readonly kind: 'finished'; readonly report: Omit<EpochReport, 'best' | 'final' | 'memory'> }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'diverged'; readonly divergence: Divergence };

export class EpochRunner {
  readonly #options: TrainOptions;
  readonly #size = new ChunkSize();
  readonly #watch: ExplosionWatch;
  readonly #replay: ReplayLog;
  readonly #batchesPerEpoch: number;
  readonly #updatesPerEpoch: number;
  readonly #validation: readonly EpochChunk[];
  readonly #ahead: EpochsAhead;
  readonly #orders = new Map<number, Int32Array>();
  /** Updates since training began. */
  #step: number;
  #learningRate = Number.NaN;
  #engineMilliseconds = 0;
  #schedule: LoopMemory['schedule'];
  /** A learning rate in the place of the schedule's. */
  #override: number | null;

  constructor(options: TrainOptions) {
    const { start, settings, rows } = options;
    this.#options = options;
    this.#schedule = start.memory?.schedule ?? {};
    this.#override = start.memory?.learningRate ?? null;
    this.#watch = new ExplosionWatch(start.memory?.lossLimit ?? null);
    this.#batchesPerEpoch = stepsPerEpoch(rows.train.length, settings.batchSize);
    this.#updatesPerEpoch = Math.ceil(this.#batchesPerEpoch / settings.accumulate);
    this.#validation = evaluationChunks(rows.validation);
    this.#ahead = new EpochsAhead(options, this.#batchesPerEpoch);
    this.#replay = new ReplayLog(options.session, options.clock, () => this.#ahead.hasState);
    this.#step = start.step;
  }

  /** Updates since training began. */
  get step(): number {
    return this.#step;
  }

  get memory(): Pick<LoopMemory, 'schedule' | 'learningRate' | 'lossLimit'> {
    return { schedule: this.#schedule, learningRate: this.#override, lossLimit: this.#watch.limit };
  }

  /** Lets the schedule see the monitored metric of a finished epoch. */
  observe(value: number, better: 'higher' | 'lower'): void {
    this.#schedule = this.#options.schedule.observe(this.#schedule, { value, better });
  }

  /** @param epoch epochs finished before this one */
  async epoch(epoch: number): Promise<EpochResult> {
    const { program, rows, settings, control, clock, onProgress } = this.#options;
    const began = clock();
    this.#engineMilliseconds = 0;
    const total = rows.train.length;
    if (!control.pending) {
      this.#takeLearningRate(epoch, 0);
      await this.#ahead.begin(epoch, this.#size.steps, (later) => this.#chunks(later, epoch));
    }
    const order = this.#order(epoch);
    this.#orders.delete(epoch);
    const sums = new MetricSums(program.metrics);
    const norms = new NormSums(program.normedLayers);
    let paused = 0;
    let batch = 0;

    for (let position = 0; position < total;) {
      if (control.pending) {
        const waiting = clock();
        if ((await control.settle()) === 'stop') return { kind: 'stopped' };
        paused += clock() - waiting;
      }
      this.#takeLearningRate(epoch, batch);
      const most = Math.min(this.#size.steps, this.#batchesToUpdate(batch));
      const first = epoch * this.#batchesPerEpoch + batch;
      const chunk = nextChunk(total, position, settings.batchSize, most, first);
      const results = await this.#train(order, chunk, epoch);
      const bad = this.#watch.find(stepLosses(results));
      if (bad !== null) {
        const { index, loss } = bad;
        const cause = Number.isFinite(loss) ? null : await this.#replay.diagnose(index, this.#options);
        return { kind: 'diverged', divergence: { epoch: epoch + 1, step: batch + index + 1, loss, cause } };
      }
      sums.add(results);
      batch += chunk.steps;
      position += chunk.steps * chunk.batchSize;
      norms.add(await this.#updates(results, epoch, batch));
      onProgress(epoch + 1, position / total);
    }

    await this.#average(epoch);
    const validation = rows.validation.length === 0 ? {} : await this.#validate();
    const training = sums.finish();
    const { seconds, overhead } = this.#ahead.end(epoch, clock() - began - paused, this.#engineMilliseconds);
    return {
      kind: 'finished',
      report: {
        epoch: epoch + 1,
        step: this.#step,
        metrics: {
          ...training,
          ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [`val_${name}`, value])),
        },
        learningRate: this.#learningRate,
        ...norms.finish(),
        seconds,
        overhead,
      },
    };
  }

  #takeLearningRate(epoch: number, batch: number): void {
    const { control, onLearningRate } = this.#options;
    const rate = control.learningRate;
    if (rate === undefined || rate === this.#override) return;
    this.#override = rate;
    onLearningRate({ epoch: epoch + 1, step: batch + 1, rate });
  }

  /** How many batches may go into one call: an update of several batches needs to be made when they are in. */
  #batchesToUpdate(batch: number): number {
    const { accumulate } = this.#options.settings;
    return accumulate === 1 ? Number.POSITIVE_INFINITY : accumulate - (batch % accumulate);
  }

  /** Trains on a chunk, or where several batches make an update, gathers its gradients. */
  #train(order: Int32Array, chunk: Chunk, epoch: number): Promise<TensorMap> {
    const { program, settings } = this.#options;
    if (settings.accumulate > 1) {
      const feeds = { ...rowFeeds(order, chunk), ...noiseFeeds(program.noise, chunk, settings.seed) };
      return this.#remembered('gradients', chunk.steps, feeds);
    }
    const feeds = this.#stepFeeds(order, chunk, epoch, this.#step);
    this.#step += chunk.steps;
    return this.#remembered('step', chunk.steps, feeds);
  }

  /** What a chunk whose batches each make an update is fed. `step` updates have been made before it. */
  #stepFeeds(order: Int32Array, chunk: Chunk, epoch: number, step: number): TensorMap {
    const { program, settings } = this.#options;
    return {
      ...rowFeeds(order, chunk),
      ...noiseFeeds(program.noise, chunk, settings.seed),
      ...this.#updateFeeds(chunk.steps, epoch, step),
    };
  }

  /** Every call of a later epoch, as `epoch` will make them if nothing changes until then. */
  #chunks(epoch: number, now: number): EpochChunk[] {
    const { settings, rows } = this.#options;
    const total = rows.train.length;
    const order = this.#order(epoch);
    const firstStep = this.#step + (epoch - now) * this.#updatesPerEpoch;
    const chunks: EpochChunk[] = [];
    for (let position = 0, batch = 0; position < total;) {
      const first = epoch * this.#batchesPerEpoch + batch;
      const chunk = nextChunk(total, position, settings.batchSize, total, first);
      const feeds = this.#stepFeeds(order, chunk, epoch, firstStep + batch);
      chunks.push({ program: 'step', steps: chunk.steps, feeds });
      batch += chunk.steps;
      position += chunk.steps * chunk.batchSize;
    }
    const average = this.#averageFeeds(epoch, firstStep + this.#updatesPerEpoch);
    if (average !== null) chunks.push({ program: 'average', steps: 1, feeds: average });
    return [...chunks, ...this.#validation];
  }

  /** The training rows in the epoch's order. Kept until the epoch comes: looking ahead asks for it too. */
  #order(epoch: number): Int32Array {
    const { rows, settings } = this.#options;
    const order =
      this.#orders.get(epoch) ??
      rows.order?.(epoch) ??
      permutation(rows.train.length, settings.seed, 'shuffle', epoch).map((index) => rows.train[index] ?? 0);
    this.#orders.set(epoch, order);
    return order;
  }

  /** What every update gave out that has become due, `batch` batches into the epoch; null: none has. */
  async #updates(results: TensorMap, epoch: number, batch: number): Promise<TensorMap | null> {
    const { accumulate } = this.#options.settings;
    if (accumulate === 1) return results;
    if (batch % accumulate !== 0 && batch < this.#batchesPerEpoch) return null;
    const found = await this.#remembered('apply', 1, this.#updateFeeds(1, epoch, this.#step));
    this.#step += 1;
    return found;
  }

  /** What updates are fed beside their batches. `first` updates have been made before them. */
  #updateFeeds(count: number, epoch: number, first: number): TensorMap {
    const { settings, schedule, averaging } = this.#options;
    const stepsInEpoch = this.#updatesPerEpoch;
    const moments = Array.from({ length: count }, (_, index) => ({
      step: first + index,
      epoch,
      stepsPerEpoch: stepsInEpoch,
      totalSteps: stepsInEpoch * settings.epochs,
    }));
    const rates = moments.map((moment) => this.#override ?? schedule.rate(moment, this.#schedule));
    this.#learningRate = rates.at(-1) ?? Number.NaN;
    const shares =
      averaging?.after === 'update' ? moments.map(({ step }) => averaging.share({ epoch, update: step })) : null;
    return {
      ...learningRateFeed(rates),
      ...(shares === null ? {} : scalarFeed(feedNames.averageShare, shares)),
    };
  }

  /** Takes the weights at the end of an epoch into their average. */
  async #average(epoch: number): Promise<void> {
    const feeds = this.#averageFeeds(epoch, this.#step);
    if (feeds !== null) await this.#timed(() => this.#options.session.run('average', 1, feeds));
  }

  #averageFeeds(epoch: number, update: number): TensorMap | null {
    const { averaging } = this.#options;
    if (averaging?.after !== 'epoch') return null;
    return scalarFeed(feedNames.averageShare, [averaging.share({ epoch, update })]);
  }

  #validate(): Promise<Record<string, number>> {
    const { session, program } = this.#options;
    return this.#timed(() => evaluateChunks(session, program, this.#validation));
  }

  async #remembered(name: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    await this.#replay.remember({ program: name, steps, feeds });
    return this.#timed(() => this.#options.session.run(name, steps, feeds), name === 'apply' ? undefined : steps);
  }

  /** Counts the time inside the engine, and learns from it how long chunks may be. */
  async #timed<Result>(work: () => Promise<Result>, steps?: number): Promise<Result> {
    const began = this.#options.clock();
    const result = await work();
    const milliseconds = this.#options.clock() - began;
    this.#engineMilliseconds += milliseconds;
    if (steps !== undefined && !this.#ahead.serves) this.#size.observe(steps, milliseconds);
    return result;
  }
}

/** The loss of each step of a chunk. */
function stepLosses(results: TensorMap): ArrayLike<number> {
  const losses = results[resultNames.loss]?.data;
  if (losses === undefined) throw new BugError('the training program gave no loss');
  return losses;
}
