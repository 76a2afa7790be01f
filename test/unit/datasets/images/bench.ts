/** Helpers of the image tests: sources in a folder of their own, imported in this process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importImages } from '../../../../main/datasets/images/import-images.ts';
import { previewImages } from '../../../../main/datasets/images/preview-images.ts';
import { imageFiles } from '../../../../main/datasets/images/stored.ts';
import type { ImageOptions, ImagePreview } from '../../../../main/datasets/images/types.ts';
import type { ImageManifest } from '../../../../main/datasets/manifest.ts';
import type { ImportProgress } from '../../../../main/datasets/process/protocol.ts';
import { never } from '../tables.ts';

/** A file that `test/golden/images/generate.py` has written. */
export function goldenFile(name: string): string {
  return fileURLToPath(new URL(`../../../golden/images/files/${name}`, import.meta.url));
}

export function goldenBytes(name: string): Uint8Array {
  return readFileSync(goldenFile(name));
}

export class ImageBench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'athanor-images-'));
  #count = 0;

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** Images by path below a new folder; texts are names of golden files. */
  folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
    const name = `source-${this.#count++}`;
    mkdirSync(this.path(name), { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      this.write(`${name}/${path}`, typeof content === 'string' ? goldenBytes(content) : content);
    }
    return this.path(name);
  }

  async import(
    path: string,
    options: ImageOptions = {},
    onProgress: (progress: ImportProgress) => void = () => undefined,
    signal: AbortSignal = never,
  ): Promise<ImageManifest> {
    const folder = this.path(`set-${this.#count++}`);
    return importImages({ path, file: nameOf(path), folder, options }, onProgress, signal);
  }

  async preview(path: string, options: ImageOptions = {}): Promise<ImagePreview> {
    return previewImages({ path, file: nameOf(path), options }, never);
  }

  datasetFolder({ id }: ImageManifest): string {
    return this.path(id);
  }

  pixels(manifest: ImageManifest): Uint8Array {
    return readFileSync(join(this.datasetFolder(manifest), imageFiles.pixels));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
