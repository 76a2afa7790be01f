/** Follows a value that changes many times a second, but shows at most one change per interval, and always the last. */
import { untrack } from 'svelte';

export class Throttled<Value> {
  #shown: Value = $state.raw() as Value;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = -Infinity;

  /** To be made while a component is: it follows `read` for as long as the component lives. */
  constructor(read: () => Value, milliseconds: number | (() => number)) {
    this.#shown = read();
    // What is followed decides by itself when it changes; only the showing is put off.
    $effect(() => {
      const value = read();
      clearTimeout(this.#timer);
      const rest = typeof milliseconds === 'number' ? milliseconds : untrack(milliseconds);
      const wait = this.#since + rest - performance.now();
      if (wait <= 0) this.#show(value);
      else {
        this.#timer = setTimeout(() => {
          this.#show(value);
        }, wait);
      }
    });
    $effect(() => () => {
      clearTimeout(this.#timer);
    });
  }

  get value(): Value {
    return this.#shown;
  }

  #show(value: Value): void {
    this.#since = performance.now();
    this.#shown = value;
  }
}
