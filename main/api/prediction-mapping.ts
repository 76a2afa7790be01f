/** Predictions in the form of the contract. A number that is not finite travels as null. */
import type { Prediction as PredictionRecord } from '../runner/prediction/predictor.ts';
import type { PredictedOutput as Decoded } from '../runner/prediction/decode.ts';
import type { PredictedOutput, Prediction, PredictFileEvent } from './contract/index.ts';

export function toPrediction({ outputs, ...facts }: PredictionRecord): Prediction {
  return { ...toFacts(facts), outputs: outputs.map(toOutput) };
}

export function toFileDone({ outputs, ...facts }: PredictionRecord): Extract<PredictFileEvent, { kind: 'done' }> {
  const classes = outputs.flatMap((output) => {
    if (output.kind !== 'classes') return [];
    const counts = output.classes.map((name, index) => ({
      name,
      count: output.predicted.reduce((sum, predicted) => sum + Number(predicted === index), 0),
    }));
    return [{ name: output.name, counts }];
  });
  return { kind: 'done', ...toFacts(facts), classes };
}

function toFacts({ rows, epoch, unseen, unseenCount }: Omit<PredictionRecord, 'outputs'>): Omit<Prediction, 'outputs'> {
  return { rows, epoch, unseen: unseen.map((value) => ({ ...value })), unseenCount };
}

function toOutput(output: Decoded): PredictedOutput {
  if (output.kind === 'classes') {
    const { kind, name, classes, predicted, probabilities } = output;
    return {
      kind,
      name,
      classes: [...classes],
      predicted: [...predicted],
      probabilities: byRow(probabilities, classes.length),
    };
  }
  const { kind, name, columns, values } = output;
  return { kind, name, columns: [...columns], values: byRow(values, columns.length) };
}

function byRow(values: Float32Array | Float64Array, width: number): (number | null)[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), (value) => (Number.isFinite(value) ? value : null)),
  );
}
