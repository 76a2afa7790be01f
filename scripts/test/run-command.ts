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
    });
    // Node's own `timeout` would keep us alive to its end where the program could not be started.
    const timer = timeout === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeout);
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, output: `${output}${error.message}\n` });
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, output });
    });
  });
}
