/** Brings sounds into Athanor: decoded once to one channel and one rate, with a hash that names the content. */
import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { codeOf } from '../files/folder-tree.ts';
import { bytesOf, bytesOfArray, writeAll, writeLists } from '../files/stored-lists.ts';
import type { RejectedFile } from '../files/types.ts';
import { manifestFileName, type AudioManifest } from '../manifest.ts';
import type { ImportProgress } from '../process/protocol.ts';
import { writeFolder, writeJson } from '../table/folder.ts';
import { warning, type DataWarning } from '../types.ts';
import { openSounds, readSound, type OpenedSounds } from './open-sounds.ts';
import { profileClips } from './profile.ts';
import { settleOptions } from './settle-options.ts';
import { resample } from './signal/resample.ts';
import { audioFiles, packFacts } from './stored.ts';
import type { AudioOptions, ClipFacts, SettledAudioOptions } from './types.ts';

export interface ImportAudioRequest {
  readonly path: string;
  readonly file: string;
  /** Where the data set will be; its last part is the id. Must not exist. */
  readonly folder: string;
  readonly options: AudioOptions;
}

/** Raise it when the same sounds and options would give other samples. */
const readerVersion = 1;
/** Files that are listed by name; the rest is counted. */
const mostListed = 10_000;
/** Milliseconds. */
const progressInterval = 100;

export async function importAudio(
  request: ImportAudioRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<AudioManifest> {
  const writing = writeFolder(request.folder, async (folder) => {
    const source = await openSounds({ ...request, signal });
    try {
      const { options } = await settleOptions(source, request.options, signal);
      const manifest = await store(source, options, request, folder, onProgress, signal);
      signal.throwIfAborted();
      await writeJson(join(folder, manifestFileName), manifest);
      return manifest;
    } finally {
      await source.close();
    }
  });
  return writing.catch((error: unknown) => {
    // Whatever was running when the import was cancelled complains in its own words.
    signal.throwIfAborted();
    throw codeOf(error) === 'ENOSPC' ? new UserError('datasets.diskFull', {}, { cause: error }) : error;
  });
}

interface Kept {
  readonly places: number[];
  readonly facts: ClipFacts[];
  /** Where each sound begins, and the last one ends. */
  readonly starts: number[];
  readonly rejected: RejectedFile[];
  duplicates: number;
}

async function store(
  source: OpenedSounds,
  options: SettledAudioOptions,
  { file, folder: target }: ImportAudioRequest,
  folder: string,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<AudioManifest> {
  const totalBytes = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (options.onBadFile === 'refuse') refuse(source.rejected.find(({ reason }) => reason !== 'format'));
  const hash = createHash('sha256').update(JSON.stringify([readerVersion, options.sampleRate]));
  const kept: Kept = { places: [], facts: [], starts: [0], rejected: [...source.rejected], duplicates: 0 };
  const seen = new Set<string>();
  const handle = await open(join(folder, audioFiles.samples), 'wx');
  let doneBytes = 0;
  let told = -Infinity;
  try {
    for (const [place, { bytes }] of source.files.entries()) {
      signal.throwIfAborted();
      const sound = await readSound(source, place);
      doneBytes += bytes;
      if ('reason' in sound) {
        if (options.onBadFile === 'refuse') refuse(sound);
        kept.rejected.push(sound);
        continue;
      }
      const samples = resample(sound.samples, sound.facts.sampleRate, options.sampleRate);
      const written = bytesOfArray(samples);
      kept.places.push(place);
      kept.facts.push(sound.facts);
      kept.starts.push((kept.starts.at(-1) ?? 0) + samples.length);
      const key = createHash('md5').update(written).digest('base64');
      if (seen.has(key)) kept.duplicates += 1;
      seen.add(key);
      hash.update(written);
      await writeAll(handle, written);
      if (performance.now() - told < progressInterval) continue;
      told = performance.now();
      onProgress({ doneBytes, totalBytes, rows: kept.places.length });
    }
  } finally {
    await handle.close();
  }
  onProgress({ doneBytes: totalBytes, totalBytes, rows: kept.places.length });
  const { rejected, facts, duplicates } = kept;
  if (facts.length === 0) {
    const [first] = rejected;
    const params = { file, count: rejected.length, first: first?.file ?? '', detail: first?.detail ?? '' };
    throw new UserError('audio.noneReadable', params, { location: { file } });
  }
  const files = kept.places.map((place) => source.files[place]).filter((item) => item !== undefined);
  const { parts } = await writeLists(source.classes, files, folder, hash);
  const labels = files.map(({ label }) => label);
  const profile = profileClips(facts, labels, source.classes);
  const starts = Float64Array.from(kept.starts);
  hash.update(bytesOfArray(starts));
  await writeFile(join(folder, audioFiles.starts), bytesOfArray(starts));
  await writeFile(join(folder, audioFiles.facts), bytesOfArray(packFacts(facts, profile.encodings)));
  return {
    manifest: 1,
    id: basename(target),
    kind: 'audio',
    sourceName: file,
    sourceBytes: totalBytes,
    hash: hash.digest('hex'),
    createdAt: Date.now(),
    rows: facts.length,
    layout: source.layout,
    options,
    sampleRate: options.sampleRate,
    parts,
    profile,
    duplicates,
    bytes: await bytesOf(folder, audioFiles),
    rejected: rejected.slice(0, mostListed),
    rejectedCount: rejected.length,
    warnings: [...source.warnings, ...warningsOf(options, profile, rejected.length, duplicates)],
  };
}

function refuse(rejected: RejectedFile | undefined): void {
  if (rejected === undefined) return;
  const { file, reason, detail } = rejected;
  throw new UserError('audio.badFile', { file, reason, detail }, { location: { file } });
}

function warningsOf(
  { sampleRate }: SettledAudioOptions,
  { classes, rates, clipped, silent }: AudioManifest['profile'],
  rejected: number,
  duplicates: number,
): DataWarning[] {
  const filled = classes.filter(({ count }) => count > 0);
  const lower = rates.filter(({ rate }) => rate < sampleRate).reduce((sum, { count }) => sum + count, 0);
  return [
    ...classes.filter(({ count }) => count === 0).map(({ name }) => warning('audio.emptyClass', { name })),
    ...(filled.length === 1 ? [warning('audio.oneClass', { name: filled[0]?.name ?? '' })] : []),
    ...(rejected > 0 ? [warning('audio.keptAside', { count: rejected })] : []),
    ...(duplicates > 0 ? [warning('audio.duplicates', { count: duplicates })] : []),
    ...(lower > 0 ? [warning('audio.lowerRate', { count: lower, sampleRate })] : []),
    ...(clipped > 0 ? [warning('audio.clipped', { count: clipped })] : []),
    ...(silent > 0 ? [warning('audio.silent', { count: silent })] : []),
  ];
}
