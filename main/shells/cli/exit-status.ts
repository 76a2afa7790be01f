/** What the command line ends with, so that scripts can tell the cases apart. */
import type { RunStatus } from '../../api/contract/run-types.ts';

export const exitStatus = {
  /** The run is completed, or the question answered. */
  success: 0,
  /** Bad input, a failed run, or something that broke. */
  failure: 1,
  /** Unknown command or option. */
  usage: 2,
  /** The loss was no longer a number. */
  diverged: 3,
  /** Stopped by somebody else, or the process that trained is gone. */
  unfinished: 4,
  /** Ctrl-C: 128 and the number of SIGINT. */
  interrupted: 130,
  /** 128 and the number of SIGTERM. */
  terminated: 143,
} as const;

export function statusOfRun(status: RunStatus): number {
  switch (status) {
    case 'completed':
      return exitStatus.success;
    case 'diverged':
      return exitStatus.diverged;
    case 'failed':
      return exitStatus.failure;
    case 'stopped':
    case 'interrupted':
    case 'queued':
    case 'running':
    case 'paused':
      return exitStatus.unfinished;
    default:
      return status satisfies never;
  }
}
