/**
 * Finds TensorFlow's native packages without depending on them: their native library is downloaded when they are
 * installed, and is not always to be had. An installation may have either, half of one, or none.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineState } from '../../graph/engine.ts';
import type { TensorflowLibrary } from './kernel.ts';

/** In the order of preference. They cannot be loaded side by side. */
export const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export type TensorflowPackage = (typeof tensorflowPackages)[number];

/** What is known of the installed packages. Tests give another. */
export interface TensorflowLoader {
  /** Folder of an installed package; null where it is absent. */
  locate(name: TensorflowPackage): string | null;
  /** Whether the package's native addon was downloaded. */
  hasAddon(folder: string): boolean;
  /** Loads the package and its native library. May throw anything. */
  load(name: TensorflowPackage): Promise<TensorflowLibrary>;
}

export type TensorflowFinding =
  | { readonly state: 'ready'; readonly name: TensorflowPackage; readonly library: TensorflowLibrary }
  | { readonly state: Exclude<EngineState, 'ready'>; readonly detail: string | null };

/** The first package that loads; else what came closest, in the words of what went wrong. */
export async function findTensorflow(loader: TensorflowLoader): Promise<TensorflowFinding> {
  let nearest: TensorflowFinding = { state: 'absent', detail: null };
  for (const name of tensorflowPackages) {
    const folder = loader.locate(name);
    if (folder === null) continue;
    if (!loader.hasAddon(folder)) {
      if (nearest.state === 'absent') nearest = { state: 'incomplete', detail: `${name}: its native addon is missing` };
      continue;
    }
    try {
      return { state: 'ready', name, library: await loader.load(name) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (nearest.state !== 'broken') nearest = { state: 'broken', detail: `${name}: ${message}` };
    }
  }
  return nearest;
}

/** Looks among the packages that this file can require. */
export function installedPackages(): TensorflowLoader {
  const require = createRequire(import.meta.url);
  return {
    locate: (name) => {
      try {
        return dirname(require.resolve(`${name}/package.json`));
      } catch {
        return null;
      }
    },
    hasAddon,
    // A Promise even where `require` throws: the library is CommonJS and loads its addon at once.
    load: (name) => Promise.resolve().then(() => require(name) as TensorflowLibrary),
  };
}

/** The addon lies in `lib/napi-v<version>/`, for the versions of N-API that it was built for. */
function hasAddon(folder: string): boolean {
  const libraries = join(folder, 'lib');
  return (
    existsSync(libraries) &&
    readdirSync(libraries).some((entry) => existsSync(join(libraries, entry, 'tfjs_binding.node')))
  );
}
