/** Helpers of the sound tests: sources in a folder of their own, imported in this process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importAudio } from '../../../../main/datasets/audio/import-audio.ts';
import type { AudioOptions } from '../../../../main/datasets/audio/types.ts';
import type { AudioManifest } from '../../../../main/datasets/manifest.ts';
import type { ImportProgress } from '../../../../main/datasets/process/protocol.ts';
import { never } from '../tables.ts';

/** A file that `test/golden/audio/generate.py` has written. */
export function goldenSound(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../golden/audio/files/${name}.wav`, import.meta.url)));
}

export class SoundBench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'athanor-sounds-'));
  #count = 0;

  /** Files by path below a new folder; texts are names of golden sounds. */
  folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
    const folder = join(this.folder, `source-${this.#count++}`);
    mkdirSync(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), typeof content === 'string' ? goldenSound(content) : content);
    }
    return folder;
  }

  write(name: string, bytes: Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  async import(
    path: string,
    options: AudioOptions = {},
    onProgress: (progress: ImportProgress) => void = () => undefined,
    signal: AbortSignal = never,
  ): Promise<AudioManifest> {
    const folder = join(this.folder, `set-${this.#count++}`);
    return importAudio({ path, file: basename(path), folder, options }, onProgress, signal);
  }

  folderOfSet({ id }: AudioManifest): string {
    return join(this.folder, id);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
