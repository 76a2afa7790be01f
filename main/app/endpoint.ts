/** `endpoint.json` in the data folder: how to reach the process that holds it. Readable by its owner alone. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const endpointFile = 'endpoint.json';

const endpointSchema = z.object({
  pid: z.int(),
  shell: z.enum(['electron', 'browser', 'cli']),
  /** Path of a Unix domain socket, or name of a Windows pipe. */
  socket: z.string(),
  token: z.string(),
  /** Address of the window, token included; null where there is none. */
  url: z.string().nullable(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** Written whole or not at all: a reader never sees half of it. */
export function writeEndpoint(folder: string, endpoint: Endpoint): void {
  const file = join(folder, endpointFile);
  const fresh = `${file}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, JSON.stringify(endpoint), { mode: 0o600, flag: 'wx' });
  renameSync(fresh, file);
}

/** What the last holder wrote; it may be gone by now. */
export function readEndpoint(folder: string): Endpoint | null {
  try {
    return endpointSchema.parse(JSON.parse(readFileSync(join(folder, endpointFile), 'utf8')));
  } catch {
    return null;
  }
}

export function removeEndpoint(folder: string): void {
  rmSync(join(folder, endpointFile), { force: true });
}
