/** Which inputs do not fit in memory, and how their rows are read while training then. */
import { preparedRowBytes, type PreparedInput, type PreparedManifest } from './prepared.ts';
import type { Split } from './split.ts';
import { warning, type DataWarning } from './types.ts';

export type Stream = NonNullable<PreparedManifest['stream']>;

/** Bytes that inputs may take where an experiment says nothing, and at most: what one array can hold. */
const mostBytes = 2 ** 31;
/** Blocks in a window, and the part of the memory that a window takes: two of them are held, and what a step is fed. */
const windowBlocks = 64;
const windowPart = 1 / 8;

/** Bytes that the inputs of all rows may take in memory. @param memory MiB, as an experiment says it */
export function memoryLimit(memory: number | undefined): number {
  return memory === undefined ? mostBytes : memory * 2 ** 20;
}

/** Null where all rows fit. A function of the data and the experiment alone, so that it is the same on every machine. */
export function streamOf(input: PreparedInput, rows: number, limit: number): Stream | null {
  if (rows * preparedRowBytes(input) <= limit) return null;
  const blockBytes = (limit * windowPart) / windowBlocks;
  return { blockRows: Math.max(1, Math.floor(blockBytes / preparedRowBytes(input))), windowBlocks };
}

/** What is read block by block is judged in the order in which it lies. */
export function inFileOrder({ train, validation, test }: Split): Split {
  return { train, validation: validation.toSorted(), test: test.toSorted() };
}

/** Says that rows are streamed. */
export function streamedWarning(
  code: 'datasets.streamed' | 'images.streamed' | 'audio.streamed',
  input: PreparedInput,
  rows: number,
  { blockRows, windowBlocks: blocks }: Stream,
): DataWarning {
  const gigabytes = Math.round((rows * preparedRowBytes(input)) / 1e7) / 100;
  return warning(code, { gigabytes, window: blockRows * blocks });
}
