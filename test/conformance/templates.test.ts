/** Every template, fitted to data of its kind, compiles, trains and learns the rows that it is shown. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { verifyPlan } from '../../main/graph/verify.ts';
import { float32, int32 } from '../../main/graph/tensor.ts';
import { checkModel } from '../../main/models/build.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema, normalizeModel, shortInputId } from '../../main/models/spec.ts';
import type { TemplateData } from '../../main/models/templates/definition.ts';
import {
  templateNames,
  templatesFor,
  type FittedTemplate,
  type TemplateName,
} from '../../main/models/templates/registry.ts';
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
const measured = { vocabulary: null, ofTime: false };

/** Numbers between -1 and 1: without order, and around a wave that each class has of its own. */
function scattered(count: number, ofRow: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const wave = Math.sin((0.3 + 0.4 * classOfRow(Math.floor(index / ofRow), classes)) * (index % ofRow));
    return 0.6 * wave + 0.4 * Math.sin(12.9898 * index * index);
  });
}

/** What each template is fitted to here. */
const dataOf: Readonly<Record<TemplateName, TemplateData>> = {
  mlp: { ...measured, inputShape: [9], output: forClasses },
  residualMlp: { ...measured, inputShape: [9], output: forClasses },
  autoencoder: { ...measured, inputShape: [9], output: forNumbers },
  cnn: { ...measured, inputShape: [9, 11, 3], output: forClasses },
  resnet: { ...measured, inputShape: [14, 15, 3], output: forClasses },
  unet: { ...measured, inputShape: [12, 8, 1], output: forNumbers },
  spectrogramCnn: { ...measured, inputShape: [21, 10, 1], output: forClasses },
  textClassifier: { vocabulary, ofTime: false, inputShape: [7], output: forClasses },
  forecaster: { vocabulary: null, ofTime: true, inputShape: [12, 4], output: forNumbers },
};

function fitted(name: TemplateName): FittedTemplate {
  const found = templatesFor(dataOf[name]).find((template) => template.name === name);
  return found ?? expect.fail(`${name} does not fit`);
}

/** Mean loss of each epoch. */
async function train(name: TemplateName, epochs: number): Promise<number[]> {
  const { inputShape, output, vocabulary: words } = dataOf[name];
  const model = parseSpec(modelSchema, { layers: fitted(name).layers }, ['model']);
  const [last] = normalizeModel(model).outputs;
  const resident = residentInput('features');
  const target = residentTarget('y');
  const categorical = output.units === 'classes';
  const data: PlanData = {
    rows,
    inputs: [{ id: shortInputId, resident, dtype: words === null ? 'float32' : 'int32', shape: inputShape }],
    targets: {
      [last?.id ?? '']: categorical
        ? { resident: target, kind: 'categorical', classes }
        : { resident: target, kind: 'regression', outputs: numbers, scales: [1, 1] },
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
    categorical ? int32([rows], labels) : float32([rows, numbers], scattered(rows * numbers, numbers)),
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

it('offers what fits and nothing else', () => {
  const names = (data: TemplateData): string[] => templatesFor(data).map(({ name }) => name);
  expect(names(dataOf.mlp)).toEqual(['mlp', 'residualMlp']);
  expect(names(dataOf.autoencoder)).toEqual(['mlp', 'residualMlp', 'autoencoder']);
  expect(names(dataOf.cnn)).toEqual(['cnn', 'resnet']);
  expect(names(dataOf.unet)).toEqual(['cnn', 'resnet', 'unet', 'spectrogramCnn']);
  expect(names(dataOf.textClassifier)).toEqual(['textClassifier']);
  expect(names(dataOf.forecaster)).toEqual(['forecaster']);
  expect(names({ ...measured, inputShape: [2, 2, 1], output: forClasses })).toEqual([]);
});

it('are one file each', () => {
  const folder = new URL('../../main/models/templates/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/u, ''));
  const expected = templateNames.map((name) => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`));
  expect(files.toSorted()).toEqual([...expected, 'definition', 'registry'].toSorted());
});
