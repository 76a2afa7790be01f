/** What a model gives out, in the words and units of its data. */
import { BugError } from '../../base/errors.ts';
import { inOriginalUnit, type PreparedManifest, type PreparedTarget } from '../../datasets/prepared.ts';
import type { PredictedColumn } from '../../datasets/prediction/types.ts';
import { indexOfMaximum } from '../../evaluation/classification.ts';
import type { PredictResult } from '../process/protocol.ts';

export type PredictedOutput =
  | {
      readonly kind: 'classes';
      /** What is predicted: the target's column, or the output's id where there are several. */
      readonly name: string;
      readonly classes: readonly string[];
      /** Number of the most probable class of each row, the first of equals; -1 where the row cannot be predicted. */
      readonly predicted: Int32Array;
      /** [rows, classes], row by row; NaN where the row cannot be predicted. */
      readonly probabilities: Float32Array;
    }
  | {
      /** `labels`: probabilities that the column's label is there; `numbers`: the column itself, in its own unit. */
      readonly kind: 'labels' | 'numbers';
      readonly name: string;
      readonly columns: readonly string[];
      /** [rows, columns], row by row. */
      readonly values: Float64Array;
    };

export function decodeOutputs(manifest: PreparedManifest, { outputs }: PredictResult): PredictedOutput[] {
  return outputs.map(({ output, values }) => {
    const target = manifest.targets.find((one) => one.output === output);
    if (target === undefined) throw new BugError(`no target for ${output ?? 'the output'}`);
    return decode(target, values);
  });
}

function decode(target: PreparedTarget, values: Float32Array): PredictedOutput {
  if (target.kind === 'categorical') {
    const { classes, column, output } = target;
    const width = classes.length;
    const predicted = Int32Array.from({ length: values.length / width }, (_, row) =>
      Number.isNaN(values[row * width]) ? -1 : indexOfMaximum(values.subarray(row * width, (row + 1) * width)),
    );
    return { kind: 'classes', name: output ?? column, classes, predicted, probabilities: values };
  }
  const { columns, kind, output } = target;
  const names = columns.map(({ column }) => column);
  return {
    kind: kind === 'labels' ? 'labels' : 'numbers',
    name: output ?? names.join(', '),
    columns: names,
    values: Float64Array.from(values, (value, index) => {
      const column = columns[index % columns.length];
      return column === undefined || kind === 'labels' ? value : inOriginalUnit(column, value);
    }),
  };
}

/** As columns of a table: of classes the predicted one and each one's probability, of numbers themselves. */
export function columnsOf(outputs: readonly PredictedOutput[]): PredictedColumn[] {
  return outputs.flatMap((output) => {
    if (output.kind === 'classes') {
      const { name, classes, predicted, probabilities } = output;
      const width = classes.length;
      return [
        { name: `predicted_${name}`, values: Array.from(predicted, (index) => classes[index] ?? '') },
        ...classes.map((label, place) => ({
          name: `probability_${label}`,
          values: Float64Array.from(predicted, (_, row) => probabilities[row * width + place] ?? Number.NaN),
        })),
      ];
    }
    const { columns, values } = output;
    const rows = values.length / columns.length;
    return columns.map((column, place) => ({
      name: `${output.kind === 'labels' ? 'probability' : 'predicted'}_${column}`,
      values: Float64Array.from({ length: rows }, (_, row) => values[row * columns.length + place] ?? Number.NaN),
    }));
  });
}
