/** Takes in files from wherever they come (a drop, a file dialog, a sample) and keeps the import that is under way. */
import { UserError } from '../../../main/base/errors.ts';
import type { Client } from '../../connection/connection.svelte.ts';
import { pathOf } from '../../connection/transport.ts';
import type { Router } from '../../router.svelte.ts';
import { ImportSession } from './import-session.svelte.ts';

/** Endings that the core reads as a table; each may be followed by `.gz`. */
export const tableEndings: readonly string[] = [
  ...['.csv', '.tsv', '.tab', '.txt', '.data', '.dat', '.json', '.jsonl', '.ndjson', '.parquet', '.pq'],
  ...['.xlsx', '.xlsm', '.sqlite', '.sqlite3', '.db', '.db3', '.arrow', '.feather', '.ipc', '.arrows', '.gz'],
];

export class ImportDesk {
  readonly #client: Client;
  readonly #router: Router;
  #session = $state.raw<ImportSession | null>(null);

  constructor(client: Client, router: Router) {
    this.#client = client;
    this.#router = router;
  }

  get session(): ImportSession | null {
    return this.#session;
  }

  /** Starts on a file and shows the import. Throws a `UserError` for what is no table. */
  takeFile(file: File): void {
    const name = file.name.toLowerCase();
    if (!tableEndings.some((ending) => name.endsWith(ending))) {
      throw new UserError('window.notATable', { file: file.name, endings: tableEndings.join(' ') });
    }
    this.#take(new ImportSession(this.#client, { file, path: pathOf(file) }));
  }

  takeSample(name: string): void {
    this.#take(new ImportSession(this.#client, { sample: name }));
  }

  /** Forgets the import. */
  close(): void {
    this.#session?.leave();
    this.#session = null;
  }

  #take(session: ImportSession): void {
    this.close();
    this.#session = session;
    void session.start();
    this.#router.go('/data/import');
  }
}
