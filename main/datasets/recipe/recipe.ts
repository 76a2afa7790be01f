/** Fits a recipe column by column on the training rows, and applies a fitted one to any rows. */
import { BugError, UserError } from '../../base/errors.ts';
import type { ColumnKind } from '../types.ts';
import type { ColumnGroup, PreprocessSpec } from '../spec.ts';
import { putRows, takeRows, type Block, type NumberBlock } from './blocks.ts';
import { blockOfCells, type RawCell } from './cells.ts';
import type { FittedColumn, FittedRecipe, FittedStep } from './fitted.ts';
import { narrow } from './narrow.ts';
import { stepOptions, type StepOptions } from './step-options.ts';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';
import type { ApplyReport, FitContext, RecipeStep } from './step.ts';

/** How the cells of a column enter a recipe. */
export function readingOf(kind: ColumnKind): FittedColumn['read'] {
  return kind === 'category' || kind === 'text' ? 'texts' : 'numbers';
}

export function groupOf(kind: ColumnKind): ColumnGroup {
  switch (kind) {
    case 'integer':
    case 'number':
      return 'numeric';
    case 'category':
      return 'categorical';
    case 'boolean':
    case 'date':
    case 'text':
      return kind;
    default:
      return kind satisfies never;
  }
}

/** The steps of a column, and where a person wrote them. */
export interface ColumnSteps {
  readonly origin: 'column' | 'group' | 'default';
  readonly steps: readonly StepOptions[];
  /** The list in the experiment file; null for steps that come from the defaults of the column's kind. */
  readonly path: string | null;
}

/** The steps of a column: those that the person wrote for it or for its group, else those that its kind has by default. */
export function stepsFor(column: string, kind: ColumnKind, spec: PreprocessSpec): ColumnSteps {
  const own = Object.hasOwn(spec.columns, column) ? spec.columns[column] : undefined;
  if (own !== undefined) return { origin: 'column', steps: own, path: `data.preprocess.columns.${column}` };
  const group = groupOf(kind);
  const shared = spec.groups[group];
  if (shared !== undefined) return { origin: 'group', steps: shared, path: `data.preprocess.groups.${group}` };
  return { origin: 'default', steps: defaultSteps(kind, spec), path: null };
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
  { steps, path }: Pick<ColumnSteps, 'steps' | 'path'>,
  context: FitContext,
  report: ApplyReport,
): FitResult {
  const stages: FittedStep[][] = [];
  let parts: Block[] = [block];
  for (const [index, options] of steps.entries()) {
    const stage: FittedStep[] = [];
    parts = parts.flatMap((part) =>
      atStep(path, index, () => {
        if (isFinal(part)) return [part];
        const step = stepNamed(options.step);
        requireKind(block.name, part, options.step, step.takes);
        const training = takeRows(part, trainingRows);
        const fitted = step.fit(training, options, context);
        stage.push(fitted);
        const applied = step.apply(fitted, part, report);
        const own = step.applyToTraining?.(fitted, training, options, context);
        return own === undefined ? applied : applied.map((whole, at) => putRows(whole, own[at], trainingRows));
      }),
    );
    stages.push(stage);
  }
  const features = parts.map((part) => requireNumbers(block.name, path, part));
  const outputs = features.map(({ name }) => name);
  return { fitted: { column: block.name, kind, read: block.kind, stages, outputs }, features };
}

/** What a step has learnt and what it makes of some rows. */
export interface TracedStep {
  readonly options: StepOptions;
  /** For each part of the column that it was fitted on: what the part is called, and what was learnt. */
  readonly learnt: readonly { readonly part: string; readonly fitted: FittedStep }[];
  /** The column after it, of the shown rows alone. */
  readonly outputs: readonly Block[];
}

/**
 * As `fitColumn`, step by step, for a few rows to look at. The last step, which may widen the column very much, is applied to
 * them alone. `onStep` hears of each step before the next is tried: what is thrown then is the next one's.
 *
 * @param shownRows rows of the block; a training row among them is shown as training sees it
 */
export function traceColumn(
  block: Block,
  trainingRows: Int32Array,
  shownRows: Int32Array,
  { steps, path }: Pick<ColumnSteps, 'steps' | 'path'>,
  context: FitContext,
  onStep: (step: TracedStep) => void,
): void {
  const quiet: ApplyReport = { unseen: () => undefined };
  // Of the shown rows alone: few, and none of most columns.
  const shown = new Set(shownRows);
  const places = new Map<number, number>();
  if (shown.size > 0) trainingRows.forEach((row, place) => shown.has(row) && places.set(row, place));
  let parts: Block[] = [block];
  for (const [index, options] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const learnt: { part: string; fitted: FittedStep }[] = [];
    const outputs: Block[] = [];
    const next: Block[] = [];
    for (const part of parts) {
      atStep(path, index, () => {
        if (isFinal(part)) {
          outputs.push(takeRows(part, shownRows));
          next.push(part);
          return;
        }
        const step = stepNamed(options.step);
        requireKind(block.name, part, options.step, step.takes);
        const training = takeRows(part, trainingRows);
        const fitted = step.fit(training, options, context);
        learnt.push({ part: part.name, fitted });
        const own = step.applyToTraining?.(fitted, training, options, context);
        const whole = isLast ? [] : step.apply(fitted, part, quiet);
        const mended = own === undefined ? whole : whole.map((one, at) => putRows(one, own[at], trainingRows));
        next.push(...mended);
        if (!isLast) {
          outputs.push(...mended.map((one) => takeRows(one, shownRows)));
          return;
        }
        const applied = step.apply(fitted, takeRows(part, shownRows), quiet);
        outputs.push(...(own === undefined ? applied : applied.map((one, at) => shownOf(one, own[at]))));
      });
    }
    onStep({ options, learnt, outputs });
    if (isLast) for (const output of outputs) requireNumbers(block.name, path, output);
    parts = next;
  }

  /** Shown rows with the training rows among them as training sees them. */
  function shownOf(applied: Block, own: Block | undefined): Block {
    const inTraining = [...shownRows.entries()].filter(([, row]) => places.has(row));
    if (own === undefined) return applied;
    const taken = takeRows(
      own,
      Int32Array.from(inTraining, ([, row]) => places.get(row) ?? 0),
    );
    return putRows(
      applied,
      taken,
      Int32Array.from(inTraining, ([place]) => place),
    );
  }
}

/** What is thrown by a step that a person wrote names that step. */
function atStep<Result>(path: string | null, index: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (path === null || !(error instanceof UserError)) throw error;
    const where = { path: `${path}[${index}]`, cause: error };
    throw new UserError(error.code, error.params, error.location ? { ...where, location: error.location } : where);
  }
}

/** The features of a column, in the order of its `outputs`. */
export function applyFitted({ column, stages }: FittedColumn, block: Block, report: ApplyReport): NumberBlock[] {
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
  return parts.map((part) => requireNumbers(column, null, part));
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
function requireNumbers(column: string, path: string | null, part: Block): NumberBlock {
  if (part.kind === 'numbers') return part;
  throw new UserError('datasets.stepsLeaveText', { column }, { path: path ?? 'data.preprocess', location: { column } });
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
 * Throws UserError `datasets.columnMissing` or `datasets.cellKind`, and what `narrow` refuses.
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
    for (const part of applyFitted(fitted, block, report)) {
      writeFeature(values, narrow(part.name, part.values), offset++, features.length);
    }
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
