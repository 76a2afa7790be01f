/** Features of sounds on disk: written sound by sound and standardized in place, so that they need not fit in memory. */
import { open, type FileHandle } from 'node:fs/promises';
import { bytesOfArray, writeAll } from '../files/stored-lists.ts';
import type { AudioManifest } from '../manifest.ts';
import { NumpyRandom } from '../numpy-random.ts';
import type { AudioSpec } from '../spec.ts';
import { featureMaker, shapeSound } from './features.ts';
import type { AudioSettings } from './settings.ts';
import { openStored } from './stored.ts';

/** Of what is written, and read back, at a time. */
const blockBytes = 4 * 2 ** 20;

interface SoundsToWrite {
  /** Of the data set. */
  readonly folder: string;
  readonly manifest: AudioManifest;
  readonly spec: AudioSpec;
  readonly settings: AudioSettings;
}

/** Writes float32 [rows, …settings.shape] to a new file. Gives how many sounds were longer than what is kept of them. */
export async function writeFeatures(
  { folder, manifest, spec, settings }: SoundsToWrite,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const make = featureMaker(spec, settings);
  const length = lengthOf(settings);
  const random = new NumpyRandom(spec.split.seed);
  const places = { start: 0, center: 0.5, end: 1 };
  let longer = 0;
  await using stored = await openStored(folder, manifest);
  await using file = await open(path, 'wx');
  const most = rowsInBlock(length);
  for (let first = 0; first < manifest.rows; first += most) {
    const count = Math.min(most, manifest.rows - first);
    const block = new Float32Array(count * length);
    for (let place = 0; place < count; place += 1) {
      signal.throwIfAborted();
      const samples = await stored.samples(first + place);
      const at = spec.align === 'random' ? random.nextUint32() / 2 ** 32 : places[spec.align];
      const heard = shapeSound(samples, manifest.sampleRate, spec, settings, at);
      if (heard.length > settings.samples) longer += 1;
      block.set(make(heard.sound), place * length);
    }
    await writeAll(file, bytesOfArray(block));
  }
  return longer;
}

export interface FeatureStatistics {
  readonly mean: number[];
  readonly deviation: number[];
}

/**
 * Minus the mean and divided by the deviation of the training sounds, per number of a frame. Sums are float64.
 *
 * @param path float32 [rows, frames, width], changed in place
 */
export async function standardizeFeatures(
  path: string,
  rows: number,
  train: Int32Array,
  settings: AudioSettings,
  width: number,
  signal: AbortSignal,
): Promise<FeatureStatistics> {
  const length = lengthOf(settings);
  const inTraining = new Uint8Array(rows);
  for (const row of train) inTraining[row] = 1;
  await using file = await open(path, 'r+');
  const meanOver = async (term: (value: number, column: number) => number): Promise<number[]> => {
    const sums = new Array<number>(width).fill(0);
    for await (const { first, values } of blocksOf(file, rows, length, signal)) {
      for (let at = 0; at < values.length; at += 1) {
        if (inTraining[first + Math.floor(at / length)] === 0) continue;
        const column = at % width;
        sums[column] = (sums[column] ?? 0) + term(values[at] ?? 0, column);
      }
    }
    const count = (train.length * length) / width;
    return sums.map((sum) => sum / count);
  };
  const mean = await meanOver((value) => value);
  // In two passes: decibels are far from zero, and the square of their mean would swallow the difference.
  const variance = await meanOver((value, column) => (value - (mean[column] ?? 0)) ** 2);
  // What never changes in the training sounds is only moved.
  const deviation = variance.map((one) => (one > 1e-12 ? Math.sqrt(one) : 1));
  for await (const { first, values } of blocksOf(file, rows, length, signal)) {
    values.forEach((value, at) => {
      values[at] = (value - (mean[at % width] ?? 0)) / (deviation[at % width] ?? 1);
    });
    const bytes = bytesOfArray(values);
    await file.write(bytes, 0, bytes.length, 4 * first * length);
  }
  return { mean, deviation };
}

/** All rows, in order. The next block overwrites the one before. */
async function* blocksOf(
  file: FileHandle,
  rows: number,
  length: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly first: number; readonly values: Float32Array }> {
  const most = rowsInBlock(length);
  const block = new Float32Array(Math.min(rows, most) * length);
  for (let first = 0; first < rows; first += most) {
    signal.throwIfAborted();
    const values = block.subarray(0, Math.min(most, rows - first) * length);
    const bytes = bytesOfArray(values);
    await file.read(bytes, 0, bytes.length, 4 * first * length);
    yield { first, values };
  }
}

/** Numbers of a row. */
function lengthOf({ shape }: AudioSettings): number {
  return shape.reduce((product, size) => product * size, 1);
}

function rowsInBlock(length: number): number {
  return Math.max(1, Math.floor(blockBytes / (4 * length)));
}
