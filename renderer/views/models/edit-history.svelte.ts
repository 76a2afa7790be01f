/** Undo and redo over immutable values. Edits with the same key, one after another, are one step. */

/** Older steps are forgotten. */
const steps = 200;

export class EditHistory<Value> {
  #past: Value[] = [];
  #future: Value[] = [];
  #present: Value;
  #lastKey: string | null = null;
  /** Counts changes, so that readers of the plain fields above follow them. */
  #version = $state(0);

  constructor(initial: Value) {
    this.#present = initial;
  }

  get present(): Value {
    void this.#version;
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#version >= 0 && this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#version >= 0 && this.#future.length > 0;
  }

  /** `key` names what is being edited, e.g. `layer 2 units`: typing in one field is one step. */
  push(value: Value, key: string | null = null): void {
    if (value === this.#present) return;
    if (key === null || key !== this.#lastKey) {
      this.#past.push(this.#present);
      if (this.#past.length > steps) this.#past.shift();
    }
    this.#lastKey = key;
    this.#future = [];
    this.#present = value;
    this.#version += 1;
  }

  undo(): void {
    const value = this.#past.pop();
    if (value === undefined) return;
    this.#future.push(this.#present);
    this.#settle(value);
  }

  redo(): void {
    const value = this.#future.pop();
    if (value === undefined) return;
    this.#past.push(this.#present);
    this.#settle(value);
  }

  #settle(value: Value): void {
    this.#present = value;
    this.#lastKey = null;
    this.#version += 1;
  }
}
