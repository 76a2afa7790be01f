/** Pure helpers on lists of runs: what is at work, what waits, what ended when. */
import { finalStatuses, type RunSummary } from '../../main/api/contract/index.ts';

/** Newest first; equal times by id, so that the order never flickers. */
export function byNewest(left: RunSummary, right: RunSummary): number {
  return right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1);
}

export function isFinal(run: RunSummary): boolean {
  return finalStatuses.has(run.status);
}

/** Running or paused: it holds the furnace. */
export function isActive(run: RunSummary): boolean {
  return run.status === 'running' || run.status === 'paused';
}

/**
 * Waiting runs in the order in which they will start.
 *
 * @param order ids, the next first; one that is not there has just been queued, or waits for its app
 */
export function queueOf(runs: readonly RunSummary[], order: readonly string[] = []): RunSummary[] {
  const placeOf = ({ id }: RunSummary): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return runs
    .filter((run) => run.status === 'queued')
    .sort((left, right) => placeOf(left) - placeOf(right) || -byNewest(left, right));
}

/**
 * Seconds until the last planned epoch at the pace so far; null before there is a pace.
 * `fraction` is the part done of the epoch at work, 0 to 1.
 */
export function secondsLeft(run: RunSummary, fraction = 0): number | null {
  const done = run.epochsDone + fraction;
  if (done <= 0 || run.seconds <= 0) return null;
  return Math.max(0, ((run.epochsPlanned - done) * run.seconds) / done);
}

/** Up to here a plan fits a chart from the first epoch on. */
const shortPlan = 500;

/**
 * Where the axis of a run's curves ends: what was done once it has ended, the plan while it lives. A long plan is
 * shown piece by piece, or the first epochs would be a speck at its left edge.
 */
export function axisEnd(run: RunSummary): number {
  if (isFinal(run)) return Math.max(1, run.epochsDone);
  if (run.epochsPlanned <= shortPlan) return run.epochsPlanned;
  const near = run.epochsDone * 1.1;
  const power = 10 ** Math.floor(Math.log10(Math.max(100, near)));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= near) ?? near;
  return Math.min(run.epochsPlanned, round);
}
