/** The life of a run: which status may follow which. */
import { BugError } from '../base/errors.ts';
import type { RunStatus } from './records.ts';

const followers: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'stopped', 'failed', 'interrupted'],
  running: ['paused', 'completed', 'stopped', 'failed', 'diverged', 'interrupted'],
  // Resumed at once, or put in the queue again where another run has taken its place.
  paused: ['running', 'queued', 'stopped', 'failed', 'interrupted'],
  // An ended run goes on from a checkpoint by way of the queue, a completed one with more epochs.
  completed: ['queued'],
  stopped: ['queued'],
  failed: ['queued'],
  diverged: ['queued'],
  interrupted: ['queued'],
};

const active: ReadonlySet<RunStatus> = new Set<RunStatus>(['queued', 'running', 'paused']);

/** Whether a process still has, or will have, something to do for the run. */
export function isActive(status: RunStatus): boolean {
  return active.has(status);
}

export function assertTransition(id: string, from: RunStatus, to: RunStatus): void {
  if (!followers[from].includes(to)) throw new BugError(`run ${id} cannot go from ${from} to ${to}`);
}
