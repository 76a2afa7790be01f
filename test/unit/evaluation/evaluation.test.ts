/** Evaluations against scikit-learn and SciPy (test/golden/evaluation/generate.py). */
import { describe, expect, it } from 'vitest';
import { bestClasses, evaluateClassification } from '../../../main/evaluation/classification.ts';
import { evaluateRegression } from '../../../main/evaluation/regression.ts';
import { compareRows, type JudgedClasses } from '../../../main/evaluation/compare-rows.ts';
import { mcnemar } from '../../../main/evaluation/mcnemar.ts';
import { wilson } from '../../../main/evaluation/wilson.ts';
import golden from '../../golden/evaluation/golden.json' with { type: 'json' };

describe('wilson', () => {
  it.each(golden.wilson)('$successes of $count', ({ successes, count, low, high }) => {
    const interval = wilson(successes, count);
    expect(interval.value).toBe(successes / count);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it('knows nothing without rows', () => {
    expect(wilson(0, 0).value).toBeNaN();
  });
});

describe('mcnemar', () => {
  it.each(golden.mcnemar)('$left against $right', ({ left, right, p }) => {
    // SciPy's binomtest, whose own rounding at 80,600 rows is the larger one.
    expect(mcnemar(left, right) / p).toBeCloseTo(1, 8);
    expect(mcnemar(right, left)).toBe(mcnemar(left, right));
  });

  it('finds no difference where there is none', () => {
    expect([mcnemar(0, 0), mcnemar(7, 7)]).toEqual([1, 1]);
  });
});

describe('compareRows', () => {
  const judged = (rows: number[], actual: number[], predicted: number[], scores: number[]): JudgedClasses => ({
    kind: 'class',
    classes: ['a', 'b'],
    rows: Int32Array.from(rows),
    actual: Int32Array.from(actual),
    predicted: Int32Array.from(predicted),
    scores: Float32Array.from(scores),
  });

  it('compares by row, whatever the order, and leaves out rows that one alone was tested on', () => {
    const left = judged(
      [10, 11, 12, 13, 14, 99],
      [0, 1, 0, 1, 0, 0],
      [0, 1, 0, 0, 1, 0],
      [0.5, 0.5, 0.5, 0.75, 0.5, 1],
    );
    const right = judged([14, 13, 12, 11, 10], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0.5, 0.5, 0.25, 0.75, 1]);
    const found = compareRows(left, right);
    expect(found).toMatchObject({ common: 5, leftAlone: 1, rightAlone: 0, p: mcnemar(2, 1) });
    expect(found.counts).toEqual({ both: 1, left: 2, right: 1, neither: 1 });
    // Of row 11 the wrong run is surer than of row 12.
    expect(found.groups.left.map(({ row }) => row)).toEqual([11, 12]);
    expect(found.groups.right).toEqual([
      { row: 14, actual: 'a', left: 'b', right: 'a', leftScore: 0.5, rightScore: 0.5 },
    ]);
  });

  it('goes by the names of classes, not their numbers', () => {
    const left = judged([1], [0], [0], [1]);
    const right: JudgedClasses = { ...judged([1], [1], [1], [1]), classes: ['b', 'a'] };
    expect(compareRows(left, right).counts).toEqual({ both: 1, left: 0, right: 0, neither: 0 });
  });

  it('numbers: the nearer one, furthest apart first; what is not a number is never nearer', () => {
    const values = (predicted: number[]) => ({
      kind: 'value' as const,
      rows: Int32Array.of(0, 1, 2, 3, 4),
      actual: Float64Array.of(1, 1, 1, 1, Number.NaN),
      predicted: Float64Array.from(predicted),
    });
    const found = compareRows(values([1, 2, 0, Number.NaN, 1]), values([3, 1, 2, 1, 1]));
    expect(found.counts).toEqual({ left: 1, right: 2, both: 1, neither: 0 });
    expect(found.groups.right.map(({ row }) => row)).toEqual([3, 1]);
    expect(found.common).toBe(4);
  });
});

describe('evaluateClassification', () => {
  const { actual, scores, confusion, accuracy, precision, recall, f1 } = golden.classification;
  const evaluation = evaluateClassification(
    ['a', 'b', 'c', 'never there'],
    Int32Array.from(actual),
    bestClasses(Float32Array.from(scores), 4).predicted,
  );

  it('counts as scikit-learn counts', () => {
    expect(evaluation.counts).toEqual(confusion);
    expect(evaluation.accuracy.value).toBeCloseTo(accuracy, 12);
  });

  it('gives precision, recall and F1 by class', () => {
    evaluation.byClass.forEach((report, index) => {
      // scikit-learn writes 0 where there is nothing to divide by; ours says that there were no rows.
      expect(report.precision.count === 0 ? 0 : report.precision.value).toBeCloseTo(precision[index] ?? -1, 12);
      expect(report.recall.count === 0 ? 0 : report.recall.value).toBeCloseTo(recall[index] ?? -1, 12);
      expect(report.f1).toBeCloseTo(f1[index] ?? -1, 12);
    });
    expect(evaluation.byClass[3]?.recall).toMatchObject({ count: 0, value: Number.NaN });
  });

  it('takes the first of equal scores, as argMax does', () => {
    const { predicted } = bestClasses(Float32Array.of(0.5, 0.5), 2);
    const tied = evaluateClassification(['a', 'b'], Int32Array.of(1), predicted);
    expect(tied.counts).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });
});

describe('evaluateRegression', () => {
  const { actual, predicted, mse, mae, r2 } = golden.regression;

  it('agrees with scikit-learn', () => {
    const evaluation = evaluateRegression(Int32Array.from(actual.keys()), actual, predicted);
    expect(evaluation.mse).toBeCloseTo(mse, 10);
    expect(evaluation.rmse).toBeCloseTo(Math.sqrt(mse), 10);
    expect(evaluation.mae).toBeCloseTo(mae, 10);
    expect(evaluation.r2).toBeCloseTo(r2, 10);
    expect(evaluation.points).toHaveLength(50);
  });

  it('keeps at most 2,000 points, evenly drawn', () => {
    const rows = Int32Array.from({ length: 5001 }, (_, row) => row);
    const { points } = evaluateRegression(rows, rows, rows);
    expect(points.length).toBeLessThanOrEqual(2000);
    expect(points.slice(0, 3).map((point) => point.row)).toEqual([0, 3, 6]);
  });

  it('has no R² where all targets are equal', () => {
    expect(evaluateRegression(Int32Array.of(0, 1), [2, 2], [1, 3]).r2).toBeNaN();
  });
});
