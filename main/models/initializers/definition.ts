/** What an initializer must say about itself, and what the scaled ones share. */
import type { RandomStream } from '../random/stream.ts';

/** How many values flow into and out of one unit: what the variance of its weights is scaled by. */
export interface Fans {
  readonly input: number;
  readonly output: number;
}

export interface InitializerDefinition {
  /** In plain text, as the builder shows it. */
  readonly formula: string;
  /** One value of the parameter after the other, in row-major order, from the parameter's own stream. */
  sampler(stream: RandomStream, fans: Fans, shape: readonly number[]): () => number;
}

/** Uniform with a given variance: between -limit and limit, limit = sqrt(3 variance). */
export function uniformOfVariance(stream: RandomStream, variance: number): () => number {
  const limit = Math.sqrt(3 * variance);
  return () => (2 * stream.uniform() - 1) * limit;
}

/** Standard deviation of a standard normal that is cut off at two from 0. */
const truncatedDeviation = 0.8796256610342398;

/** Normal with a given variance after being cut off at two standard deviations. */
export function normalOfVariance(stream: RandomStream, variance: number): () => number {
  const scale = Math.sqrt(variance) / truncatedDeviation;
  return () => stream.truncatedNormal() * scale;
}
