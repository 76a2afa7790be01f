/** Takes in files from wherever they come (a drop, a file dialog, a sample) and keeps the import that is under way. */
import { UserError } from '../../../main/base/errors.ts';
import type { DatasetSummary } from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';
import { pathOf } from '../../connection/transport.ts';
import type { Router } from '../../router.svelte.ts';
import { ImageImport } from './images/image-import.svelte.ts';
import { ImportSession } from './import-session.svelte.ts';
import { SoundImport } from './sounds/sound-import.svelte.ts';
import type { ImportOrigin } from './source-import.svelte.ts';

/** Endings that the core reads as a table; each may be followed by `.gz`. */
const tableEndings: readonly string[] = [
  ...['.csv', '.tsv', '.tab', '.txt', '.data', '.dat', '.json', '.jsonl', '.ndjson', '.parquet', '.pq'],
  ...['.xlsx', '.xlsm', '.sqlite', '.sqlite3', '.db', '.db3', '.arrow', '.feather', '.ipc', '.arrows', '.gz'],
];

/** Plain texts that cannot be anything else; a `.txt` may be a table, and the person says if it is none. */
const plainEndings: readonly string[] = ['.text', '.md'];

/** Those that it reads as images or, archives, as sounds, beside folders. */
const imageEndings: readonly string[] = ['.zip', '.npz', '.npy', '-ubyte'];

/** What the file dialog offers. */
export const importEndings: readonly string[] = [
  ...tableEndings,
  ...plainEndings,
  ...imageEndings.filter((end) => end.startsWith('.')),
];

export type AnyImport = ImportSession | ImageImport | SoundImport;

/** Of which data set an import is a newer version: as chosen, else of the latest that came from a file of this name. */
export function previousOf(
  { previous, kind, fileName }: Pick<AnyImport, 'previous' | 'kind' | 'fileName'>,
  datasets: readonly DatasetSummary[],
): string | null {
  if (previous !== undefined) return previous;
  const same = datasets.filter((one) => one.kind === kind && one.sourceName === fileName);
  return same.toSorted((one, other) => other.createdAt - one.createdAt)[0]?.id ?? null;
}

export class ImportDesk {
  readonly #client: Client;
  readonly #router: Router;
  #session = $state.raw<AnyImport | null>(null);

  constructor(client: Client, router: Router) {
    this.#client = client;
    this.#router = router;
  }

  get session(): AnyImport | null {
    return this.#session;
  }

  /** Starts on a file, or on a dropped folder, and shows the import. Throws a `UserError` for what is neither. */
  takeFile(file: File): void {
    const name = file.name.toLowerCase();
    const from = { file, path: pathOf(file) };
    if (imageEndings.some((ending) => name.replace(/(?<=-ubyte)\.gz$/u, '').endsWith(ending))) {
      this.#takeFiles(from);
    } else if (plainEndings.some((ending) => name.endsWith(ending))) {
      const session = new ImportSession(this.#client, from);
      session.readAs('lines');
      this.#take(session);
    } else if (tableEndings.some((ending) => name.endsWith(ending))) {
      this.#take(new ImportSession(this.#client, from));
    } else if (from.path !== null && file.type === '') {
      // A folder has no ending; the core says if it is none.
      this.takePath(from.path);
    } else {
      throw new UserError('window.notATable', { file: file.name, endings: importEndings.join(' ') });
    }
  }

  /** Starts on images, sounds or texts at a place of this computer: a folder, an archive, an array or a list. */
  takePath(path: string): void {
    this.#takeFiles({ path });
  }

  /** Starts on a list of sounds: one of images is told by nothing but the person. */
  takeSounds(path: string): void {
    this.#take(new SoundImport(this.#client, { path }));
  }

  takeSample(name: string): void {
    this.#take(new ImportSession(this.#client, { sample: name }));
  }

  /** Images, unless the core finds sounds or texts in it. */
  #takeFiles(from: ImportOrigin): void {
    this.#take(
      new ImageImport(this.#client, from, (found, kind) => {
        this.#take(kind === 'audio' ? new SoundImport(this.#client, found) : new ImportSession(this.#client, found));
      }),
    );
  }

  /** Forgets the import. */
  close(): void {
    this.#session?.leave();
    this.#session = null;
  }

  #take(session: AnyImport): void {
    this.close();
    this.#session = session;
    void session.start();
    this.#router.go('/data/import');
  }
}
