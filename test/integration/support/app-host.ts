/** Starts the host process of `host.ts`, gives a client of it, and knows its children. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectLocal, type LocalConnection } from '../../../main/app/index.ts';
import type { RunDetail } from '../../../main/api/contract/run-types.ts';
import { processesBelow } from '../../support/process-list.ts';
import { testEnvironment } from './command-line.ts';

type Client = LocalConnection['client'];

export class AppHost {
  readonly #child: ChildProcess;
  readonly #connection: LocalConnection;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, connection: LocalConnection, ended: Promise<unknown>) {
    this.#child = child;
    this.#connection = connection;
    this.#ended = ended;
  }

  static async start(dataFolder: string, checkpointInterval: number): Promise<AppHost> {
    const entry = join(import.meta.dirname, 'host.ts');
    const child = spawn(process.execPath, [entry, dataFolder, String(checkpointInterval)], {
      env: { ...process.env, ...testEnvironment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    const ended = new Promise((resolve) => child.once('close', resolve));
    // A test that times out never comes to its own tidying.
    const killWithUs = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', killWithUs);
    void ended.then(() => process.off('exit', killWithUs));
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => {
        resolve();
      });
      void ended.then(() => {
        reject(new Error(`the host ended: ${output}`));
      });
    });
    const connection = await connectLocal(dataFolder);
    if (connection === null) throw new Error('the host does not answer');
    return new AppHost(child, connection, ended);
  }

  get client(): Client {
    return this.#connection.client;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Processes below this one whose command line names the given file. */
  children(file: string): number[] {
    return processesBelow(this.pid).filter((pid) => commandLine(pid).includes(file));
  }

  /** Resolves when the run has come this far, or has ended. */
  async reached(id: string, epochs: number): Promise<RunDetail> {
    for (;;) {
      const run = await this.client.runs.get({ id });
      if (run.epochsDone >= epochs || !['queued', 'running', 'paused'].includes(run.status)) return run;
      await pause(10);
    }
  }

  /** As a power cut would: nothing is told, nothing is tidied. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<void> {
    await this.#connection.close();
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Resolves when none of the processes is alive any more; false when some still is after `patience` milliseconds. */
export async function allGone(pids: readonly number[], patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (!pids.every((pid) => commandLine(pid) === '')) {
    if (Date.now() > end) return false;
    await pause(20);
  }
  return true;
}

/** Why a test cannot run here, or null. */
export const noProcessList = process.platform === 'linux' ? null : 'needs the list of processes in /proc';

/** Empty for a process that is gone, or is only waiting to be buried. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
