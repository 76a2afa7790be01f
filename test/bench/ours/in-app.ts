/** An app of its own for a benchmark, with what its processes took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import packageJson from '../../../package.json' with { type: 'json' };
import { createApp, type App } from '../../../main/app/index.ts';
import { memoryOf, processesBelow } from '../../support/process-list.ts';
import type { Measurement } from '../case.ts';

export type Client = App['client'];

export const versions = { Athanor: packageJson.version, Node: process.versions.node };

/** Beside the given file, where there is room for what becomes of it. */
export async function inApp<Result>(file: string | null, work: (client: Client) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(file === null ? tmpdir() : join(file, '..'), 'athanor-bench-'));
  const app = await createApp({ dataFolder: folder, shell: 'browser' });
  try {
    return await work(app.client);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Brings a table in and gives its data set's id. */
export async function importTable(client: Client, path: string): Promise<string> {
  for await (const event of await client.datasets.import({ source: { kind: 'path', path } })) {
    if (event.kind === 'done') return event.dataset.id;
  }
  throw new Error('the import ended without a data set');
}

/** Seconds that work takes, the longest time in milliseconds that this process could not answer, and the memory. */
export async function measured(work: () => Promise<unknown>): Promise<Measurement['values']> {
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const began = performance.now();
  await work();
  const time = (performance.now() - began) / 1000;
  delay.disable();
  return { time, stall: Math.max(0, delay.max / 1e6 - resolution), memory: peakMemory() };
}

/** MiB that this process and its children held at most, each at its own peak: from Linux' own books. */
function peakMemory(): number {
  return [process.pid, ...processesBelow(process.pid)].reduce((sum, pid) => sum + memoryOf(pid, 'at most'), 0);
}
