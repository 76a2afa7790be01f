/** `npm run build`: the window into dist/renderer, the main side into dist/main. `renderer` or `main` builds one. */
import { join } from 'node:path';
import { build, type LogLevel } from 'vite';
import { isStale } from './build-freshness.ts';

const root = join(import.meta.dirname, '..');
const shared = ['resources/messages', 'main/api/contract', 'main/base', 'package-lock.json'];

export interface Part {
  /** A file that every build writes anew. */
  readonly output: string;
  readonly sources: readonly string[];
  readonly build: (logLevel: LogLevel) => Promise<void>;
}

export const parts = {
  renderer: {
    output: 'dist/renderer/index.html',
    sources: ['renderer', 'vite.config.ts', ...shared],
    build: async (logLevel) => {
      await build({ root: join(root, 'renderer'), configFile: join(root, 'vite.config.ts'), logLevel });
    },
  },
  main: {
    output: 'dist/main/electron.mjs',
    sources: ['main', 'vite.main.config.ts', ...shared],
    build: async (logLevel) => {
      for (const mode of ['main', 'preload']) {
        await build({ root, mode, configFile: join(root, 'vite.main.config.ts'), logLevel });
      }
    },
  },
} satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/** Builds a part if something that it is made of has changed; `announce` is called before it does. */
export async function buildIfStale(name: PartName, announce: () => void): Promise<void> {
  const part: Part = parts[name];
  const absolute = part.sources.map((source) => join(root, source));
  if (!isStale(join(root, part.output), absolute)) return;
  announce();
  await part.build('error');
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  for (const [name, part] of Object.entries(parts)) {
    if (names.length === 0 || names.includes(name)) await part.build('warn');
  }
}
