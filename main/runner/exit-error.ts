/** What a person is told when a training process ended by itself. */
import { UserError } from '../base/errors.ts';
import type { ChildExit } from '../processes/exit.ts';
import type { TrainingChild } from './training-processes.ts';

/** How it went, where it died; else `cause`. */
export function processError(exit: ChildExit, cause: UserError): UserError {
  switch (exit.kind) {
    case 'signal':
      return new UserError('runner.processDied', { how: exit.signal }, { cause });
    case 'crash':
      return new UserError('runner.processDied', { how: `exit code ${exit.exitCode}` }, { cause });
    case 'clean':
    case 'killed':
    case 'unstartable':
      return cause;
    default:
      return exit satisfies never;
  }
}

/** The error of a request to a process that may be gone: then its death says more. */
export async function startedError(child: TrainingChild, error: unknown): Promise<unknown> {
  if (!(error instanceof UserError && error.code.startsWith('processes.'))) return error;
  return processError(await child.exited, error);
}
