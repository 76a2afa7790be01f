/** Runs a program of the test run and collects what it prints. */
import { spawn } from 'node:child_process';

export interface Finished {
  /** Exit status; null when the program was killed or could not be started. */
  readonly status: number | null;
  readonly output: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Lets the output through as it comes instead of collecting it. */
  readonly show?: boolean;
  /** Milliseconds after which the program is killed. */
  readonly timeout?: number;
}

export async function runCommand(
  program: string,
  args: readonly string[],
  { env = {}, show = false, timeout }: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' }),
    });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => {
      resolve({ status: null, output: `${output}${error.message}\n` });
    });
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}
