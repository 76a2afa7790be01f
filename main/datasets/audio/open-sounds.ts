/** Opens whatever a person points at as sounds with classes: a folder, an archive, a list. */
import { UserError } from '../../base/errors.ts';
import { openClassFolders } from '../files/class-folders.ts';
import type { FileRequest, OpenedFiles } from '../files/layout.ts';
import { openListedFiles } from '../files/listed-files.ts';
import { openFiles } from '../files/open-files.ts';
import { FileRefused } from '../files/tree.ts';
import type { RejectedFile } from '../files/types.ts';
import { isSoundName } from './detect.ts';
import type { AudioLayout, AudioOptions, ClipFacts } from './types.ts';
import { decodeWav, encodingName } from './wav/decode-wav.ts';
import { silentShare } from './signal/silence.ts';

export interface SoundRequest {
  readonly path: string;
  /** The name that the person knows it by. */
  readonly file: string;
  readonly options: AudioOptions;
  readonly signal: AbortSignal;
}

export interface OpenedSounds extends OpenedFiles {
  readonly layout: AudioLayout;
}

/** Throws UserError `audio.*`, `files.*` where nothing there is a set of sounds. */
export async function openSounds({ path, file, options, signal }: SoundRequest): Promise<OpenedSounds> {
  const location = { file };
  const found = await openFiles(path, file, { archives: /\.zip$/iu, signal });
  if (found === null) throw new UserError('audio.sourceUnknown', { file }, { location });
  const { tree, isList } = found;
  try {
    const request: FileRequest = { tree, options, isExample: isSoundName, notAnExample: 'not a sound' };
    const listed = await openListedFiles(request);
    const opened = listed ?? (isList ? null : openClassFolders(request));
    if (opened === null || opened.files.length === 0) {
      const count = tree.files.length + tree.refused.length;
      throw new UserError('audio.noSounds', { file, found: count }, { location });
    }
    return { ...opened, layout: listed === null ? 'folders' : 'list' };
  } catch (error) {
    await tree.close();
    throw error;
  }
}

export interface ReadSound {
  /** float32, one channel at the rate of the file. */
  readonly samples: Float32Array;
  readonly facts: ClipFacts;
}

/** One sound, or why it cannot be used. */
export async function readSound(source: OpenedSounds, place: number): Promise<ReadSound | RejectedFile> {
  try {
    const { samples, header, peak, clipped } = decodeWav(await source.read(place));
    const energy = samples.reduce((sum, value) => sum + value * value, 0);
    return {
      samples,
      facts: {
        seconds: header.frames / header.rate,
        sampleRate: header.rate,
        channels: header.channels,
        encoding: encodingName(header),
        peak,
        loudness: Math.sqrt(energy / samples.length),
        clipped,
        silence: silentShare(samples, header.rate),
      },
    };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return error.of(source.files[place]?.name ?? '');
  }
}

/** Places of `count` sounds, evenly spread. */
export function spread(files: number, count: number): number[] {
  const taken = Math.min(files, count);
  return Array.from({ length: taken }, (_, index) => Math.floor((index * files) / taken));
}
