/** The app's log, `logs/athanor.log` in the data folder: for what broke, and for whoever is asked to help. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';

export interface Log {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** Resolves when all that was said is in the file. */
  readonly flushed: () => Promise<void>;
}

/** Bytes from which on a new log is begun at the next start; the one before is kept as `athanor.log.1`. */
const rotateAt = 4 * 1024 * 1024;

type Level = 'info' | 'warn' | 'error';

/** Loads its library with the first line: most starts write none before the window is up. */
export function createLog(folder: string): Log {
  const file = join(folder, 'athanor.log');
  let logger: Promise<Logger> | null = null;
  let last: Promise<void> = Promise.resolve();

  async function open(): Promise<Logger> {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateAt) renameSync(file, `${file}.1`);
    const { pino } = await import('pino');
    // Written at once: the line before a crash is the one that matters.
    return pino({ base: { pid: process.pid } }, pino.destination({ dest: file, sync: true, append: true }));
  }

  function write(level: Level, message: string, details: Readonly<Record<string, unknown>> = {}): void {
    logger ??= open();
    const target = logger;
    // A log that cannot be written must not take the app with it.
    last = target
      .then((opened) => {
        opened[level](details, message);
      })
      .catch(() => undefined);
  }

  return {
    info: (message, details) => {
      write('info', message, details);
    },
    warn: (message, details) => {
      write('warn', message, details);
    },
    error: (message, details) => {
      write('error', message, details);
    },
    flushed: () => last,
  };
}
