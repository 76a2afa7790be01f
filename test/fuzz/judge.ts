/**
 * Imports a file through a real data process and judges what comes of it: a data set whose rows can be shown, or an
 * error that names the file in both languages and says what to do. Never a process that ends, an answer that does not
 * come, a complaint on its output, or half a data set.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../main/base/errors.ts';
import { kindOfSource } from '../../main/datasets/files/detect.ts';
import type { DatasetManifest } from '../../main/datasets/manifest.ts';
import { DataService } from '../../main/datasets/service.ts';
import { errorText } from '../../resources/messages/error-text.ts';
import type { FuzzCase } from './cases.ts';

/** Longer than any of these small files may take, on a machine that does other things. */
const patience = 60_000;
const entry = fileURLToPath(new URL('../../main/datasets/process/main.ts', import.meta.url));

export class Judge implements AsyncDisposable {
  readonly #folder: string;
  readonly #service: DataService;
  readonly #printed: string[];

  private constructor(folder: string, service: DataService, printed: string[]) {
    this.#folder = folder;
    this.#service = service;
    this.#printed = printed;
  }

  static async open(): Promise<Judge> {
    const folder = mkdtempSync(join(tmpdir(), 'athanor-fuzz-'));
    const printed: string[] = [];
    const onOutput = (line: string): void => void printed.push(line);
    const service = await DataService.open({ dataFolder: folder, node: process.execPath, entry, onOutput });
    return new Judge(folder, service, printed);
  }

  /** `imported`, or the code of the refusal. Throws where the importers broke their promise. */
  async judge({ file, bytes, beside }: FuzzCase): Promise<string> {
    const source = join(this.#folder, 'source');
    mkdirSync(source);
    for (const [name, whole] of Object.entries(beside)) writeFileSync(join(source, name), whole);
    writeFileSync(join(source, file), bytes);
    const outcome = await this.#outcome(join(source, file), file).finally(() => {
      rmSync(source, { recursive: true, force: true });
    });
    const left = readdirSync(join(this.#folder, 'datasets'));
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    const printed = this.#printed.splice(0);
    if (printed.length > 0) throw new Error(`the data process printed: ${printed.join('\n')}`);
    return outcome;
  }

  async #outcome(path: string, file: string): Promise<string> {
    try {
      const manifest = await this.#import(path);
      await this.#show(manifest);
      await this.#service.remove(manifest.id);
      return 'imported';
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#requireTelling(error, file);
      return error.code;
    }
  }

  async #import(path: string): Promise<DatasetManifest> {
    const kind = await kindOfSource(path);
    const signal = AbortSignal.timeout(patience);
    const importing =
      kind === 'table'
        ? this.#service.import({ files: [{ path }], options: { onBadRow: 'keepAside' } }, { signal })
        : kind === 'images'
          ? this.#service.importImages({ path }, { signal })
          : this.#service.importAudio({ path }, { signal });
    try {
      for await (const item of importing) if (item.type === 'result') return item.result;
    } catch (error) {
      if (signal.aborted) throw new Error('the import did not end', { cause: error });
      throw error;
    }
    throw new Error('the import ended without a result');
  }

  /** A data set that cannot be looked at is none. */
  async #show(manifest: DatasetManifest): Promise<void> {
    if (manifest.kind === 'images') {
      const { images } = await this.#service.images(manifest.id, { offset: 0, limit: 8, edge: 32 });
      if (images.length !== Math.min(8, manifest.rows)) throw new Error(`${images.length} images of ${manifest.rows}`);
      return;
    }
    if (manifest.kind !== 'table') return;
    const { rows } = await this.#service.rows(manifest.id, { offset: 0, limit: 1000 });
    if (rows.length !== Math.min(1000, manifest.rows)) throw new Error(`${rows.length} rows of ${manifest.rows}`);
    if (rows.some((row) => row.length !== manifest.columns.length)) throw new Error('a row of another length');
  }

  #requireTelling(error: UserError, file: string): void {
    if (error.code === 'internal' || error.code.startsWith('processes.')) {
      throw new Error(`${error.code} ${JSON.stringify(error.params)}`, { cause: error });
    }
    for (const locale of ['en', 'zh'] as const) {
      const { message, hint } = errorText(locale, error);
      if (hint === null) throw new Error(`${error.code} has no remedy (${locale})`);
      // Of an archive, the file in it that is wrong says more.
      const inside = error.params['file'];
      const named = [file.replace(/\.gz$/u, ''), ...(typeof inside === 'string' && inside !== '' ? [inside] : [])];
      if (!named.some((name) => message.includes(name)))
        throw new Error(`${error.code} does not name the file: ${message}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
