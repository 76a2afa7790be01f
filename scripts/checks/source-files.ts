/** Lists the files that people write, for the checks that read them. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const folders = ['bin', 'main', 'renderer', 'resources', 'scripts', 'test'];
const sources = /\.(ts|mts|mjs|cjs|svelte|css|py)$/u;

/** Paths relative to `root`, with forward slashes, in a fixed order. */
export function listSourceFiles(root: string): string[] {
  const files: string[] = [];
  for (const folder of folders) {
    for (const entry of readFolder(join(root, folder))) {
      if (entry.isFile() && sources.test(entry.name)) {
        files.push(relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
      }
    }
  }
  return files.sort();
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}
