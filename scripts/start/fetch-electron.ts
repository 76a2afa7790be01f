/** Fetches Electron's runtime, once, with progress, and gives up soon where there is no way to its host. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of @electron/get that we use; it belongs to the electron package and is not ours to import. */
interface Download {
  downloadArtifact: (options: {
    version: string;
    artifactName: 'electron';
    platform: string;
    arch: string;
    checksums: Record<string, string>;
    downloadOptions: {
      quiet: true;
      signal: AbortSignal;
      getProgressCallback: (progress: { transferred: number; total: number | null }) => Promise<void>;
    };
  }) => Promise<string>;
}

export type FetchResult = 'installed' | 'unreachable' | 'notTried';

export interface FetchSettings {
  /** Folder of the electron package. */
  readonly electronFolder: string;
  /** Remembers a failed attempt, so that being offline costs its seconds once a day. */
  readonly memoryFile: string;
  /** Tries although an attempt failed lately. */
  readonly insist: boolean;
  readonly now: number;
  readonly onProgress: (transferred: number, total: number | null) => void;
  /** Milliseconds without a first byte, and without another, after which we give up. */
  readonly firstByte?: number;
  readonly stall?: number;
}

const day = 24 * 60 * 60 * 1000;

export async function fetchElectron(settings: FetchSettings): Promise<FetchResult> {
  const { electronFolder, memoryFile, insist, now, onProgress, firstByte = 8000, stall = 30_000 } = settings;
  const require = createRequire(join(electronFolder, 'package.json'));
  const { version } = readJson(join(electronFolder, 'package.json')) as { version: string };
  if (!insist && failedLately(memoryFile, version, now)) return 'notTried';

  const controller = new AbortController();
  let timer = setTimeout(() => {
    controller.abort();
  }, firstByte);
  try {
    const entry = pathToFileURL(require.resolve('@electron/get')).href;
    const { downloadArtifact } = (await import(entry)) as Download;
    // It goes into Electron's own cache; its install.js then only unpacks it.
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: readJson(join(electronFolder, 'checksums.json')) as Record<string, string>,
      downloadOptions: {
        quiet: true,
        signal: controller.signal,
        getProgressCallback: async ({ transferred, total }) => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            controller.abort();
          }, stall);
          onProgress(transferred, total);
          return Promise.resolve();
        },
      },
    });
  } catch {
    remember(memoryFile, version, now);
    return 'unreachable';
  } finally {
    clearTimeout(timer);
  }
  const { status } = spawnSync(process.execPath, [join(electronFolder, 'install.js')], { stdio: 'ignore' });
  if (status === 0) return 'installed';
  remember(memoryFile, version, now);
  return 'unreachable';
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

interface Memory {
  version: string;
  failedAt: number;
}

function failedLately(file: string, version: string, now: number): boolean {
  try {
    const memory = readJson(file) as Memory;
    return memory.version === version && now - memory.failedAt < day && now >= memory.failedAt;
  } catch {
    return false;
  }
}

function remember(file: string, version: string, now: number): void {
  const memory: Memory = { version, failedAt: now };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(memory));
}
