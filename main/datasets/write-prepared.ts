/** Writes what `prepared.ts` reads: the manifest, and the arrays that are written alike for every kind of data. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOfArray } from './files/stored-lists.ts';
import type { DatasetManifest } from './manifest.ts';
import { classCounts, preparedFiles, targetFile, type PreparedManifest, type PreparedTarget } from './prepared.ts';
import type { Split } from './split.ts';
import { writeJson } from './table/folder.ts';

type Given = 'spec' | 'rows' | 'inputs' | 'targets' | 'warnings';
type Counted = 'prepared' | 'datasetId' | 'datasetHash' | 'counts';

/** What a kind of data says of itself; what it leaves out, it does not have. */
export type PreparedFacts = Pick<PreparedManifest, Given> & Partial<Omit<PreparedManifest, Given | Counted>>;

export interface PreparedValues {
  /** One for each target, as its kind says. */
  readonly targets: readonly (Int32Array | Float32Array)[];
  readonly split: Split;
  readonly weights?: Float32Array | null;
  /** Where the windows begin. */
  readonly windows?: Int32Array | null;
}

/** The inputs' own arrays are written by whoever makes them. */
export async function writePrepared(
  folder: string,
  { id, hash }: Pick<DatasetManifest, 'id' | 'hash'>,
  facts: PreparedFacts,
  { targets, split, weights = null, windows = null }: PreparedValues,
): Promise<PreparedManifest> {
  const manifest: PreparedManifest = {
    prepared: 3,
    datasetId: id,
    datasetHash: hash,
    features: [],
    columnsByInput: null,
    window: null,
    stream: null,
    audio: null,
    text: null,
    recipe: { recipe: 2, columns: [] },
    sampleWeight: null,
    ...facts,
    counts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
  };
  const write = (name: string, array: Int32Array | Float32Array): Promise<void> =>
    writeFile(join(folder, name), bytesOfArray(array));
  for (const [place, values] of targets.entries()) await write(manifest.targets[place]?.file ?? '', values);
  if (weights !== null) await write(preparedFiles.weights, weights);
  if (windows !== null) await write(preparedFiles.windows, windows);
  await write(preparedFiles.train, split.train);
  await write(preparedFiles.validation, split.validation);
  await write(preparedFiles.test, split.test);
  await writeJson(join(folder, preparedFiles.manifest), manifest);
  return manifest;
}

/** The one target of data that have classes of their own. @param indexes by row, the number of its class */
export function classTarget(
  column: string,
  classes: readonly string[],
  indexes: Int32Array,
  { train }: Split,
): PreparedTarget {
  return {
    output: null,
    file: targetFile(0, 'categorical'),
    kind: 'categorical',
    column,
    classes: [...classes],
    counts: classCounts(classes.length, indexes, train),
  };
}
