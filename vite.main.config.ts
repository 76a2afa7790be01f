// Vite: the main side as plain JavaScript in dist/main, for Electron and for installed apps. From a checkout, Node runs the sources.
import { defineConfig } from 'vite';
import { entriesFor } from './scripts/entries.ts';

/** Libraries with native parts stay packages; all else is bundled, so that a child process needs no node_modules. */
const external = ['electron', 'better-sqlite3', 'onnxruntime-node', '@duckdb/node-api', 'sharp', /^@tensorflow\//u];

export default defineConfig(({ mode }) => ({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/main',
    emptyOutDir: mode !== 'preload',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: entriesFor(mode === 'preload' ? 'preload' : 'main'),
      external,
      output:
        mode === 'preload'
          ? { format: 'cjs', entryFileNames: '[name].cjs' }
          : { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'shared-[hash].mjs' },
    },
  },
  ssr: { noExternal: true },
  logLevel: 'warn',
}));
