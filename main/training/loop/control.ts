/** How a run is steered from outside: pause, stop, another learning rate. All of them act between chunks. */

export interface TrainingControl {
  /** Cheap to ask; true while somebody wants something. */
  readonly pending: boolean;
  /** Waits while paused, then says whether to go on. */
  settle(): Promise<'continue' | 'stop'>;
  /** A learning rate to replace the schedule's; null: the schedule's again; undefined: nothing was asked for. */
  readonly learningRate: number | null | undefined;
}

/** Control by method calls, for the process that hears the person. */
export class ManualControl implements TrainingControl {
  #stopped = false;
  #paused: { readonly promise: Promise<void>; readonly release: () => void } | null = null;
  #learningRate: number | null | undefined = undefined;

  get pending(): boolean {
    return this.#stopped || this.#paused !== null;
  }

  get learningRate(): number | null | undefined {
    return this.#learningRate;
  }

  async settle(): Promise<'continue' | 'stop'> {
    while (this.#paused !== null && !this.#stopped) await this.#paused.promise;
    return this.#stopped ? 'stop' : 'continue';
  }

  pause(): void {
    if (this.#paused !== null) return;
    let release = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#paused = { promise, release };
  }

  resume(): void {
    this.#paused?.release();
    this.#paused = null;
  }

  stop(): void {
    this.#stopped = true;
    this.#paused?.release();
  }

  setLearningRate(rate: number | null): void {
    this.#learningRate = rate;
  }
}
