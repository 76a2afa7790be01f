/** Makes the arrays that training reads: splits the rows, fits the recipe on the training rows, applies it to all. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { TableManifest } from '../manifest.ts';
import { bytesOfArray } from '../files/stored-lists.ts';
import { featuresInput, type PreparedManifest } from '../prepared.ts';
import type { Database } from '../process/database.ts';
import type { FittedColumn } from '../recipe/fitted.ts';
import { narrow } from '../recipe/narrow.ts';
import { fitColumn, stepsFor } from '../recipe/recipe.ts';
import type { FitContext } from '../recipe/step.ts';
import { columnsOf, type TableSpec, type TargetUse } from '../spec.ts';
import { inFileOrder, memoryLimit, streamedWarning, streamOf } from '../streaming.ts';
import { warning, type DataWarning } from '../types.ts';
import { writePrepared, type PreparedFacts } from '../write-prepared.ts';
import { warnOfGiveaways } from './associations/giveaways.ts';
import { rowsThatMeet, withComputed } from './expressions.ts';
import { FeatureColumns } from './feature-columns.ts';
import { chooseFeatures, findColumn, readColumn } from './features.ts';
import { writeFolder } from './folder.ts';
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

/** All features of windows must fit in one array. */
const mostBytes = 2 ** 31;

export async function prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  return withStored(folder, signal, async (database, stored, storedManifest) => {
    const computed = await withComputed(database, stored, storedManifest, spec);
    const { table, manifest } = computed;
    const chosen = await rowsThatMeet(database, computed, spec);
    const drawn = await prepareTargets({ database, table, manifest, spec, uses, chosen });
    signal.throwIfAborted();
    return writeFolder(
      target,
      async (written) => {
        const limit = memoryLimit(spec.memory);
        // Windows reach across blocks.
        const held = spec.window === undefined ? limit : Infinity;
        const columns = new FeatureColumns(written, manifest.rows, held);
        try {
          const features = await prepareFeatures(database, table, manifest, spec, drawn, columns);
          const names = features.fitted.flatMap(({ outputs }) => outputs);
          const input = featuresInput(names.length);
          const stream = streamOf(input, manifest.rows, held);
          const split = stream === null ? drawn.split : inFileOrder(drawn.split);
          if (features.matrix === null) await columns.writeRows(join(written, input.file), signal);
          else await writeFile(join(written, input.file), bytesOfArray(features.matrix));
          const facts: PreparedFacts = {
            spec,
            rows: manifest.rows,
            inputs: [input],
            features: names,
            columnsByInput: features.columnsByInput,
            window: spec.window === undefined ? null : { length: spec.window.length },
            stream,
            recipe: { recipe: 2, columns: features.fitted },
            targets: drawn.targets.map(({ target: one }) => one),
            sampleWeight: spec.sampleWeight ?? null,
            warnings: [
              ...drawn.warnings,
              ...features.warnings,
              ...(stream === null ? [] : [streamedWarning('datasets.streamed', input, manifest.rows, stream)]),
            ],
          };
          return await writePrepared(written, manifest, facts, {
            targets: drawn.targets.map(({ values }) => values),
            split,
            weights: drawn.weights,
            windows: drawn.windows?.starts ?? null,
          });
        } catch (error) {
          await columns.close();
          throw error;
        }
      },
      { replace: true },
    );
  });
}

interface PreparedFeatures {
  readonly fitted: FittedColumn[];
  /** [rows, features]; null where the columns have outgrown memory. */
  readonly matrix: Float32Array | null;
  readonly columnsByInput: PreparedManifest['columnsByInput'];
  readonly warnings: DataWarning[];
}

async function prepareFeatures(
  database: Database,
  table: string,
  manifest: TableManifest,
  spec: TableSpec,
  { split, targets, windows }: PreparedTargets,
  features: FeatureColumns,
): Promise<PreparedFeatures> {
  // The past of a training row's target is of the training part as well, whether it is a target itself or not.
  const trainingRows = windows?.trainingRows ?? split.train;
  const chosen = chooseFeatures(manifest, spec);
  const context: FitContext = { target: windows === null ? encodableTarget(targets, split.train) : null };
  const warnings = [...chosen.warnings];
  const fitted: FittedColumn[] = [];
  const constant: string[] = [];
  // Column by column, so that only one is held as float64.
  for (const column of chosen.columns) {
    const block = await readColumn(database, table, column, manifest.rows);
    let unseen = 0;
    const steps = stepsFor(column.name, column.kind, spec.preprocess);
    const result = fitColumn(column.kind, block, trainingRows, steps, context, { unseen: () => unseen++ });
    if (unseen > 0) warnings.push(warning('datasets.unseenValues', { count: unseen }, { column: column.name }));
    fitted.push(result.fitted);
    for (const { name, values } of result.features) {
      const narrowed = narrow(name, values);
      const first = narrowed[trainingRows[0] ?? 0];
      if (!trainingRows.some((row) => narrowed[row] !== first)) constant.push(name);
      await features.add(narrowed);
    }
    if (windows !== null) requireRoom(manifest.rows, features.count);
  }
  for (const name of constant) warnings.push(warning('datasets.featureConstant', {}, { column: name }));
  const matrix = features.outgrown ? null : features.matrix(windows === null ? null : windows.order);
  const columns = columnsByInput(chosen.inputs, fitted);
  // What a row says of its own target gives nothing away where only rows of its past are seen.
  if (windows !== null) return { fitted, matrix, columnsByInput: columns, warnings };
  for (const name of columnsOf(spec).targets) {
    const column = findColumn(manifest, name, 'datasets.targetMissing', 'data.target');
    warnings.push(...(await warnOfGiveaways(database, table, manifest.rows, column, chosen.columns)));
  }
  // To look for equal rows, all of them must be in memory.
  if (matrix !== null) warnings.push(...warnOfRepeatedRows(matrix, features.count, split));
  return { fitted, matrix, columnsByInput: columns, warnings };
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
