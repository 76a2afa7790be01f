/** The training loop: epochs of shuffled batches, run in chunks, until the end, a stop, or a loss that explodes. */
import { BugError } from '../../base/errors.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import { permutation } from '../../models/random/stream.ts';
import { learningRateFeed, nextChunk, noiseFeeds, rowFeeds, stepsPerEpoch, type Chunk } from './batches.ts';
import { BestEpoch } from './best-epoch.ts';
import { ChunkSize } from './chunk-size.ts';
import { evaluateRows } from './evaluate-rows.ts';
import { ExplosionWatch } from './explosion.ts';
import type { LoopMemory } from './loop-memory.ts';
import { MetricSums } from './metric-sums.ts';
import { ReplayLog } from './replay.ts';
import { resultNames } from './training-program.ts';
import type { Divergence, EpochReport, TrainOptions, TrainOutcome } from './train-types.ts';

/**
 * Trains until `settings.epochs` epochs are finished. Weights, order and noise are functions of the seed, the epoch and
 * the step, so that a run resumed from a finished epoch goes on exactly as if it had not been interrupted.
 *
 * A stop leaves the session with the state of the last finished step; the epoch under way is not reported.
 */
export async function trainModel(options: TrainOptions): Promise<TrainOutcome> {
  const { session, program, rows, settings, start } = options;
  if (rows.train.length === 0) throw new BugError('there are no training rows');
  const run = new EpochRunner(options);
  const monitored = program.metrics.find((metric) => settings.monitor.replace(/^val_/, '') === metric.name);
  const better = monitored?.better ?? 'lower';
  const best = new BestEpoch(settings, better, bestBefore(options));
  let bestState = start.best?.state ?? null;
  let epoch = start.epoch;
  const end = async (status: TrainOutcome['status'], divergence: Divergence | null = null): Promise<TrainOutcome> => {
    const restored = settings.restoreBest && bestState !== null && best.epoch !== epoch;
    if (restored && bestState !== null) await session.writeState(bestState);
    const stoppedEarly = status === 'completed' && epoch < settings.epochs;
    return { status, epoch, step: run.step, bestEpoch: best.epoch, stoppedEarly, restored, divergence };
  };

  while (epoch < settings.epochs && !best.exhausted) {
    const result = await run.epoch(epoch);
    if (result.kind === 'stopped') return end('stopped');
    if (result.kind === 'diverged') return end('diverged', result.divergence);
    epoch += 1;
    const value = result.report.metrics[settings.monitor] ?? Number.NaN;
    const isBest = best.observe(epoch, value);
    run.observe(value, better);
    if (isBest && settings.restoreBest) bestState = await session.readState();
    const final = epoch >= settings.epochs || best.exhausted;
    const memory = { epochs: settings.epochs, ...best.memory, ...run.memory };
    await options.onEpoch({ ...result.report, best: isBest, final, memory });
    const unfinite = ['loss', 'val_loss']
      .map((name) => result.report.metrics[name] ?? 0)
      .find((loss) => !Number.isFinite(loss));
    if (unfinite !== undefined) return end('diverged', { epoch, step: null, loss: unfinite, cause: null });
  }
  return end('completed');
}

/** What is known of earlier epochs. A run that was extended after its patience had run out has it again. */
function bestBefore({ start, settings }: TrainOptions): Pick<LoopMemory, 'best' | 'reference' | 'since'> | null {
  const { memory, best } = start;
  if (memory !== null) return settings.epochs > memory.epochs ? { ...memory, since: 0 } : memory;
  return best === null ? null : { best, reference: best.value, since: 0 };
}

type EpochResult =
  | { readonly kind: 'finished'; readonly report: Omit<EpochReport, 'best' | 'final' | 'memory'> }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'diverged'; readonly divergence: Divergence };

class EpochRunner {
  readonly #options: TrainOptions;
  readonly #size = new ChunkSize();
  readonly #watch: ExplosionWatch;
  readonly #replay: ReplayLog;
  readonly #stepsPerEpoch: number;
  #step: number;
  #learningRate = Number.NaN;
  #engineMilliseconds = 0;
  #schedule: LoopMemory['schedule'];
  /** A learning rate in the place of the schedule's. */
  #override: number | null;

  constructor(options: TrainOptions) {
    const { memory } = options.start;
    this.#options = options;
    this.#schedule = memory?.schedule ?? {};
    this.#override = memory?.learningRate ?? null;
    this.#watch = new ExplosionWatch(memory?.lossLimit ?? null);
    this.#replay = new ReplayLog(options.session, options.clock);
    this.#stepsPerEpoch = stepsPerEpoch(options.rows.train.length, options.settings.batchSize);
    this.#step = options.start.step;
  }

  /** Steps taken since training began. */
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
    const { session, program, rows, settings, control, clock, onProgress } = this.#options;
    const began = clock();
    this.#engineMilliseconds = 0;
    const total = rows.train.length;
    const order = permutation(total, settings.seed, 'shuffle', epoch).map((index) => rows.train[index] ?? 0);
    const sums = new MetricSums(program.metrics);
    let norm = 0;
    let paused = 0;

    for (let position = 0; position < total;) {
      if (control.pending) {
        const waiting = clock();
        if ((await control.settle()) === 'stop') return { kind: 'stopped' };
        paused += clock() - waiting;
      }
      this.#takeLearningRate(epoch);
      const chunk = nextChunk(total, position, settings.batchSize, this.#size.steps, this.#step);
      const feeds = this.#feeds(order, chunk, epoch);
      await this.#replay.remember({ steps: chunk.steps, feeds });
      const results = await this.#timed(() => session.run('step', chunk.steps, feeds), chunk.steps);
      const bad = this.#watch.find(stepLosses(results));
      if (bad !== null) {
        const { index, loss } = bad;
        const cause = Number.isFinite(loss) ? null : await this.#replay.diagnose(index, this.#options);
        const step = chunk.firstStep + index - epoch * this.#stepsPerEpoch + 1;
        return { kind: 'diverged', divergence: { epoch: epoch + 1, step, loss, cause } };
      }
      sums.add(results);
      for (const value of results[resultNames.gradientNorm]?.data ?? []) norm += value;
      this.#step += chunk.steps;
      position += chunk.steps * chunk.batchSize;
      onProgress(epoch + 1, position / total);
    }

    const validation =
      rows.validation.length === 0 ? {} : await this.#timed(() => evaluateRows(session, program, rows.validation));
    const training = sums.finish();
    const seconds = Math.max(0, clock() - began - paused) / 1000;
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
        gradientNorm: norm / this.#stepsPerEpoch,
        seconds,
        overhead: seconds === 0 ? 0 : Math.max(0, 1 - this.#engineMilliseconds / 1000 / seconds),
      },
    };
  }

  #takeLearningRate(epoch: number): void {
    const { control, onLearningRate } = this.#options;
    const rate = control.learningRate;
    if (rate === undefined || rate === this.#override) return;
    this.#override = rate;
    onLearningRate({ epoch: epoch + 1, step: this.#step - epoch * this.#stepsPerEpoch + 1, rate });
  }

  #feeds(order: Int32Array, chunk: Chunk, epoch: number): TensorMap {
    const { program, settings, schedule } = this.#options;
    const perEpoch = this.#stepsPerEpoch;
    const rates = Array.from({ length: chunk.steps }, (_, index) => {
      const step = chunk.firstStep + index;
      const moment = { step, epoch, stepsPerEpoch: perEpoch, totalSteps: perEpoch * settings.epochs };
      return this.#override ?? schedule.rate(moment, this.#schedule);
    });
    this.#learningRate = rates.at(-1) ?? Number.NaN;
    return {
      ...rowFeeds(order, chunk),
      ...learningRateFeed(rates),
      ...noiseFeeds(program.noise, chunk, settings.seed),
    };
  }

  /** Counts the time inside the engine, and learns from it how long chunks may be. */
  async #timed<Result>(work: () => Promise<Result>, steps?: number): Promise<Result> {
    const began = this.#options.clock();
    const result = await work();
    const milliseconds = this.#options.clock() - began;
    this.#engineMilliseconds += milliseconds;
    if (steps !== undefined) this.#size.observe(steps, milliseconds);
    return result;
  }
}

/** The loss of each step of a chunk. */
function stepLosses(results: TensorMap): ArrayLike<number> {
  const losses = results[resultNames.loss]?.data;
  if (losses === undefined) throw new BugError('the step program gave no loss');
  return losses;
}
