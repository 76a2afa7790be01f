/** Takes in files from wherever they come (a drop, a file dialog, a sample) and keeps the import that is under way. */
import { UserError } from '../../../main/base/errors.ts';
import type { Client } from '../../connection/connection.svelte.ts';
import { pathOf } from '../../connection/transport.ts';
import type { Router } from '../../router.svelte.ts';
import { ImageImport } from './images/image-import.svelte.ts';
import { ImportSession } from './import-session.svelte.ts';

/** Endings that the core reads as a table; each may be followed by `.gz`. */
const tableEndings: readonly string[] = [
  ...['.csv', '.tsv', '.tab', '.txt', '.data', '.dat', '.json', '.jsonl', '.ndjson', '.parquet', '.pq'],
  ...['.xlsx', '.xlsm', '.sqlite', '.sqlite3', '.db', '.db3', '.arrow', '.feather', '.ipc', '.arrows', '.gz'],
];

/** Those that it reads as images, beside folders. */
const imageEndings: readonly string[] = ['.zip', '.npz', '.npy', '-ubyte'];

/** What the file dialog offers. */
export const importEndings: readonly string[] = [...tableEndings, ...imageEndings.filter((end) => end.startsWith('.'))];

export class ImportDesk {
  readonly #client: Client;
  readonly #router: Router;
  #session = $state.raw<ImportSession | ImageImport | null>(null);

  constructor(client: Client, router: Router) {
    this.#client = client;
    this.#router = router;
  }

  get session(): ImportSession | ImageImport | null {
    return this.#session;
  }

  /** Starts on a file, or on a dropped folder, and shows the import. Throws a `UserError` for what is neither. */
  takeFile(file: File): void {
    const name = file.name.toLowerCase();
    const from = { file, path: pathOf(file) };
    if (imageEndings.some((ending) => name.replace(/(?<=-ubyte)\.gz$/u, '').endsWith(ending))) {
      this.#take(new ImageImport(this.#client, from));
    } else if (tableEndings.some((ending) => name.endsWith(ending))) {
      this.#take(new ImportSession(this.#client, from));
    } else if (from.path !== null && file.type === '') {
      // A folder has no ending; the core says if it is none.
      this.takeImages(from.path);
    } else {
      throw new UserError('window.notATable', { file: file.name, endings: importEndings.join(' ') });
    }
  }

  /** Starts on images at a place of this computer: a folder, an archive, an array or a list. */
  takeImages(path: string): void {
    this.#take(new ImageImport(this.#client, { path }));
  }

  takeSample(name: string): void {
    this.#take(new ImportSession(this.#client, { sample: name }));
  }

  /** Forgets the import. */
  close(): void {
    this.#session?.leave();
    this.#session = null;
  }

  #take(session: ImportSession | ImageImport): void {
    this.close();
    this.#session = session;
    void session.start();
    this.#router.go('/data/import');
  }
}
