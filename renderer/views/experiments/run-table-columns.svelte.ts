/** Which columns the table of runs shows, in which order, how wide, which stay: remembered between visits. */
import { z } from 'zod';
import { readStored, writeStored } from '../../storage.ts';

const chosenColumn = z.object({
  /** One of the table's own (`name`, `data`), or a field as a query calls it behind `=`: `=last(val_loss)`. */
  id: z.string(),
  pixels: z.number().min(40).max(1200),
  pinned: z.boolean(),
});
export type ChosenColumn = z.infer<typeof chosenColumn>;

const storageKey = 'experiments.columns';

export class RunTableColumns {
  #chosen = $state.raw<readonly ChosenColumn[] | null>(read());
  /** Of a named view: what is changed then is the view's, and not remembered here. */
  #isLent = false;

  /** Null: the table's own, as wide as the window has room. Pinned ones come first. */
  get chosen(): readonly ChosenColumn[] | null {
    return this.#chosen;
  }

  set(columns: readonly ChosenColumn[] | null): void {
    this.#chosen = columns === null ? null : [...columns].sort((one, two) => Number(two.pinned) - Number(one.pinned));
    if (!this.#isLent) writeStored(storageKey, this.#chosen === null ? null : JSON.stringify(this.#chosen));
  }

  /** Shows the columns of a named view. */
  lend(columns: readonly ChosenColumn[] | null): void {
    this.#isLent = true;
    this.set(columns);
  }

  /** Back to those that were chosen without a view. */
  giveBack(): void {
    this.#isLent = false;
    this.#chosen = read();
  }

  resize(id: string, pixels: number): void {
    if (this.#chosen === null) return;
    const width = Math.min(1200, Math.max(40, pixels));
    this.set(this.#chosen.map((column) => (column.id === id ? { ...column, pixels: width } : column)));
  }
}

function read(): readonly ChosenColumn[] | null {
  const text = readStored(storageKey);
  if (text === null) return null;
  try {
    const parsed = z.array(chosenColumn).safeParse(JSON.parse(text));
    return parsed.success && parsed.data.length > 0 ? parsed.data : null;
  } catch {
    return null;
  }
}
