/** The files that start a process, by the name of their bundle in dist/main. */
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const entries = {
  main: {
    electron: 'main/shells/electron/main.ts',
    browser: 'main/shells/browser/main.ts',
    cli: 'main/shells/cli/main.ts',
    'training-process': 'main/runner/process/main.ts',
    'data-process': 'main/datasets/process/main.ts',
  },
  // A sandboxed preload script must be CommonJS, so it is built apart.
  preload: { preload: 'main/shells/electron/preload.ts' },
};

export function entriesFor(group: keyof typeof entries): Record<string, string> {
  return Object.fromEntries(Object.entries(entries[group]).map(([name, file]) => [name, join(root, file)]));
}
