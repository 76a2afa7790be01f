/** The predictor, loaded when something is first to be predicted, as the runner is when something is to be trained. */
import type { PredictionService } from '../api/services.ts';
import type { Predictor, PredictorOptions } from '../runner/prediction/predictor.ts';

export interface LazyPredictor extends PredictionService {
  close(): Promise<void>;
}

export function createLazyPredictor(options: PredictorOptions): LazyPredictor {
  let loading: Promise<Predictor> | null = null;
  const loaded = (): Promise<Predictor> =>
    (loading ??= import('../runner/prediction/predictor.ts').then((module) => new module.Predictor(options)));
  return {
    form: async (...request) => (await loaded()).form(...request),
    predict: async (...request) => (await loaded()).predict(...request),
    predictToFile: async (...request) => (await loaded()).predictToFile(...request),
    async *generate(...request) {
      yield* (await loaded()).generate(...request);
    },
    async close() {
      await (await loading)?.close();
    },
  };
}
