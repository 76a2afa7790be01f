/** Makes the arrays that training reads of stored sounds: cut to one length, turned into features, standardized, split. */
import { writeFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { splitInParts } from '../files/split-in-parts.ts';
import { bytesOfArray, readLabels, readParts } from '../files/stored-lists.ts';
import { readAudioManifest, type AudioManifest } from '../manifest.ts';
import { NumpyRandom } from '../numpy-random.ts';
import { classCounts, preparedFiles, targetFile, type PreparedManifest } from '../prepared.ts';
import type { AudioSpec, TargetUse } from '../spec.ts';
import type { Split } from '../split.ts';
import { writeFolder, writeJson } from '../table/folder.ts';
import { warning, type DataWarning } from '../types.ts';
import { featureMaker, shapeSound, statisticWidth } from './features.ts';
import { settleAudio, type AudioSettings } from './settings.ts';
import { openStored } from './stored.ts';

export interface PrepareAudioRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: AudioSpec;
  readonly uses: readonly TargetUse[];
}

const soundsFile = 'sounds.f32';
/** One array, and one file read in one go, hold no more. */
const mostBytes = 2 ** 31 - 1;

export async function prepareAudio(request: PrepareAudioRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  if (uses.some((use) => use !== 'categorical'))
    throw new UserError('audio.needClasses', {}, { path: 'training.loss' });
  const manifest = await readAudioManifest(folder);
  const settings = settleAudio(spec, manifest);
  requireClasses(manifest);
  requireRoom(manifest.rows, settings);
  const labels = await readLabels(folder);
  const parts = spec.split.keepParts ? await readParts(folder, manifest) : null;
  const split = splitInParts(labels, parts, spec.split);
  const { values, longer } = await makeFeatures(request, manifest, settings, signal);
  const { mean, deviation } = standardize(values, manifest.rows, split.train, statisticWidth(settings), spec.normalize);
  const prepared: PreparedManifest = {
    prepared: 3,
    datasetId: manifest.id,
    datasetHash: manifest.hash,
    spec,
    rows: manifest.rows,
    inputs: [{ name: 'sounds', file: soundsFile, shape: [...settings.shape], dtype: 'float32' }],
    features: [],
    columnsByInput: null,
    window: null,
    stream: null,
    text: null,
    audio: { sampleRate: settings.sampleRate, samples: settings.samples, mean, deviation },
    recipe: { recipe: 2, columns: [] },
    targets: [
      {
        output: null,
        file: targetFile(0, 'categorical'),
        kind: 'categorical',
        column: 'class',
        classes: manifest.profile.classes.map(({ name }) => name),
        counts: classCounts(manifest.profile.classes.length, labels, split.train),
      },
    ],
    sampleWeight: null,
    counts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    warnings: warningsOf(manifest, spec, settings, labels, split, longer),
  };
  return writeFolder(
    target,
    async (written) => {
      const write = (name: string, array: Int32Array | Float32Array): Promise<void> =>
        writeFile(join(written, name), bytesOfArray(array));
      await write(soundsFile, values);
      await write(targetFile(0, 'categorical'), labels);
      await write(preparedFiles.train, split.train);
      await write(preparedFiles.validation, split.validation);
      await write(preparedFiles.test, split.test);
      await writeJson(join(written, preparedFiles.manifest), prepared);
      signal.throwIfAborted();
      return prepared;
    },
    { replace: true },
  );
}

function requireClasses({ profile: { classes }, sourceName }: AudioManifest): void {
  const filled = classes.filter(({ count }) => count > 0);
  if (filled.length >= 2) return;
  const params = { file: sourceName, name: filled[0]?.name ?? '' };
  throw new UserError('audio.oneClassOnly', params, { path: 'data', location: { file: sourceName } });
}

/** All features must be in memory at once; half of what is free is theirs. */
function requireRoom(rows: number, { shape, samples, sampleRate }: AudioSettings): void {
  const needed = 4 * shape.reduce((product, size) => product * size, rows);
  const budget = Math.min(mostBytes, Math.max(freemem() / 2, totalmem() / 4));
  if (needed <= budget) return;
  const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  const seconds = samples / sampleRate;
  const params = {
    rows,
    shape: shape.join('×'),
    needed: megabytes(needed),
    budget: megabytes(budget),
    seconds: Math.floor((100 * seconds * budget) / needed) / 100,
  };
  throw new UserError('audio.tooLarge', params, { path: 'data.duration' });
}

interface MadeFeatures {
  /** float32 [rows, …shape]. */
  readonly values: Float32Array;
  /** Sounds that something was cut off. */
  readonly longer: number;
}

async function makeFeatures(
  { folder, spec }: PrepareAudioRequest,
  manifest: AudioManifest,
  settings: AudioSettings,
  signal: AbortSignal,
): Promise<MadeFeatures> {
  const make = featureMaker(spec, settings);
  const length = settings.shape.reduce((product, size) => product * size, 1);
  const values = new Float32Array(manifest.rows * length);
  const random = new NumpyRandom(spec.split.seed);
  const places = { start: 0, center: 0.5, end: 1 };
  let longer = 0;
  await using stored = await openStored(folder, manifest);
  for (let row = 0; row < manifest.rows; row++) {
    signal.throwIfAborted();
    const samples = await stored.samples(row);
    const place = spec.align === 'random' ? random.nextUint32() / 2 ** 32 : places[spec.align];
    const heard = shapeSound(samples, manifest.sampleRate, spec, settings, place);
    if (heard.length > settings.samples) longer += 1;
    values.set(make(heard.sound), row * length);
  }
  return { values, longer };
}

/**
 * Minus the mean and divided by the deviation of the training sounds, per number of a frame, in place. Sums are float64.
 *
 * @param values float32 [rows, frames, width]
 */
function standardize(
  values: Float32Array,
  rows: number,
  train: Int32Array,
  width: number,
  normalize: AudioSpec['normalize'],
): { readonly mean: number[]; readonly deviation: number[] } {
  const mean = new Array<number>(width).fill(0);
  const deviation = new Array<number>(width).fill(1);
  if (normalize === 'none') return { mean, deviation };
  const length = values.length / rows;
  const count = (train.length * length) / width;
  const sumOver = (term: (value: number, column: number) => number): number[] => {
    const sums = new Array<number>(width).fill(0);
    for (const row of train) {
      for (let at = row * length, column = 0; at < (row + 1) * length; at++, column = (column + 1) % width) {
        sums[column] = (sums[column] ?? 0) + term(values[at] ?? 0, column);
      }
    }
    return sums.map((sum) => sum / count);
  };
  sumOver((value) => value).forEach((value, column) => (mean[column] = value));
  // In two passes: decibels are far from zero, and the square of their mean would swallow the difference.
  sumOver((value, column) => (value - (mean[column] ?? 0)) ** 2).forEach((variance, column) => {
    // What never changes in the training sounds is only moved.
    deviation[column] = variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
  for (let at = 0; at < values.length; at++) {
    const column = at % width;
    values[at] = ((values[at] ?? 0) - (mean[column] ?? 0)) / (deviation[column] ?? 1);
  }
  return { mean, deviation };
}

function warningsOf(
  { profile, sampleRate: stored }: AudioManifest,
  { sampleRate = stored }: AudioSpec,
  { emptyBands, samples }: AudioSettings,
  labels: Int32Array,
  split: Split,
  longer: number,
): DataWarning[] {
  const seen = new Set(Array.from(split.train, (row) => labels[row]));
  const unseen = profile.classes.filter(({ count }, index) => count > 0 && !seen.has(index));
  return [
    ...unseen.map(({ name }) => warning('audio.unseenClass', { name })),
    ...(sampleRate > stored ? [warning('audio.raisedRate', { stored, asked: sampleRate })] : []),
    ...(emptyBands > 0 ? [warning('audio.emptyBands', { count: emptyBands })] : []),
    ...(longer > 0 ? [warning('audio.cutShort', { count: longer, seconds: samples / sampleRate })] : []),
  ];
}
