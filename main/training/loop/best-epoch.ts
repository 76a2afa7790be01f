/** Which epoch was best, and whether waiting for a better one still makes sense. */
import type { TrainingSettings } from './train-types.ts';

export class BestEpoch {
  readonly #better: 'higher' | 'lower';
  readonly #settings: TrainingSettings;
  #epoch: number | null;
  #value: number;
  /** For early stopping: the last improvement by more than the minimum change. */
  #reference: number;
  #since = 0;

  constructor(settings: TrainingSettings, better: 'higher' | 'lower', before: { epoch: number; value: number } | null) {
    this.#settings = settings;
    this.#better = better;
    this.#epoch = before?.epoch ?? null;
    this.#value = before?.value ?? Number.NaN;
    this.#reference = this.#value;
  }

  get epoch(): number | null {
    return this.#epoch;
  }

  get value(): number {
    return this.#value;
  }

  /** Whether early stopping has run out of patience. */
  get exhausted(): boolean {
    const { earlyStopping } = this.#settings;
    return earlyStopping !== null && this.#since >= earlyStopping.patience;
  }

  /** Whether this epoch is the best so far; of equals the first stays. */
  observe(epoch: number, value: number): boolean {
    const minimumChange = this.#settings.earlyStopping?.minimumChange ?? 0;
    if (this.#beats(value, this.#reference, minimumChange)) {
      this.#reference = value;
      this.#since = 0;
    } else {
      this.#since += 1;
    }
    if (!this.#beats(value, this.#value, 0)) return false;
    this.#epoch = epoch;
    this.#value = value;
    return true;
  }

  #beats(value: number, other: number, margin: number): boolean {
    if (Number.isNaN(value)) return false;
    if (Number.isNaN(other)) return true;
    return this.#better === 'higher' ? value > other + margin : value < other - margin;
  }
}
