/** Which epoch was best, and whether waiting for a better one still makes sense. */
import type { LoopMemory } from './loop-memory.ts';
import type { TrainingSettings } from './train-types.ts';

type Memory = Pick<LoopMemory, 'best' | 'reference' | 'since'>;

export class BestEpoch {
  readonly #better: 'higher' | 'lower';
  readonly #settings: TrainingSettings;
  #epoch: number | null;
  #value: number;
  /** For early stopping: the last improvement by more than the minimum change. */
  #reference: number;
  #since: number;

  constructor(settings: TrainingSettings, better: 'higher' | 'lower', before: Memory | null) {
    this.#settings = settings;
    this.#better = better;
    this.#epoch = before?.best?.epoch ?? null;
    this.#value = before?.best?.value ?? Number.NaN;
    this.#reference = before?.reference ?? Number.NaN;
    this.#since = before?.since ?? 0;
  }

  get epoch(): number | null {
    return this.#epoch;
  }

  get memory(): Memory {
    return {
      best: this.#epoch === null ? null : { epoch: this.#epoch, value: finite(this.#value) },
      reference: finite(this.#reference),
      since: this.#since,
    };
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

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
