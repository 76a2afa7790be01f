/** Every template, fitted to data of its kind, compiles, trains and learns the rows that it is shown. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { float32, int32 } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, normalizeModel, shortInputId } from '../../main/models/spec.ts';
import type { FittingData, TemplateData, TemplateLayer } from '../../main/models/templates/definition.ts';
import { templateNames, templatesFor, type TemplateName } from '../../main/models/templates/registry.ts';
import { ManualControl } from '../../main/training/loop/control.ts';
import { trainModel } from '../../main/training/loop/train-model.ts';
import { compilePlan } from '../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../main/training/spec.ts';
import { classOfRow } from './support/plan-training.ts';

const [rows, classes, numbers, vocabulary] = [12, 3, 2, 20];
const forClasses = { units: 'classes', activation: 'softmax' } as const;
const forNumbers = { units: numbers, activation: 'linear' } as const;
const measured = { vocabulary: null };

/** Numbers between -1 and 1: without order, and around a wave that each class has of its own. */
function scattered(count: number, ofRow: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const wave = Math.sin((0.3 + 0.4 * classOfRow(Math.floor(index / ofRow), classes)) * (index % ofRow));
    return 0.6 * wave + 0.4 * Math.sin(12.9898 * index * index);
  });
}

/** What each template is fitted to here. */
const dataOf: Readonly<Record<TemplateName, FittingData>> = {
  mlp: { ...measured, kind: 'numbers', inputShape: [9], output: forClasses },
  residualMlp: { ...measured, kind: 'numbers', inputShape: [9], output: forClasses },
  autoencoder: { ...measured, kind: 'restored', inputShape: [9], output: { units: 9, activation: 'linear' } },
  cnn: { ...measured, kind: 'picture', inputShape: [9, 11, 3], output: forClasses },
  resnet: { ...measured, kind: 'picture', inputShape: [14, 15, 3], output: forClasses },
  unet: { ...measured, kind: 'picture', inputShape: [12, 8, 1], output: forNumbers },
  spectrogramCnn: { ...measured, kind: 'spectrogram', inputShape: [21, 10, 1], output: forClasses },
  textClassifier: { kind: 'tokens', vocabulary, inputShape: [7], output: forClasses },
  forecaster: { ...measured, kind: 'series', inputShape: [12, 4], output: forNumbers },
};

function fitted(name: TemplateName): readonly TemplateLayer[] {
  const found = templatesFor(dataOf[name]).find((template) => template.name === name)?.layers;
  return typeof found === 'object' ? found : expect.fail(`${name} does not fit: ${String(found)}`);
}

/** Mean loss of each epoch. */
async function train(name: TemplateName, epochs: number): Promise<number[]> {
  const { kind, inputShape, output, vocabulary: words } = dataOf[name];
  const model = parseSpec(modelSchema, { layers: fitted(name) }, ['model']);
  const [last] = normalizeModel(model).outputs;
  const resident = residentInput('features');
  const target = residentTarget('y');
  const outputs = output.units === 'classes' ? null : output.units;
  const categorical = outputs === null;
  const data: PlanData = {
    rows,
    inputs: [{ id: shortInputId, resident, dtype: words === null ? 'float32' : 'int32', shape: inputShape }],
    targets: {
      [last?.id ?? '']: categorical
        ? { resident: target, kind: 'categorical', classes }
        : { resident: target, kind: 'regression', outputs, scales: Array.from({ length: outputs }, () => 1) },
    },
  };
  const training = trainingSchema.parse({
    loss: categorical ? 'crossEntropy' : 'mse',
    optimizer: { type: 'adam', learningRate: 0.005 },
    epochs,
    batchSize: rows,
    seed: 3,
  });
  const program = compilePlan(planRequest(training, checkModel(model, modelDataOf(data)), data));
  verifyPlan(program.plan);
  const session = await onnxruntimeEngine().open(program.plan, { device: 'cpu', threads: 1 });
  const size = inputShape.reduce((product, one) => product * one, 1);
  const values = scattered(rows * size, size);
  await session.loadResident(
    resident,
    words === null
      ? float32([rows, ...inputShape], values)
      : int32(
          [rows, ...inputShape],
          Array.from(values, (value) => Math.floor((value + 1) * 0.499 * words)),
        ),
  );
  const labels = Array.from({ length: rows }, (_, row) => classOfRow(row, classes));
  await session.loadResident(
    target,
    // An autoencoder is to give back what came in.
    categorical
      ? int32([rows], labels)
      : float32([rows, outputs], kind === 'restored' ? values : scattered(rows * outputs, outputs)),
  );
  await session.writeState(program.pack(program.initialState(training.seed)));
  const { settings, schedule, averaging } = loopSettings(training, false);
  const losses: number[] = [];
  await trainModel({
    session,
    program,
    rows: { train: Int32Array.from({ length: rows }, (_, row) => row), validation: new Int32Array() },
    settings,
    schedule,
    averaging,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control: new ManualControl(),
    clock: () => 0,
    onEpoch: ({ metrics }) => {
      losses.push(metrics['loss'] ?? Number.NaN);
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
  });
  await session.close();
  return losses;
}

describe.each(templateNames.map((name) => [name] as const))('%s', (name) => {
  it('fits its own kind of data, and learns', async () => {
    const losses = await train(name, 120);
    expect(losses).toHaveLength(120);
    expect(losses.every((loss) => Number.isFinite(loss))).toBe(true);
    const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
  });
});

it('are offered by the kind of the data, whatever its shape, and say why they are not', () => {
  const offered = (data: TemplateData): Record<string, string> =>
    Object.fromEntries(
      templatesFor(data).flatMap(({ name, layers }) => {
        return layers === 'kind' ? [] : [[name, typeof layers === 'string' ? layers : 'fits']];
      }),
    );
  const fits = (...names: TemplateName[]): object => Object.fromEntries(names.map((name) => [name, 'fits']));
  expect(offered(dataOf.mlp)).toEqual(fits('mlp', 'residualMlp'));
  expect(offered(dataOf.autoencoder)).toEqual(fits('autoencoder'));
  expect(offered(dataOf.unet)).toEqual(fits('cnn', 'resnet', 'unet'));
  expect(offered({ ...dataOf.unet, kind: 'spectrogram' })).toEqual(fits('spectrogramCnn'));
  expect(offered(dataOf.cnn)).toEqual({ ...fits('cnn', 'resnet'), unet: 'sides' });
  expect(offered(dataOf.textClassifier)).toEqual(fits('textClassifier'));
  expect(offered({ ...dataOf.textClassifier, inputShape: [4] })).toEqual({ textClassifier: 'short' });
  expect(offered(dataOf.forecaster)).toEqual(fits('mlp', 'forecaster'));
  expect(offered({ ...dataOf.mlp, kind: 'waveform', inputShape: [800, 1] })).toEqual({});
  const small = { cnn: 'small', resnet: 'small', unet: 'small' };
  expect(offered({ ...dataOf.cnn, inputShape: [2, 2, 1] })).toEqual(small);
  expect(offered({ ...dataOf.mlp, output: null })).toEqual({ mlp: 'output', residualMlp: 'output' });
});

it('have the shapes that they are meant to have', () => {
  const shapes = (name: TemplateName): number[][] => {
    const model = parseSpec(modelSchema, { layers: fitted(name) }, ['model']);
    const { inputShape } = dataOf[name];
    return checkModel(model, { inputShapes: { [shortInputId]: inputShape }, classes }).nodes.map(({ outputShape }) => [
      ...outputShape,
    ]);
  };
  // Down to a code of an eighth of the numbers, and back to all of them.
  expect(shapes('autoencoder')).toEqual([[8], [2], [8], [9]]);
  // Two halvings, and back to the whole picture with what was there before.
  expect(shapes('unet').map((shape) => shape.join('×'))).toEqual(
    expect.arrayContaining(['12×8×16', '6×4×32', '3×2×64', '6×4×64', '12×8×32', '12×8×16']),
  );
  // Every point in time of the window is there until the end.
  expect(shapes('forecaster').slice(0, 2)).toEqual([
    [12, 32],
    [12, 32],
  ]);
  expect(shapes('textClassifier').at(-1)).toEqual([classes]);
});

it('are one file each', () => {
  const folder = new URL('../../main/models/templates/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/u, ''));
  const expected = templateNames.map((name) => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`));
  expect(files.toSorted()).toEqual([...expected, 'definition', 'registry'].toSorted());
});
