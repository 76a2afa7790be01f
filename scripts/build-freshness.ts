/** Tells whether something built is older than what it was built from. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `output` is missing or older than any file of `sources` (files, or folders with all that is in them). */
export function isStale(output: string, sources: readonly string[]): boolean {
  const built = modified(output);
  return built === null || sources.some((source) => newest(source) > built);
}

function newest(path: string): number {
  const entries = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
    : [];
  // A folder's own time changes when a file is taken out of it.
  return Math.max(modified(path) ?? 0, ...entries.map((entry) => modified(join(path, entry)) ?? 0));
}

function modified(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
