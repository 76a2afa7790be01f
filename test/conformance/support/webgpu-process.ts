/** Runs a task of `webgpu-child.ts` on a software GPU and gathers what it says. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findSoftwareGpu } from '../../support/software-gpu.ts';

export interface ChildResult {
  /** Objects that it said, in order. */
  readonly said: readonly unknown[];
  /** How it ended where that was not well: with its last words. */
  readonly died: string | null;
}

/** Throws where there is no driver: ask `findSoftwareGpu` first. */
export async function runOnSoftwareGpu(task: string, ...given: readonly string[]): Promise<ChildResult> {
  const gpu = findSoftwareGpu();
  if ('reason' in gpu) throw new Error(gpu.reason);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'webgpu-child.ts'), task, ...given], {
    env: { ...process.env, ...gpu.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (...end) => {
      resolve(end);
    });
  });
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return {
    said: lines.map((line) => JSON.parse(line) as unknown),
    died:
      code === 0 ? null : `${signal ?? `status ${code ?? 'none'}`}: ${errors.trim().split('\n').slice(-12).join('\n')}`,
  };
}
