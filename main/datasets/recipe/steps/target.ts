/**
 * Replaces a category by the mean of the target over the training rows that have it, drawn towards the mean of all of them
 * where they are few. A training row's own target never enters its own feature: the training rows are cut into folds,
 * and each fold is encoded by what the others say.
 *
 * Formula: `(n·mean_category + m·mean_all) / (n + m)`; for several classes a column for each class's share.
 * Source: Micci-Barreca, A Preprocessing Scheme for High-Cardinality Categorical Attributes, 2001 (m-estimate).
 */
import { z } from 'zod';
import { UserError } from '../../../base/errors.ts';
import { categoryTexts, numberBlock, type Block, type NumberBlock } from '../blocks.ts';
import { defineStep, type FitContext, type FitTarget } from '../step.ts';

const options = z.strictObject({
  step: z.literal('target'),
  /** Rows' worth of the overall mean that is mixed in. */
  smoothing: z.number().min(0).max(1e9).default(10),
  folds: z.int().min(2).max(100).default(5),
});
const schema = z.object({
  step: z.literal('target'),
  /** Means over all training rows, one per column that comes of it. */
  overall: z.array(z.number()),
  /** By category, beginning with that of missing values (null). */
  means: z.array(z.tuple([z.string().nullable(), z.array(z.number())])),
});

type Options = z.output<typeof options>;
type Fitted = z.infer<typeof schema>;

/** A target as columns of numbers: itself; whether it is the second of two classes; or one column for each class. */
function targetColumns({ values, classes }: FitTarget): Float64Array[] {
  if (classes === null) return [Float64Array.from(values)];
  const asked = classes === 2 ? [1] : Array.from({ length: classes }, (_, index) => index);
  return asked.map((wanted) => Float64Array.from(values, (value) => Number(value === wanted)));
}

function learn(
  cells: readonly (string | null)[],
  targets: readonly Float64Array[],
  rows: readonly number[],
  smoothing: number,
): Fitted {
  const overall = targets.map((target) => mean(rows.map((row) => target[row] ?? 0)));
  const groups = Map.groupBy(rows, (row) => cells[row] ?? null);
  const means = [...groups].map(([category, members]): Fitted['means'][number] => [
    category,
    targets.map((target, index) => {
      const total = members.reduce((sum, row) => sum + (target[row] ?? 0), 0);
      return (total + smoothing * (overall[index] ?? 0)) / (members.length + smoothing);
    }),
  ]);
  return { step: 'target', overall, means };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function emptyColumns(name: string, count: number, rows: number): NumberBlock[] {
  return Array.from({ length: count }, (_, index) =>
    numberBlock(count === 1 ? name : `${name}→${index}`, new Float64Array(rows)),
  );
}

function encodeInto(
  columns: readonly NumberBlock[],
  fitted: Fitted,
  cells: readonly (string | null)[],
  rows: Iterable<number>,
): void {
  const means = new Map(fitted.means);
  for (const row of rows) {
    const encoded = means.get(cells[row] ?? null) ?? fitted.overall;
    columns.forEach(({ values }, index) => (values[row] = encoded[index] ?? 0));
  }
}

function requireTarget({ name: column }: Block, context: FitContext): FitTarget {
  if (context.target !== null) return context.target;
  throw new UserError('datasets.noTargetToEncode', { column }, { path: `data.preprocess.columns.${column}` });
}

export const target = defineStep<Options, Fitted>({
  takes: 'both',
  category: 'encode',
  formula: '(n · mean of the category + m · mean of all) / (n + m), out of fold for training rows',
  source: 'Micci-Barreca 2001 (m-estimate)',
  options,
  schema,
  fit: (block, { smoothing }, context) => {
    const cells = categoryTexts(block);
    return learn(cells, targetColumns(requireTarget(block, context)), [...cells.keys()], smoothing);
  },
  apply: (fitted, block, report) => {
    const cells = categoryTexts(block);
    const columns = emptyColumns(block.name, fitted.overall.length, cells.length);
    const known = new Set(fitted.means.map(([category]) => category));
    cells.forEach((cell, row) => {
      if (!known.has(cell)) report.unseen(block.name, cell, row);
    });
    encodeInto(columns, fitted, cells, cells.keys());
    return columns;
  },
  applyToTraining: (fitted, block, { smoothing, folds }, context) => {
    const cells = categoryTexts(block);
    const targets = targetColumns(requireTarget(block, context));
    const columns = emptyColumns(block.name, fitted.overall.length, cells.length);
    const rows = [...cells.keys()];
    for (let fold = 0; fold < folds; fold += 1) {
      const others = rows.filter((row) => row % folds !== fold);
      // Training rows come in the order drawn, so that every fold is a random part of them.
      encodeInto(
        columns,
        learn(cells, targets, others, smoothing),
        cells,
        rows.filter((row) => row % folds === fold),
      );
    }
    return columns;
  },
});
