/** Who trains now and who is next. Knows nothing but ids. */

/** First come, first served, unless moved; a resumed run goes to the front. Never more than `concurrency` begin at once. */
export class RunQueue {
  #waiting: string[] = [];
  readonly #active = new Set<string>();
  #concurrency: number;
  #held = false;

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

  get concurrency(): number {
    return this.#concurrency;
  }

  /** Fewer than are active now: those go on, and none begins until there is room again. */
  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** While it is held, what is active goes on and nothing begins. */
  get held(): boolean {
    return this.#held;
  }

  set held(held: boolean) {
    this.#held = held;
  }

  get hasRoom(): boolean {
    return !this.#held && this.#active.size < this.#concurrency;
  }

  add(id: string, place: 'back' | 'front' = 'back'): void {
    if (this.#active.has(id) || this.#waiting.includes(id)) return;
    if (place === 'front') this.#waiting.unshift(id);
    else this.#waiting.push(id);
  }

  /** To this place among those that wait, from 0; beyond the last is the last. False: it does not wait. */
  move(id: string, place: number): boolean {
    if (!this.#waiting.includes(id)) return false;
    const others = this.#waiting.filter((other) => other !== id);
    const at = Math.max(0, Math.min(others.length, place));
    this.#waiting = [...others.slice(0, at), id, ...others.slice(at)];
    return true;
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
