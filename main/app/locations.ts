/** Where the app's own files lie: in a checkout as sources, in an installed app as bundles. */
import { join } from 'node:path';

/** This file's folder is `main/app` in a checkout and `dist/main` in a bundle: two below the root either way. */
const root = join(import.meta.dirname, '..', '..');
const isBundle = import.meta.filename.endsWith('.mjs');

/** A plain Node reads no Electron archive; what it needs lies unpacked beside it. */
function outsideArchive(path: string): string {
  return path.replace(/([/\\])app\.asar([/\\])/, '$1app.asar.unpacked$2');
}

function entry(source: string, bundle: string): string {
  return outsideArchive(isBundle ? join(import.meta.dirname, bundle) : join(root, source));
}

export const locations = {
  dataProcess: entry('main/datasets/process/main.ts', 'data-process.mjs'),
  trainingProcess: entry('main/runner/process/main.ts', 'training-process.mjs'),
  examples: outsideArchive(join(root, 'resources', 'examples')),
  samples: outsideArchive(join(root, 'resources', 'samples')),
} as const;
