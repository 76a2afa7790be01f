/** How a child ended, and the last of what it said on its way out. */
import type { Readable } from 'node:stream';
import { UserError } from '../base/errors.ts';

export type ChildExit =
  /** It ended by itself or when asked to, without complaint. */
  | { readonly kind: 'clean' }
  /** We ended it: it was told to, or did not stop within its grace period. */
  | { readonly kind: 'killed' }
  /** Something else ended it: a fault in a native library, the system short of memory, a person. */
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals; readonly output: readonly string[] }
  /** It gave up: an uncaught error, a broken library, and on Windows every fault. */
  | { readonly kind: 'crash'; readonly exitCode: number; readonly output: readonly string[] }
  /** It never ran. */
  | { readonly kind: 'unstartable'; readonly reason: string };

export function classifyExit(
  exitCode: number | null,
  signal: NodeJS.Signals | null,
  killedByUs: boolean,
  output: readonly string[],
): ChildExit {
  if (exitCode === 0) return { kind: 'clean' };
  if (killedByUs) return { kind: 'killed' };
  if (signal !== null) return { kind: 'signal', signal, output };
  return { kind: 'crash', exitCode: exitCode ?? -1, output };
}

/** The error that requests in flight fail with. `output` is not in it: it belongs in the log and the crash report. */
export function exitError(name: string, exit: ChildExit): UserError {
  switch (exit.kind) {
    case 'clean':
    case 'killed':
      return new UserError('processes.ended', { process: name });
    case 'signal':
      return new UserError('processes.signal', { process: name, signal: exit.signal });
    case 'crash':
      return new UserError('processes.crash', { process: name, exitCode: exit.exitCode });
    case 'unstartable':
      return new UserError('processes.unstartable', { process: name, reason: exit.reason });
    default:
      return exit satisfies never;
  }
}

const keptLines = 60;
const keptLineLength = 2000;

/** The last lines of a stream, however long it runs and however it is cut. */
export class LineTail {
  readonly #lines: string[] = [];
  #partial = '';
  readonly #onLine: ((line: string) => void) | undefined;

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  follow(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.push(text);
    });
    stream.on('error', () => undefined);
  }

  push(text: string): void {
    const parts = (this.#partial + text).split('\n');
    this.#partial = (parts.pop() ?? '').slice(0, keptLineLength);
    for (const part of parts) {
      const line = part.replace(/\r$/, '').slice(0, keptLineLength);
      this.#lines.push(line);
      this.#onLine?.(line);
    }
    this.#lines.splice(0, this.#lines.length - keptLines);
  }

  get lines(): string[] {
    return this.#partial === '' ? [...this.#lines] : [...this.#lines, this.#partial];
  }
}
