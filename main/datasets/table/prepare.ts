/** Makes the arrays that training reads: splits the rows, fits the recipe on the training rows, applies it to all. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { TableManifest } from '../manifest.ts';
import { featuresInput, preparedFiles, type PreparedManifest, type PreparedTarget } from '../prepared.ts';
import type { Database } from '../process/database.ts';
import { takeRows, type Block } from '../recipe/blocks.ts';
import type { FittedColumn } from '../recipe/fitted.ts';
import { fitColumn, stepsFor, writeFeature } from '../recipe/recipe.ts';
import type { FitContext } from '../recipe/step.ts';
import { splitRows, type Split } from '../split.ts';
import type { TableSpec } from '../spec.ts';
import { splitMethods } from '../splits/registry.ts';
import { warning, type DataWarning } from '../types.ts';
import { warnOfGiveaways } from './associations/giveaways.ts';
import { rowsThatMeet, withComputed } from './expressions.ts';
import { chooseFeatures, findColumn, readColumn } from './features.ts';
import { writeFolder, writeJson } from './folder.ts';
import { warnOfRepeatedRows } from './repeated-rows.ts';
import { withStored } from './stored.ts';
import { classesOf, fitRegression, targetNumbers, unseenClasses, usableRows } from './targets.ts';

export interface PrepareRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: TableSpec;
  /** Whether the target's values are classes, whatever its kind. */
  readonly targetIsCategorical: boolean;
}

/** All features of all rows must fit in one array. */
const mostBytes = 2 ** 31;

export async function prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, targetIsCategorical } = request;
  return withStored(folder, signal, async (database, stored, storedManifest) => {
    const computed = await withComputed(database, stored, storedManifest, spec);
    const { table, manifest } = computed;
    const chosen = await rowsThatMeet(database, computed, spec);
    const targets = await prepareTarget(database, table, manifest, spec, targetIsCategorical, chosen);
    const features = await prepareFeatures(database, table, manifest, spec, targets);
    const names = features.fitted.flatMap(({ outputs }) => outputs);
    const input = featuresInput(names.length);
    const prepared: PreparedManifest = {
      prepared: 2,
      datasetId: manifest.id,
      datasetHash: manifest.hash,
      spec,
      rows: manifest.rows,
      inputs: [input],
      features: names,
      recipe: { recipe: 2, columns: features.fitted },
      target: targets.target,
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
        const isClasses = targets.target.kind === 'categorical';
        await write(isClasses ? preparedFiles.classes : preparedFiles.targets, targets.values);
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

interface PreparedTargets {
  readonly split: Split;
  readonly target: PreparedTarget;
  readonly values: Int32Array | Float32Array;
  readonly warnings: DataWarning[];
}

/** Only rows that are `chosen` (1; null: all are) and have a target are drawn; they keep their numbers. */
async function prepareTarget(
  database: Database,
  table: string,
  manifest: TableManifest,
  spec: TableSpec,
  isCategorical: boolean,
  chosen: Float64Array | null,
): Promise<PreparedTargets> {
  const column = findColumn(manifest, spec.target, 'datasets.targetMissing', 'data.target');
  const block = await readColumn(database, table, column, manifest.rows);
  const splitBy = await readSplitColumn(database, table, manifest, spec);
  if (isCategorical) {
    const found = classesOf(column, block);
    const { used, warnings } = usableRows(column.name, manifest.rows, chosen, (row) => found.indexes[row] === -1);
    const classes = used.map((row) => found.indexes[row] ?? 0);
    const split = splitUsed(used, classes, spec, splitBy);
    return {
      split,
      target: { kind: 'categorical', column: column.name, classes: found.classes },
      values: found.indexes,
      warnings: [...warnings, ...unseenClasses(found, column.name, split.train)],
    };
  }
  const numbers = targetNumbers(column, block);
  const { used, warnings } = usableRows(column.name, manifest.rows, chosen, (row) => Number.isNaN(numbers[row]));
  const split = splitUsed(used, null, spec, splitBy);
  const target = fitRegression(column.name, numbers, split.train, spec.preprocess.target === 'standardize');
  const values = Float32Array.from(numbers, (value) => (value - target.mean) / target.standardDeviation);
  return { split, target, values, warnings };
}

/** Splits positions among the used rows and turns them back into row numbers. */
function splitUsed(used: Int32Array, classes: Int32Array | null, spec: TableSpec, splitBy: Block | null): Split {
  const split = splitRows(used.length, classes, spec.split, splitBy && takeRows(splitBy, used));
  const rowsAt = (positions: Int32Array): Int32Array => positions.map((position) => used[position] ?? 0);
  return { train: rowsAt(split.train), validation: rowsAt(split.validation), test: rowsAt(split.test) };
}

/** The column that the split goes by; null for methods that need none, or where none is named. */
async function readSplitColumn(
  database: Database,
  table: string,
  manifest: TableManifest,
  { split: { method, by } }: TableSpec,
): Promise<Block | null> {
  if (by === undefined || splitMethods[method].column === 'none') return null;
  const column = findColumn(manifest, by, 'datasets.splitColumnMissing', 'data.split.by');
  return readColumn(database, table, column, manifest.rows);
}

interface PreparedFeatures {
  readonly fitted: FittedColumn[];
  /** [rows, features]. */
  readonly matrix: Float32Array;
  readonly warnings: DataWarning[];
}

async function prepareFeatures(
  database: Database,
  table: string,
  manifest: TableManifest,
  spec: TableSpec,
  { split, target, values: targets }: PreparedTargets,
): Promise<PreparedFeatures> {
  const chosen = chooseFeatures(manifest, spec);
  const context: FitContext = {
    target: {
      values: Array.from(split.train, (row) => targets[row] ?? NaN),
      classes: target.kind === 'categorical' ? target.classes.length : null,
    },
  };
  const warnings = [...chosen.warnings];
  const fitted: FittedColumn[] = [];
  // Column by column, so that only one is held as float64.
  const features: Float32Array[] = [];
  for (const column of chosen.columns) {
    const block = await readColumn(database, table, column, manifest.rows);
    let unseen = 0;
    const steps = stepsFor(column.name, column.kind, spec.preprocess);
    const result = fitColumn(column.kind, block, split.train, steps, context, { unseen: () => unseen++ });
    if (unseen > 0) warnings.push(warning('datasets.unseenValues', { count: unseen }, { column: column.name }));
    fitted.push(result.fitted);
    for (const { name, values } of result.features) features.push(narrow(name, values));
    requireRoom(manifest.rows, features.length);
  }
  const matrix = new Float32Array(manifest.rows * features.length);
  features.forEach((values, index) => {
    writeFeature(matrix, values, index, features.length);
  });
  features.forEach((values, index) => {
    const name = fitted.flatMap(({ outputs }) => outputs)[index] ?? '';
    const first = values[split.train[0] ?? 0];
    const varies = split.train.some((row) => values[row] !== first);
    if (!varies) warnings.push(warning('datasets.featureConstant', {}, { column: name }));
  });
  const column = findColumn(manifest, spec.target, 'datasets.targetMissing', 'data.target');
  warnings.push(...(await warnOfGiveaways(database, table, manifest.rows, column, chosen.columns)));
  warnings.push(...warnOfRepeatedRows(matrix, features.length, split));
  return { fitted, matrix, warnings };
}

/** Float32, or UserError where a number is too large for it. */
function narrow(name: string, values: Float64Array): Float32Array {
  const narrowed = Float32Array.from(values);
  const row = narrowed.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    if (Number.isNaN(values[row])) {
      throw new UserError('datasets.missingLeft', { column: name, row }, { location: { column: name, row } });
    }
    const params = { column: name, row, value: String(values[row]) };
    throw new UserError('datasets.valueTooLarge', params, { location: { column: name, row } });
  }
  return narrowed;
}

function requireRoom(rows: number, features: number): void {
  if (rows * features * 4 <= mostBytes) return;
  const params = { rows, features, gigabytes: Math.round((rows * features * 4) / 1e8) / 10 };
  throw new UserError('datasets.tooLarge', params, { path: 'data.features' });
}
