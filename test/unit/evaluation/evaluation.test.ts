/** Evaluations against scikit-learn and SciPy (test/golden/evaluation/generate.py). */
import { describe, expect, it } from 'vitest';
import { evaluateClassification } from '../../../main/evaluation/classification.ts';
import { evaluateRegression } from '../../../main/evaluation/regression.ts';
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

describe('evaluateClassification', () => {
  const { actual, scores, confusion, accuracy, precision, recall, f1 } = golden.classification;
  const evaluation = evaluateClassification(
    ['a', 'b', 'c', 'never there'],
    Int32Array.from(actual),
    Float32Array.from(scores),
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
    const tied = evaluateClassification(['a', 'b'], Int32Array.of(1), Float32Array.of(0.5, 0.5));
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
