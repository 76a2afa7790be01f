/** Makes the arrays that training reads of stored sounds: cut to one length, turned into features, standardized, split. */
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { splitInParts } from '../files/split-in-parts.ts';
import { readLabels, readParts } from '../files/stored-lists.ts';
import { readAudioManifest, type AudioManifest } from '../manifest.ts';
import type { PreparedInput, PreparedManifest } from '../prepared.ts';
import type { AudioSpec, TargetUse } from '../spec.ts';
import type { Split } from '../split.ts';
import { inFileOrder, memoryLimit, streamedWarning, streamOf } from '../streaming.ts';
import { writeFolder } from '../table/folder.ts';
import { warning, type DataWarning } from '../types.ts';
import { classTarget, writePrepared, type PreparedFacts } from '../write-prepared.ts';
import { statisticWidth } from './features.ts';
import { settleAudio, type AudioSettings } from './settings.ts';
import { standardizeFeatures, writeFeatures } from './write-features.ts';

export interface PrepareAudioRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: AudioSpec;
  readonly uses: readonly TargetUse[];
}

const soundsFile = 'sounds.f32';

export async function prepareAudio(request: PrepareAudioRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  if (uses.some((use) => use !== 'categorical'))
    throw new UserError('audio.needClasses', {}, { path: 'training.loss' });
  const manifest = await readAudioManifest(folder);
  const settings = settleAudio(spec, manifest);
  requireClasses(manifest);
  const labels = await readLabels(folder);
  const parts = spec.split.keepParts ? await readParts(folder, manifest) : null;
  const drawn = splitInParts(labels, parts, spec.split);
  const input: PreparedInput = { name: 'sounds', file: soundsFile, shape: [...settings.shape], dtype: 'float32' };
  const stream = streamOf(input, manifest.rows, memoryLimit(spec.memory));
  const split = stream === null ? drawn : inFileOrder(drawn);
  return writeFolder(
    target,
    async (written) => {
      const path = join(written, soundsFile);
      const longer = await writeFeatures({ folder, manifest, spec, settings }, path, signal);
      const width = statisticWidth(settings);
      const { mean, deviation } =
        spec.normalize === 'none'
          ? { mean: new Array<number>(width).fill(0), deviation: new Array<number>(width).fill(1) }
          : await standardizeFeatures(path, manifest.rows, split.train, settings, width, signal);
      const classes = manifest.profile.classes.map(({ name }) => name);
      const facts: PreparedFacts = {
        spec,
        rows: manifest.rows,
        inputs: [input],
        stream,
        audio: { sampleRate: settings.sampleRate, samples: settings.samples, mean, deviation },
        targets: [classTarget('class', classes, labels, split)],
        warnings: [
          ...warningsOf(manifest, spec, settings, labels, split, longer),
          ...(stream === null ? [] : [streamedWarning('audio.streamed', input, manifest.rows, stream)]),
        ],
      };
      const prepared = await writePrepared(written, manifest, facts, { targets: [labels], split });
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
