/** Who takes the files that are dropped on the window: a view that has a use for them, else the import. */
import type { ImportDesk } from '../views/data/import-desk.svelte.ts';

export interface DropTaker {
  /** What the window says while files are dragged over it. */
  readonly title: string;
  readonly hint: string;
  take(files: readonly File[]): void;
}

export class DropDesk {
  readonly #imports: ImportDesk;
  #taker = $state.raw<DropTaker | null>(null);

  constructor(imports: ImportDesk) {
    this.#imports = imports;
  }

  get taker(): DropTaker | null {
    return this.#taker;
  }

  /** Gives a view what is dropped, until the function that comes back is called. */
  giveTo(taker: DropTaker): () => void {
    this.#taker = taker;
    return () => {
      if (this.#taker === taker) this.#taker = null;
    };
  }

  /** Throws a `UserError` for what cannot be used. */
  take(files: readonly File[]): void {
    const [first] = files;
    if (first === undefined) return;
    if (this.#taker === null) this.#imports.takeFile(first);
    else this.#taker.take(files);
  }
}
