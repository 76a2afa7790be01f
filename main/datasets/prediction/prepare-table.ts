/** A file of new rows, read as a table and prepared as the training rows were. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { TableManifest } from '../manifest.ts';
import type { PreparedManifest } from '../prepared.ts';
import type { Database } from '../process/database.ts';
import type { Block } from '../recipe/blocks.ts';
import { narrow } from '../recipe/narrow.ts';
import { applyFitted, writeFeature, type UnseenValue } from '../recipe/recipe.ts';
import { columnsOf, type TableSpec } from '../spec.ts';
import { withComputed } from '../table/expressions.ts';
import { findColumn, readColumn } from '../table/features.ts';
import { importTable } from '../table/import-table.ts';
import { previewTable } from '../table/preview-table.ts';
import { withStored } from '../table/stored.ts';
import { endingWindows, type LastWindows } from '../table/windows.ts';
import type { ColumnKind } from '../types.ts';
import { newRows, writeNewArrays } from './new-arrays.ts';
import { newTableFolder, type NewData, type NewRows } from './types.ts';

/**
 * Every row is kept: a row that does not fit is refused with its place, so that predictions stand beside their rows.
 * Throws UserError `prediction.columnsMissing` and what importing the file refuses.
 */
export async function prepareNewTable(
  { files, options, kinds }: Extract<NewData, { kind: 'table' }>,
  prepared: PreparedManifest & { readonly spec: TableSpec },
  target: string,
  signal: AbortSignal,
): Promise<NewRows> {
  const { spec, recipe } = prepared;
  const { columns } = await previewTable({ files, options }, signal);
  const there = new Set(columns.map(({ name }) => name));
  const needed = neededColumns(prepared, kinds);
  const missing = needed.filter((name) => !there.has(name));
  if (missing.length > 0) {
    const file = files.map((one) => one.file).join(', ');
    const params = { file, columns: missing.join(', '), found: [...there].join(', ') };
    throw new UserError('prediction.columnsMissing', params, { location: { file } });
  }
  const needs = new Set(needed);
  // A column may be called `__proto__`.
  const chosen = new Map<string, ColumnKind>();
  for (const { name, kind } of columns) {
    const read = needs.has(name) ? readAs(kinds[name], kind) : asItStands(kind);
    if (read !== null) chosen.set(name, read);
  }
  await mkdir(target, { recursive: true });
  const folder = join(target, newTableFolder);
  const request = {
    files,
    folder,
    options: {
      ...options,
      onBadRow: 'refuse' as const,
      kinds: Object.fromEntries(chosen),
    },
  };
  await importTable(request, () => undefined, signal);
  return withStored(folder, signal, async (database, stored, storedManifest) => {
    const { table, manifest } = await withComputed(database, stored, storedManifest, spec);
    const unseen: UnseenValue[] = [];
    const report = {
      unseen: (column: string, value: string | null, row: number) => void unseen.push({ column, value, row }),
    };
    const width = recipe.columns.reduce((sum, { outputs }) => sum + outputs.length, 0);
    const windows = await windowsOf(database, table, manifest, spec);
    const matrix = new Float32Array(manifest.rows * width);
    let feature = 0;
    for (const fitted of recipe.columns) {
      const { kind } = findColumn(manifest, fitted.column, 'datasets.columnMissing', 'files');
      // Whole numbers are stored as such, whatever the column's numbers were in training.
      const read = kind === 'integer' && fitted.kind === 'number' ? kind : fitted.kind;
      const column = { name: fitted.column, kind: read, missing: 0, categories: null };
      const block = await readColumn(database, table, column, manifest.rows);
      for (const part of applyFitted(fitted, block, report)) {
        const values = narrow(part.name, part.values);
        const placed = windows === null ? values : Float32Array.from(windows.order, (row) => values[row] ?? Number.NaN);
        writeFeature(matrix, placed, feature++, width);
      }
    }
    await writeNewArrays(target, prepared, manifest.rows, matrix, windows);
    return newRows(manifest.rows, unseen);
  });
}

async function windowsOf(
  database: Database,
  table: string,
  manifest: TableManifest,
  { window }: TableSpec,
): Promise<LastWindows | null> {
  if (window === undefined) return null;
  const read = async (name: string | undefined): Promise<Block | null> =>
    name === undefined
      ? null
      : readColumn(database, table, findColumn(manifest, name, 'datasets.columnMissing', 'files'), manifest.rows);
  const [time, group] = [await read(window.time), await read(window.group)];
  return endingWindows({ tableRows: manifest.rows, time, group, length: window.length });
}

/** Columns that the features are made of; where some are computed, any but the targets may be. */
function neededColumns(
  { spec, recipe }: PreparedManifest & { readonly spec: TableSpec },
  kinds: Readonly<Record<string, ColumnKind>>,
): string[] {
  const features = recipe.columns.map(({ column }) => column);
  const series = [spec.window?.time, spec.window?.group].filter((name) => name !== undefined);
  if (Object.keys(spec.compute).length === 0) return [...new Set([...features, ...series])];
  // Of a series the past of the target is looked at like any other.
  const targets = new Set(spec.window === undefined ? columnsOf(spec).targets : []);
  return Object.keys(kinds).filter((name) => !targets.has(name));
}

/** As in training, but that whole numbers and others may take each other's place; null: as it is found. */
function readAs(trained: ColumnKind | undefined, found: ColumnKind): ColumnKind | null {
  const isNumber = trained === 'integer' || trained === 'number';
  if (isNumber) return found === 'integer' || found === 'number' ? null : 'number';
  // One of few texts may have many now.
  return trained === 'category' || trained === undefined ? 'text' : trained;
}

/** A column that the model does not look at is only handed on, in the words that it came in. */
function asItStands(found: ColumnKind): ColumnKind | null {
  return found === 'boolean' || found === 'date' ? 'text' : null;
}
