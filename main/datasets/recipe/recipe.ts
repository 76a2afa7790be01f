/** Fits a recipe column by column on the training rows, and applies a fitted one to any rows. */
import { BugError, UserError } from '../../base/errors.ts';
import type { ColumnKind } from '../types.ts';
import type { PreprocessSpec } from '../spec.ts';
import { takeRows, type Block, type NumberBlock } from './blocks.ts';
import { blockOfCells, type RawCell } from './cells.ts';
import type { FittedColumn, FittedRecipe, FittedStep } from './fitted.ts';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';
import type { ApplyReport } from './step.ts';

/** How the cells of a column enter a recipe. */
export function readingOf(kind: ColumnKind): FittedColumn['read'] {
  return kind === 'category' || kind === 'text' ? 'texts' : 'numbers';
}

/** The steps of a column by its kind and the person's wishes, in order. */
function stepsFor(kind: ColumnKind, spec: PreprocessSpec): RecipeStepName[] {
  if (readingOf(kind) === 'texts') return [spec.categorical];
  const whole: RecipeStepName = spec.missing === 'refuse' ? 'refuseMissing' : 'impute';
  // The 0 and 1 of a boolean need no scale.
  return kind === 'boolean' || spec.numeric === 'none' ? [whole] : [whole, spec.numeric];
}

/** A fitted column and what it makes of all rows. */
export interface FitResult {
  readonly fitted: FittedColumn;
  readonly features: NumberBlock[];
}

/** Learns a column's steps from its training rows alone, and applies them to all of its rows. */
export function fitColumn(
  kind: ColumnKind,
  block: Block,
  trainingRows: Int32Array,
  spec: PreprocessSpec,
  report: ApplyReport,
): FitResult {
  const steps: FittedStep[] = [];
  let parts: Block[] = [block];
  for (const name of stepsFor(kind, spec)) {
    const [part] = parts;
    if (!part || parts.length > 1) throw new BugError(`${name} cannot follow a step that gives several columns`);
    const fitted = recipeSteps[name].fit(takeRows(part, trainingRows), spec);
    steps.push(fitted);
    parts = applyStep(fitted, part, report);
  }
  const features = parts.filter((part) => part.kind === 'numbers');
  const outputs = features.map(({ name }) => name);
  return { fitted: { column: block.name, kind, read: block.kind, steps, outputs }, features };
}

/** The features of a column, in the order of its `outputs`. */
function applyColumn(fitted: FittedColumn, block: Block, report: ApplyReport): NumberBlock[] {
  let parts: Block[] = [block];
  for (const step of fitted.steps) parts = parts.flatMap((part) => applyStep(step, part, report));
  return parts.filter((part) => part.kind === 'numbers');
}

/** A value of a new row that no training row had: it stands for nothing the network learnt. */
export interface UnseenValue {
  readonly column: string;
  readonly value: string | null;
  readonly row: number;
}

export interface AppliedRecipe {
  readonly features: readonly string[];
  /** [rows, features], row by row. */
  readonly values: Float32Array;
  readonly unseen: readonly UnseenValue[];
}

/**
 * Prepares new rows as the training rows were. Cells are named by column; other columns are ignored.
 * Throws UserError `datasets.columnMissing` or `datasets.cellKind`.
 */
export function applyRecipe(recipe: FittedRecipe, rows: readonly Readonly<Record<string, RawCell>>[]): AppliedRecipe {
  const unseen: UnseenValue[] = [];
  const report: ApplyReport = { unseen: (column, value, row) => unseen.push({ column, value, row }) };
  const features = recipe.columns.flatMap(({ outputs }) => outputs);
  const values = new Float32Array(rows.length * features.length);
  let offset = 0;
  for (const fitted of recipe.columns) {
    const cells = rows.map((row, index) => {
      const cell = Object.hasOwn(row, fitted.column) ? row[fitted.column] : undefined;
      if (cell !== undefined) return cell;
      throw new UserError('datasets.columnMissing', { column: fitted.column, row: index });
    });
    const block = blockOfCells(fitted.column, fitted.kind, fitted.read, cells);
    for (const part of applyColumn(fitted, block, report)) writeFeature(values, part.values, offset++, features.length);
  }
  return { features, values, unseen };
}

/** Puts one feature into its place in a matrix that is stored row by row. */
export function writeFeature(
  matrix: Float32Array,
  values: Float32Array | Float64Array,
  feature: number,
  featureCount: number,
): void {
  for (let row = 0, at = feature; row < values.length; row++, at += featureCount) matrix[at] = values[row] ?? NaN;
}

function applyStep(fitted: FittedStep, block: Block, report: ApplyReport): Block[] {
  // A step's name picks the step that made it, which the type system cannot follow through a table.
  return recipeSteps[fitted.step].apply(fitted as never, block, report);
}
