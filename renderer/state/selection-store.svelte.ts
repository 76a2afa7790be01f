/** The runs picked for comparison, in order of addition, each with a colour that stays its own. */
/** Colours c1 to c10 of the tokens. */
export const paletteSize = 10;

export interface SeriesColor {
  /** 1 to 10; null beyond ten runs: drawn muted. */
  readonly slot: number | null;
  /** From the sixth on, the line is dashed too. */
  readonly dashed: boolean;
}

export class SelectionStore {
  #ids = $state.raw<readonly string[]>([]);
  #slots = $state.raw<ReadonlyMap<string, number>>(new Map());

  get ids(): readonly string[] {
    return this.#ids;
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  color(id: string): SeriesColor {
    const slot = this.#slots.get(id) ?? null;
    return { slot, dashed: slot !== null && slot > 5 };
  }

  add(id: string): void {
    this.set(this.has(id) ? this.#ids : [...this.#ids, id]);
  }

  remove(id: string): void {
    this.set(this.#ids.filter((other) => other !== id));
  }

  toggle(id: string): void {
    if (this.has(id)) this.remove(id);
    else this.add(id);
  }

  clear(): void {
    this.set([]);
  }

  /** Replaces the choice. Runs that stay keep their colours; new ones take the lowest free. */
  set(ids: readonly string[]): void {
    const unique = [...new Set(ids)];
    const slots = new Map<string, number>();
    for (const id of unique) {
      const kept = this.#slots.get(id);
      if (kept !== undefined) slots.set(id, kept);
    }
    const taken = new Set(slots.values());
    let next = 1;
    for (const id of unique) {
      if (slots.has(id)) continue;
      while (taken.has(next)) next += 1;
      if (next > paletteSize) break;
      slots.set(id, next);
      taken.add(next);
    }
    this.#slots = slots;
    this.#ids = unique;
  }
}
