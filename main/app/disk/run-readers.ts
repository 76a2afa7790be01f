/** Who reads the files of a run at this moment: such a run is not purged. */
import type { PredictionService } from '../../api/services.ts';
import type { ExperimentStore } from '../../experiments/store.ts';

export class RunReaders {
  readonly #held = new Map<string, number>();

  isRead(run: string): boolean {
    return this.#held.has(run);
  }

  /** Until the returned function is called. */
  hold(run: string): () => void {
    this.#held.set(run, (this.#held.get(run) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(run) ?? 1) - 1;
      if (left > 0) this.#held.set(run, left);
      else this.#held.delete(run);
    };
  }

  async while<Result>(run: string, work: () => Promise<Result>): Promise<Result> {
    const release = this.hold(run);
    try {
      return await work();
    } finally {
      release();
    }
  }
}

/** Predictions that hold their run for as long as they read it. */
export function heldWhileRead(
  predictor: PredictionService,
  store: Pick<ExperimentStore, 'runs'>,
  readers: RunReaders,
): PredictionService {
  const idOf = (reference: string): string => store.runs.idOf(reference);
  return {
    form: async (reference) => readers.while(idOf(reference), () => predictor.form(reference)),
    predict: async (reference, ...rest) => readers.while(idOf(reference), () => predictor.predict(reference, ...rest)),
    predictToFile: async (reference, ...rest) =>
      readers.while(idOf(reference), () => predictor.predictToFile(reference, ...rest)),
    async *generate(reference, ...rest) {
      const release = readers.hold(idOf(reference));
      try {
        yield* predictor.generate(reference, ...rest);
      } finally {
        release();
      }
    },
  };
}
