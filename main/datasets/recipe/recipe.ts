/** Fits a recipe column by column on the training rows, and applies a fitted one to any rows. */
import { BugError, UserError } from '../../base/errors.ts';
import type { ColumnKind } from '../types.ts';
import type { PreprocessSpec } from '../spec.ts';
import { putRows, takeRows, type Block, type NumberBlock } from './blocks.ts';
import { blockOfCells, type RawCell } from './cells.ts';
import type { FittedColumn, FittedRecipe, FittedStep } from './fitted.ts';
import { stepOptions, type StepOptions } from './step-options.ts';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';
import type { ApplyReport, FitContext, RecipeStep } from './step.ts';

/** How the cells of a column enter a recipe. */
export function readingOf(kind: ColumnKind): FittedColumn['read'] {
  return kind === 'category' || kind === 'text' ? 'texts' : 'numbers';
}

/** The steps of a column: those that the person wrote for it, else those that its kind has by default. */
export function stepsFor(column: string, kind: ColumnKind, spec: PreprocessSpec): StepOptions[] {
  const own = Object.hasOwn(spec.columns, column) ? spec.columns[column] : undefined;
  return own === undefined ? defaultSteps(kind, spec) : [...own];
}

function defaultSteps(kind: ColumnKind, { numeric, categorical, missing, indicator }: PreprocessSpec): StepOptions[] {
  const flag: StepOptions[] = indicator && missing !== 'refuse' ? [stepOptions({ step: 'indicator' })] : [];
  // A missing category is a category of its own.
  if (readingOf(kind) === 'texts') return [stepOptions({ step: categorical })];
  const whole = stepOptions(missing === 'refuse' ? { step: 'refuseMissing' } : { step: 'impute', with: missing });
  // The 0 and 1 of a boolean need no scale.
  const scaled = kind === 'boolean' || numeric === 'none' ? [] : [stepOptions({ step: numeric })];
  return [...flag, whole, ...scaled];
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
  steps: readonly StepOptions[],
  context: FitContext,
  report: ApplyReport,
): FitResult {
  const stages: FittedStep[][] = [];
  let parts: Block[] = [block];
  for (const options of steps) {
    const stage: FittedStep[] = [];
    parts = parts.flatMap((part) => {
      if (isFinal(part)) return [part];
      const step = stepNamed(options.step);
      requireKind(block.name, part, options.step, step.takes);
      const training = takeRows(part, trainingRows);
      const fitted = step.fit(training, options, context);
      stage.push(fitted);
      const applied = step.apply(fitted, part, report);
      const own = step.applyToTraining?.(fitted, training, options, context);
      return own === undefined ? applied : applied.map((whole, index) => putRows(whole, own[index], trainingRows));
    });
    stages.push(stage);
  }
  const features = parts.map((part) => requireNumbers(block.name, part));
  const outputs = features.map(({ name }) => name);
  return { fitted: { column: block.name, kind, read: block.kind, stages, outputs }, features };
}

/** The features of a column, in the order of its `outputs`. */
function applyColumn({ column, stages }: FittedColumn, block: Block, report: ApplyReport): NumberBlock[] {
  let parts: Block[] = [block];
  for (const stage of stages) {
    const fitted = stage.values();
    parts = parts.flatMap((part) => {
      if (isFinal(part)) return [part];
      const { value: learnt } = fitted.next();
      if (learnt === undefined) throw new BugError(`a stage of ${column} has learnt too little`);
      return stepNamed(learnt.step).apply(learnt, part, report);
    });
  }
  return parts.map((part) => requireNumbers(column, part));
}

function isFinal(part: Block): boolean {
  return part.kind === 'numbers' && part.final === true;
}

function requireKind(column: string, { kind }: Block, step: RecipeStepName, takes: 'numbers' | 'texts' | 'both'): void {
  if (takes === 'both' || takes === kind) return;
  const path = `data.preprocess.columns.${column}`;
  throw new UserError('datasets.stepKind', { column, step, takes, found: kind }, { path, location: { column } });
}

/** What is left of a column at the end must be numbers. */
function requireNumbers(column: string, part: Block): NumberBlock {
  if (part.kind === 'numbers') return part;
  const path = `data.preprocess.columns.${column}`;
  throw new UserError('datasets.stepsLeaveText', { column }, { path, location: { column } });
}

function stepNamed(name: RecipeStepName): RecipeStep<StepOptions, FittedStep> {
  // A step's name picks the step that made it, which the type system cannot follow through a table.
  return recipeSteps[name];
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
