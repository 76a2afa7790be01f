/** Sums over pixels, gathered while images pass by. */
import type { Channels } from '../types.ts';

export interface ChannelStatistics {
  /** Per channel, of values scaled to 0..1. */
  readonly mean: readonly number[];
  /** Divided by the count, as NumPy's `std`. */
  readonly deviation: readonly number[];
}

export class PixelSums {
  readonly #channels: Channels;
  readonly #sums: number[];
  readonly #squares: number[];
  #count = 0;

  constructor(channels: Channels) {
    this.#channels = channels;
    this.#sums = Array.from({ length: channels }, () => 0);
    this.#squares = Array.from({ length: channels }, () => 0);
  }

  /** @param pixels uint8 [pixels, channels]. Sums of bytes are whole numbers, which float64 holds exactly to 2^53. */
  add(pixels: Uint8Array): void {
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      let square = 0;
      for (let index = channel; index < pixels.length; index += channels) {
        const value = pixels[index] ?? 0;
        sum += value;
        square += value * value;
      }
      this.#sums[channel] = (this.#sums[channel] ?? 0) + sum;
      this.#squares[channel] = (this.#squares[channel] ?? 0) + square;
    }
    this.#count += pixels.length / channels;
  }

  get statistics(): ChannelStatistics {
    const count = Math.max(1, this.#count);
    const mean = this.#sums.map((sum) => sum / count / 255);
    const deviation = this.#squares.map((square, channel) => {
      const average = (this.#sums[channel] ?? 0) / count;
      return Math.sqrt(Math.max(0, square / count - average * average)) / 255;
    });
    return { mean, deviation };
  }
}
