/** Ctrl-C: the first asks the run to stop and keep what it has, the second ends this process at once. */
import { exitStatus } from '../exit-status.ts';

export type Interrupt = 'interrupted' | 'terminated';

export interface Interrupts {
  /** The first one, whenever it comes. */
  readonly first: Promise<Interrupt>;
  readonly pending: Interrupt | null;
  close(): void;
}

const kinds = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'terminated' } as const;

export function listenForInterrupts(): Interrupts {
  const first = Promise.withResolvers<Interrupt>();
  let pending: Interrupt | null = null;
  const listener = (signal: NodeJS.Signals): void => {
    const kind = kinds[signal as keyof typeof kinds];
    // The training process ends with its pipe; the next start calls the run interrupted and keeps its epochs.
    if (pending !== null) process.exit(exitStatus[kind]);
    pending = kind;
    first.resolve(kind);
  };
  const signals = Object.keys(kinds) as (keyof typeof kinds)[];
  for (const signal of signals) process.on(signal, listener);
  return {
    first: first.promise,
    get pending() {
      return pending;
    },
    close() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
