/** Pages of stored sounds as pictures, and one sound to listen to. */
import { UserError } from '../../base/errors.ts';
import { chooseRows, readLabels, readParts, type RowChoice } from '../files/stored-lists.ts';
import { partOrder } from '../files/types.ts';
import { readAudioManifest } from '../manifest.ts';
import { melPicture, wavePicture, type PictureSize } from './pictures.ts';
import { openStored } from './stored.ts';
import type { ClipPage } from './types.ts';
import { encodeWav } from './wav/encode-wav.ts';

/** A page of the rows that are chosen, or with `rows` these. */
export interface ClipPageRequest extends RowChoice, PictureSize {
  /** Of the data set. */
  readonly folder: string;
  readonly offset: number;
  readonly limit: number;
}

export async function clipPage(request: ClipPageRequest, signal: AbortSignal): Promise<ClipPage> {
  const { folder, offset, limit, columns, bands } = request;
  const manifest = await readAudioManifest(folder);
  const [labels, parts] = await Promise.all([readLabels(folder), readParts(folder, manifest)]);
  const chosen = chooseRows(request, labels, parts);
  const rows = request.rows === null ? chosen.slice(offset, offset + limit) : chosen;
  const waves = new Int8Array(rows.length * columns * 2);
  const mels = new Uint8Array(rows.length * columns * bands);
  const clips: ClipPage['clips'] = [];
  await using stored = await openStored(folder, manifest);
  for (const [index, row] of rows.entries()) {
    signal.throwIfAborted();
    const samples = await stored.samples(row);
    waves.set(wavePicture(samples, request), index * columns * 2);
    mels.set(melPicture(samples, manifest.sampleRate, request), index * columns * bands);
    const part = partOrder[parts?.[row] ?? 0] ?? null;
    clips.push({ row, name: await stored.name(row), label: labels[row] ?? 0, part, ...(await stored.facts(row)) });
  }
  return { clips, total: chosen.length, columns, bands, waves: new Uint8Array(waves.buffer), mels };
}

/** Seconds of the longest piece that is given out. */
const longestPiece = 600;

/**
 * A stored sound as a WAV of 16 bits: what was mixed and resampled is what is heard. Of one longer than ten minutes, the
 * first ten. Throws UserError `audio.noSuchRow`.
 */
export async function soundFile({
  folder,
  row,
}: {
  readonly folder: string;
  readonly row: number;
}): Promise<{ wav: Uint8Array<ArrayBuffer> }> {
  const manifest = await readAudioManifest(folder);
  if (row >= manifest.rows) throw new UserError('audio.noSuchRow', { row, rows: manifest.rows }, { path: 'row' });
  await using stored = await openStored(folder, manifest);
  const samples = await stored.samples(row);
  return { wav: encodeWav(samples.subarray(0, longestPiece * manifest.sampleRate), manifest.sampleRate) };
}
