/** Norms of an epoch's updates: of all gradients, and where they are recorded, of each layer. */
import type { TensorMap } from '../../graph/tensor.ts';
import { layerNormNames, resultNames } from './training-program.ts';

export class NormSums {
  readonly #layers: readonly { readonly gradient: string; readonly weight: string }[];
  readonly #sums = new Map<string, number>();
  readonly #weights = new Map<string, number>();
  #updates = 0;

  constructor(layers: readonly string[]) {
    this.#layers = layers.map(layerNormNames);
  }

  /** @param results of one update or of several, each with a leading dimension of updates; null: of none */
  add(results: TensorMap | null): void {
    if (results === null) return;
    this.#updates += this.#addUp(resultNames.gradientNorm, results);
    for (const { gradient, weight } of this.#layers) {
      this.#addUp(gradient, results);
      const weights = results[weight]?.data;
      if (weights !== undefined) this.#weights.set(weight, weights[weights.length - 1] ?? Number.NaN);
    }
  }

  finish(): { readonly gradientNorm: number; readonly layerNorms: Readonly<Record<string, number>> } {
    const mean = (name: string): number => (this.#sums.get(name) ?? 0) / this.#updates;
    return {
      gradientNorm: mean(resultNames.gradientNorm),
      layerNorms: Object.fromEntries(
        this.#layers.flatMap(({ gradient, weight }) => [
          [gradient, mean(gradient)],
          [weight, this.#weights.get(weight) ?? Number.NaN],
        ]),
      ),
    };
  }

  /** Gives how many there were. */
  #addUp(name: string, results: TensorMap): number {
    const { data } = results[name] ?? {};
    if (data === undefined) return 0;
    let sum = this.#sums.get(name) ?? 0;
    for (const value of data) sum += value;
    this.#sums.set(name, sum);
    return data.length;
  }
}
