/** Makes the arrays that training reads: splits the rows, fits the recipe on the training rows, applies it to all. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { TableManifest } from '../manifest.ts';
import { featuresInput, preparedFiles, type PreparedManifest } from '../prepared.ts';
import type { Database } from '../process/database.ts';
import type { FittedColumn } from '../recipe/fitted.ts';
import { narrow } from '../recipe/narrow.ts';
import { fitColumn, stepsFor, writeFeature } from '../recipe/recipe.ts';
import type { FitContext } from '../recipe/step.ts';
import { columnsOf, type TableSpec, type TargetUse } from '../spec.ts';
import { warning, type DataWarning } from '../types.ts';
import { warnOfGiveaways } from './associations/giveaways.ts';
import { rowsThatMeet, withComputed } from './expressions.ts';
import { chooseFeatures, findColumn, readColumn } from './features.ts';
import { writeFolder, writeJson } from './folder.ts';
import { encodableTarget, prepareTargets, type PreparedTargets } from './prepare-targets.ts';
import { warnOfRepeatedRows } from './repeated-rows.ts';
import { withStored } from './stored.ts';

export interface PrepareRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: TableSpec;
  /** What is made of each target, in the order of `targetsOf`, whatever its column's kind. */
  readonly uses: readonly TargetUse[];
}

/** All features of all rows must fit in one array. */
const mostBytes = 2 ** 31;

export async function prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  return withStored(folder, signal, async (database, stored, storedManifest) => {
    const computed = await withComputed(database, stored, storedManifest, spec);
    const { table, manifest } = computed;
    const chosen = await rowsThatMeet(database, computed, spec);
    const targets = await prepareTargets({ database, table, manifest, spec, uses, chosen });
    const features = await prepareFeatures(database, table, manifest, spec, targets);
    const names = features.fitted.flatMap(({ outputs }) => outputs);
    const input = featuresInput(names.length);
    const prepared: PreparedManifest = {
      prepared: 3,
      datasetId: manifest.id,
      datasetHash: manifest.hash,
      spec,
      rows: manifest.rows,
      inputs: [input],
      features: names,
      columnsByInput: features.columnsByInput,
      window: spec.window === undefined ? null : { length: spec.window.length },
      audio: null,
      recipe: { recipe: 2, columns: features.fitted },
      targets: targets.targets.map(({ target: one }) => one),
      sampleWeight: spec.sampleWeight ?? null,
      counts: {
        train: targets.split.train.length,
        validation: targets.split.validation.length,
        test: targets.split.test.length,
      },
      warnings: [...targets.warnings, ...features.warnings],
    };
    signal.throwIfAborted();
    return writeFolder(
      target,
      async (written) => {
        const write = (name: string, array: Float32Array | Int32Array): Promise<void> =>
          writeFile(join(written, name), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
        await write(input.file, features.matrix);
        for (const { target: one, values } of targets.targets) await write(one.file, values);
        if (targets.weights !== null) await write(preparedFiles.weights, targets.weights);
        if (targets.windows !== null) await write(preparedFiles.windows, targets.windows.starts);
        await write(preparedFiles.train, targets.split.train);
        await write(preparedFiles.validation, targets.split.validation);
        await write(preparedFiles.test, targets.split.test);
        await writeJson(join(written, preparedFiles.manifest), prepared);
        return prepared;
      },
      { replace: true },
    );
  });
}

interface PreparedFeatures {
  readonly fitted: FittedColumn[];
  /** [rows, features]. */
  readonly matrix: Float32Array;
  readonly columnsByInput: PreparedManifest['columnsByInput'];
  readonly warnings: DataWarning[];
}

async function prepareFeatures(
  database: Database,
  table: string,
  manifest: TableManifest,
  spec: TableSpec,
  { split, targets, windows }: PreparedTargets,
): Promise<PreparedFeatures> {
  // The past of a training row's target is of the training part as well, whether it is a target itself or not.
  const trainingRows = windows?.trainingRows ?? split.train;
  const chosen = chooseFeatures(manifest, spec);
  const context: FitContext = { target: windows === null ? encodableTarget(targets, split.train) : null };
  const warnings = [...chosen.warnings];
  const fitted: FittedColumn[] = [];
  // Column by column, so that only one is held as float64.
  const features: Float32Array[] = [];
  for (const column of chosen.columns) {
    const block = await readColumn(database, table, column, manifest.rows);
    let unseen = 0;
    const steps = stepsFor(column.name, column.kind, spec.preprocess);
    const result = fitColumn(column.kind, block, trainingRows, steps, context, { unseen: () => unseen++ });
    if (unseen > 0) warnings.push(warning('datasets.unseenValues', { count: unseen }, { column: column.name }));
    fitted.push(result.fitted);
    for (const { name, values } of result.features) features.push(narrow(name, values));
    requireRoom(manifest.rows, features.length);
  }
  const matrix = new Float32Array(manifest.rows * features.length);
  features.forEach((values, index) => {
    writeFeature(matrix, windows === null ? values : inOrder(values, windows.order), index, features.length);
  });
  features.forEach((values, index) => {
    const name = fitted.flatMap(({ outputs }) => outputs)[index] ?? '';
    const first = values[trainingRows[0] ?? 0];
    const varies = trainingRows.some((row) => values[row] !== first);
    if (!varies) warnings.push(warning('datasets.featureConstant', {}, { column: name }));
  });
  const columns = columnsByInput(chosen.inputs, fitted);
  // What a row says of its own target gives nothing away where only rows of its past are seen.
  if (windows !== null) return { fitted, matrix, columnsByInput: columns, warnings };
  for (const name of columnsOf(spec).targets) {
    const column = findColumn(manifest, name, 'datasets.targetMissing', 'data.target');
    warnings.push(...(await warnOfGiveaways(database, table, manifest.rows, column, chosen.columns)));
  }
  warnings.push(...warnOfRepeatedRows(matrix, features.length, split));
  return { fitted, matrix, columnsByInput: columns, warnings };
}

function inOrder(values: Float32Array, order: Int32Array): Float32Array {
  return Float32Array.from(order, (row) => values[row] ?? NaN);
}

/** Places in the matrix of what the columns of each input became. */
function columnsByInput(
  inputs: Readonly<Record<string, readonly string[]>> | null,
  fitted: readonly FittedColumn[],
): PreparedManifest['columnsByInput'] {
  if (inputs === null) return null;
  const places = new Map<string, number[]>();
  let next = 0;
  for (const { column, outputs } of fitted) {
    places.set(
      column,
      outputs.map((_, index) => next + index),
    );
    next += outputs.length;
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([input, columns]) => [input, columns.flatMap((column) => places.get(column) ?? [])]),
  );
}

function requireRoom(rows: number, features: number): void {
  if (rows * features * 4 <= mostBytes) return;
  const params = { rows, features, gigabytes: Math.round((rows * features * 4) / 1e8) / 10 };
  throw new UserError('datasets.tooLarge', params, { path: 'data.features' });
}
