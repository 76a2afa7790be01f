/** Cuts rows into batches, and batches into chunks: what is fed to the engine at each call. */
import { float32, int32, type Tensor, type TensorMap } from '../../graph/tensor.ts';
import { feedNames, type NoiseFeed } from './training-program.ts';

/** A run of equal batches. */
export interface Chunk {
  /** Position of the first row in the order. */
  readonly start: number;
  readonly batchSize: number;
  readonly steps: number;
  /** Number of the first step since training began, from 0. */
  readonly firstStep: number;
}

/** The chunk that follows: full batches while there are any, then what remains as one batch. */
export function nextChunk(total: number, start: number, batchSize: number, steps: number, firstStep: number): Chunk {
  const full = Math.floor((total - start) / batchSize);
  return full > 0
    ? { start, batchSize, steps: Math.min(full, steps), firstStep }
    : { start, batchSize: total - start, steps: 1, firstStep };
}

export function stepsPerEpoch(total: number, batchSize: number): number {
  return Math.ceil(total / batchSize);
}

/** `rows` and `weights` of a chunk, each with a leading dimension of steps. */
export function rowFeeds(order: Int32Array, chunk: Chunk): Record<string, Tensor> {
  const { start, batchSize, steps } = chunk;
  const shape = [steps, batchSize];
  const data = order.slice(start, start + steps * batchSize);
  return {
    [feedNames.rows]: { dtype: 'int32', shape, data },
    [feedNames.weights]: { dtype: 'float32', shape, data: new Float32Array(data.length).fill(1) },
  };
}

export function rowFeed(rows: Int32Array, chunk: Chunk): TensorMap {
  const data = rows.subarray(chunk.start, chunk.start + chunk.steps * chunk.batchSize);
  return { [feedNames.rows]: int32([chunk.steps, chunk.batchSize], data) };
}

export function noiseFeeds(noise: readonly NoiseFeed[], chunk: Chunk, seed: number): Record<string, Tensor> {
  return Object.fromEntries(
    noise.map((feed) => {
      const { name, shape } = feed;
      const rowLength = shape.reduce((product, dim) => product * dim, 1);
      const length = chunk.batchSize * rowLength;
      const data = new Float32Array(chunk.steps * length);
      for (let step = 0; step < chunk.steps; step += 1) {
        feed.fill(data.subarray(step * length, (step + 1) * length), seed, chunk.firstStep + step);
      }
      return [name, { dtype: 'float32', shape: [chunk.steps, chunk.batchSize, ...shape], data }];
    }),
  );
}

/** A number for each of several steps. */
export function scalarFeed(name: string, values: readonly number[]): Record<string, Tensor> {
  return { [name]: float32([values.length], values) };
}

export function learningRateFeed(rates: readonly number[]): Record<string, Tensor> {
  return scalarFeed(feedNames.learningRate, rates);
}
