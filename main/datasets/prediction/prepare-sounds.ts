/** New sounds, turned into the features that a model was trained on. */
import { mkdir, readFile } from 'node:fs/promises';
import { BugError } from '../../base/errors.ts';
import { featureMaker, shapeSound, statisticWidth } from '../audio/features.ts';
import { settleAudio } from '../audio/settings.ts';
import { resample } from '../audio/signal/resample.ts';
import { decodeWav } from '../audio/wav/decode-wav.ts';
import type { PreparedManifest } from '../prepared.ts';
import type { AudioSpec } from '../spec.ts';
import { newRows, orBadFile, writeNewArrays } from './new-arrays.ts';
import type { NewData, NewRows } from './types.ts';

/** Where a sound stands that training would have put anywhere. */
const places = { start: 0, center: 0.5, end: 1, random: 0.5 } as const;

/**
 * First as the import of the data set would store them, then as the experiment hears what is stored: two steps, as in
 * training. Throws UserError `audio.badFile` with the file.
 */
export async function prepareNewSounds(
  { files, storedRate }: Extract<NewData, { kind: 'audio' }>,
  prepared: PreparedManifest & { readonly spec: AudioSpec },
  target: string,
  signal: AbortSignal,
): Promise<NewRows> {
  const { spec, audio } = prepared;
  if (audio === null) throw new BugError('sounds were prepared without what was learnt of them');
  const { sampleRate, samples, mean, deviation } = audio;
  const rate = storedRate ?? sampleRate;
  const duration = samples / sampleRate;
  const settings = settleAudio(
    { ...spec, sampleRate, duration },
    { sampleRate: rate, profile: { durations: { quantiles: [duration] } } },
  );
  const make = featureMaker(spec, settings);
  const width = statisticWidth(settings);
  const length = settings.shape.reduce((product, size) => product * size, 1);
  const values = new Float32Array(files.length * length);
  for (const [row, { path, file }] of files.entries()) {
    signal.throwIfAborted();
    const bytes = await readFile(path);
    const decoded = await orBadFile('audio.badFile', file, () => decodeWav(bytes));
    const stored = resample(decoded.samples, decoded.header.rate, rate);
    const features = make(shapeSound(stored, rate, spec, settings, places[spec.align]).sound);
    features.forEach((value, at) => {
      const column = at % width;
      // In float32 before and after, as in training.
      values[row * length + at] = (Math.fround(value) - (mean[column] ?? 0)) / (deviation[column] ?? 1);
    });
  }
  await mkdir(target, { recursive: true });
  await writeNewArrays(target, prepared, files.length, values);
  return newRows(files.length, []);
}
