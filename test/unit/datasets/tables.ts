/** Helpers of the data tests: files in a folder of their own, imported in this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../main/base/errors.ts';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import type { TablePreview } from '../../../main/datasets/process/protocol.ts';
import { importTable } from '../../../main/datasets/table/import-table.ts';
import { previewTable } from '../../../main/datasets/table/preview-table.ts';
import type { TableOptions } from '../../../main/datasets/types.ts';

export const never = new AbortController().signal;

export class Workbench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'athanor-tables-'));
  #count = 0;

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** Imports a file that lies in the workbench, or anywhere else by its path. */
  async import(name: string, options: TableOptions = {}, path = this.path(name)): Promise<TableManifest> {
    return importTable({ files: [{ path, file: name }], folder: this.nextFolder(), options }, () => undefined, never);
  }

  async preview(name: string, options: TableOptions = {}, path = this.path(name)): Promise<TablePreview> {
    return previewTable({ files: [{ path, file: name }], options }, never);
  }

  datasetFolder(manifest: TableManifest): string {
    return this.path(manifest.id);
  }

  nextFolder(): string {
    return this.path(`set-${this.#count++}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The UserError that a promise rejects with; anything else fails the test. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('expected a UserError');
}
