/** Judges a trained model on its test rows, in the form that the window draws. */
import type { PreparedArrays } from '../../datasets/prepared.ts';
import { evaluateClassification } from '../../evaluation/classification.ts';
import { evaluateRegression } from '../../evaluation/regression.ts';
import type { TestResult } from './protocol.ts';

/**
 * @param metrics of the test rows, by name
 * @param predictions float32 [test rows, outputs] as the model gave them, by output
 */
export function judgeTest(
  data: PreparedArrays,
  metrics: Readonly<Record<string, number>>,
  [predictions = new Float32Array()]: readonly Float32Array[],
): TestResult {
  const { target } = data.manifest;
  const result = { metrics: Object.keys(metrics), values: Float64Array.from(Object.values(metrics)) };
  if (target.kind === 'categorical') {
    const actual = Int32Array.from(data.test, (row) => data.targets[row] ?? -1);
    const { classes, counts, accuracy, byClass } = evaluateClassification(target.classes, actual, predictions);
    const evaluation = {
      kind: 'classification',
      confusion: { classes, counts },
      accuracy,
      recallByClass: byClass.map(({ name, recall }) => ({ name, ...recall })),
    };
    return { ...result, evaluation, predictions: Float32Array.from(predictions) };
  }
  // The model has learnt standardized targets; a person reads the target's own unit.
  const original = (value: number): number => value * target.standardDeviation + target.mean;
  const actual = Float64Array.from(data.test, (row) => original(data.targets[row] ?? Number.NaN));
  const predicted = Float64Array.from(predictions, original);
  const { points } = evaluateRegression(data.test, actual, predicted);
  return { ...result, evaluation: { kind: 'regression', points }, predictions: Float32Array.from(predicted) };
}
