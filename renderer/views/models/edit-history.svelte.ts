/** Undo and redo over immutable values. Edits with the same key, one after another, are one step. */

/** Older steps are forgotten. */
const steps = 200;

interface Timeline<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  /** The next one to redo is last. */
  readonly future: readonly Value[];
}

export class EditHistory<Value> {
  #timeline: Timeline<Value>;
  #lastKey: string | null = null;

  constructor(initial: Value) {
    this.#timeline = $state.raw({ past: [], present: initial, future: [] });
  }

  get present(): Value {
    return this.#timeline.present;
  }

  get canUndo(): boolean {
    return this.#timeline.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#timeline.future.length > 0;
  }

  /** `key` names what is being edited, e.g. `layer 2 units`: typing in one field is one step. */
  push(value: Value, key: string | null = null): void {
    const { past, present } = this.#timeline;
    if (value === present) return;
    const sameStep = key !== null && key === this.#lastKey;
    this.#timeline = { past: sameStep ? past : [...past, present].slice(-steps), present: value, future: [] };
    this.#lastKey = key;
  }

  undo(): void {
    const { past, present, future } = this.#timeline;
    const value = past.at(-1);
    if (value === undefined) return;
    this.#timeline = { past: past.slice(0, -1), present: value, future: [...future, present] };
    this.#lastKey = null;
  }

  redo(): void {
    const { past, present, future } = this.#timeline;
    const value = future.at(-1);
    if (value === undefined) return;
    this.#timeline = { past: [...past, present], present: value, future: future.slice(0, -1) };
    this.#lastKey = null;
  }
}
