/** Who trains now and who is next. Knows nothing but ids. */

/** First come, first served; a resumed run goes to the front. Never more than `concurrency` at once. */
export class RunQueue {
  readonly #waiting: string[] = [];
  readonly #active = new Set<string>();
  readonly #concurrency: number;

  /** @param concurrency runs at the same time, 1 or more */
  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  get active(): readonly string[] {
    return [...this.#active];
  }

  get waiting(): readonly string[] {
    return [...this.#waiting];
  }

  get hasRoom(): boolean {
    return this.#active.size < this.#concurrency;
  }

  add(id: string, place: 'back' | 'front' = 'back'): void {
    if (this.#active.has(id) || this.#waiting.includes(id)) return;
    if (place === 'front') this.#waiting.unshift(id);
    else this.#waiting.push(id);
  }

  /** Takes the next one that has room, which then counts as active. */
  take(): string | null {
    if (!this.hasRoom) return null;
    const id = this.#waiting.shift();
    if (id === undefined) return null;
    this.#active.add(id);
    return id;
  }

  /** It ended, was paused, or is wanted no more. */
  release(id: string): void {
    this.#active.delete(id);
    const index = this.#waiting.indexOf(id);
    if (index >= 0) this.#waiting.splice(index, 1);
  }
}
