/** New rows that somebody has typed, prepared as the training rows were. */
import { mkdir } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import type { PreparedManifest } from '../prepared.ts';
import { applyRecipe } from '../recipe/recipe.ts';
import { newRows, writeNewArrays } from './new-arrays.ts';
import type { NewData, NewRows } from './types.ts';

/** Throws UserError `prediction.computedColumns`, `prediction.seriesRow` and what the recipe refuses. */
export async function prepareTypedRows(
  { rows }: Extract<NewData, { kind: 'rows' }>,
  prepared: PreparedManifest,
  target: string,
): Promise<NewRows> {
  const { spec, window } = prepared;
  if (window !== null) throw new UserError('prediction.seriesRow', { rows: window.length });
  if (spec.kind === 'table' && Object.keys(spec.compute).length > 0) {
    throw new UserError('prediction.computedColumns', { columns: Object.keys(spec.compute).join(', ') });
  }
  const { values, unseen } = applyRecipe(prepared.recipe, rows);
  await mkdir(target, { recursive: true });
  await writeNewArrays(target, prepared, rows.length, values);
  return newRows(rows.length, unseen);
}
