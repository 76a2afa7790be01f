/** The training loop: epochs of shuffled batches, run in chunks, until the end, a stop, or a loss that explodes. */
import { BugError } from '../../base/errors.ts';
import { BestEpoch } from './best-epoch.ts';
import { EpochRunner } from './epoch-runner.ts';
import type { LoopMemory } from './loop-memory.ts';
import type { Divergence, TrainOptions, TrainOutcome } from './train-types.ts';

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
