/** The experiment file: every mistake is named by path, with what was expected and found, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkExperiment, parseExperiment } from '../../../main/runner/experiment-file/parse.ts';
import { errorText } from '../../../resources/messages/error-text.ts';

type Raw = Record<string, unknown>;

/** The least that an experiment needs. */
function experiment(changes: Raw = {}): Raw {
  return {
    athanor: 1,
    data: { path: 'a.csv', target: 'y' },
    model: { layers: [{ type: 'dense', units: 'classes' }] },
    training: { loss: 'crossEntropy' },
    ...changes,
  };
}
const data = (changes: Raw): Raw => experiment({ data: { path: 'a.csv', target: 'y', ...changes } });
const dense = { layers: [{ type: 'dense', units: 1 }] };

const mistakes: [string, unknown, string, string, string, string][] = [
  [
    'gradients clipped twice',
    experiment({ training: { loss: 'crossEntropy', clip: { type: 'value' }, clipNorm: 1 } }),
    'training.clippedTwice',
    'training.clipNorm',
    'The training section has both clip and clipNorm.',
    'training 部分同时有 clip 和 clipNorm。',
  ],
  [
    'a schedule that is not there',
    experiment({ training: { loss: 'crossEntropy', schedule: { type: 'cosin' } } }),
    'models.expectedChoice',
    'training.schedule.type',
    'Expected one of constant, cosine, exponential, oneCycle, reduceOnPlateau, step; found "cosin". Did you mean cosine?',
    '应为 constant, cosine, exponential, oneCycle, reduceOnPlateau, step 之一，实际为 "cosin"。是否想写 cosine？',
  ],
  [
    'a list',
    [],
    'runner.notAnObject',
    '',
    'An experiment is a JSON object, found [].',
    '实验是一个 JSON 对象，实际为 []。',
  ],
  [
    'no version',
    experiment({ athanor: undefined }),
    'runner.versionMissing',
    'athanor',
    'Expected "athanor": 1, found no version.',
    '应有 "athanor": 1，实际没有版本。',
  ],
  [
    'another version',
    experiment({ athanor: 2 }),
    'runner.versionWrong',
    'athanor',
    'Expected "athanor": 1, found 2.',
    '应为 "athanor": 1，实际为 2。',
  ],
  [
    'the version as text',
    experiment({ athanor: '1' }),
    'runner.versionWrong',
    'athanor',
    'Expected "athanor": 1, found "1".',
    '应为 "athanor": 1，实际为 "1"。',
  ],
  [
    'an unknown section',
    experiment({ modle: {} }),
    'runner.unknownField',
    'modle',
    'Unknown field modle; known here: athanor, name, data, model, training, engine. Did you mean model?',
    '未知字段 modle；此处可用：athanor, name, data, model, training, engine。是否想写 model？',
  ],
  [
    'no model',
    experiment({ model: undefined }),
    'runner.sectionMissing',
    'model',
    'The section model is missing.',
    '缺少 model 一节。',
  ],
  [
    'an empty name',
    experiment({ name: ' ' }),
    'runner.expectedName',
    'name',
    'Expected a name of 1 to 200 characters, found " ".',
    '名称应为 1 到 200 个字符，实际为 " "。',
  ],
  [
    'a section as a list',
    experiment({ data: [] }),
    'runner.expectedKind',
    'data',
    'Expected an object, found [].',
    '应为对象，实际为 []。',
  ],
  [
    'no target',
    experiment({ data: { path: 'a' } }),
    'runner.expectedChoice',
    'data.target',
    'Expected one of "…", […], {…}, found nothing.',
    '应为 "…", […], {…} 之一，实际为 nothing。',
  ],
  [
    'a number as target',
    data({ target: 3 }),
    'runner.expectedChoice',
    'data.target',
    'Expected one of "…", […], {…}, found 3.',
    '应为 "…", […], {…} 之一，实际为 3。',
  ],
  [
    'no features',
    data({ features: [] }),
    'runner.expectedSome',
    'data.features',
    'Expected at least one entry, found [].',
    '至少需要一项，实际为 []。',
  ],
  [
    'targets by output and one loss',
    data({ target: { a: 'x', b: ['y', 'z'] } }),
    'runner.targetsDiffer',
    'data.target',
    'The targets are for the outputs a, b, the losses for the only output.',
    '目标对应输出 a, b，损失对应唯一的输出。',
  ],
  [
    'losses of an output that has no target',
    experiment({
      data: { target: { a: 'x', b: 'y' } },
      training: { loss: { a: 'mse', c: 'mse' } },
    }),
    'runner.targetsDiffer',
    'data.target',
    'The targets are for the outputs a, b, the losses for the outputs a, c.',
    '目标对应输出 a, b，损失对应输出 a, c。',
  ],
  [
    'classes in two columns',
    data({ target: ['x', 'y'] }),
    'runner.oneColumnOfClasses',
    'data.target',
    'The loss crossEntropy predicts the class of a row, which is in one column; found x, y.',
    '损失 crossEntropy 预测一行的类别，类别只能在一列中；实际给出 x, y。',
  ],
  [
    'features as a word',
    data({ features: 'al' }),
    'runner.expectedChoice',
    'data.features',
    'Expected one of all, […], {…}, found "al". Did you mean all?',
    '应为 all, […], {…} 之一，实际为 "al"。是否想写 all？',
  ],
  [
    'a negative share',
    data({ split: { test: -0.1 } }),
    'runner.expectedAtLeast',
    'data.split.test',
    'Expected a number of 0 or more, found -0.1.',
    '应为不小于 0 的数，实际为 -0.1。',
  ],
  [
    'a share of 1',
    data({ split: { validation: 1 } }),
    'runner.expectedBelow',
    'data.split.validation',
    'Expected a number below 1, found 1.',
    '应为小于 1 的数，实际为 1。',
  ],
  [
    'a seed with a fraction',
    data({ split: { seed: 1.5 } }),
    'runner.expectedKind',
    'data.split.seed',
    'Expected a whole number, found 1.5.',
    '应为整数，实际为 1.5。',
  ],
  [
    'a seed beyond 32 bits',
    data({ split: { seed: 2 ** 32 } }),
    'runner.expectedAtMost',
    'data.split.seed',
    'Expected a number of 4294967295 or less, found 4294967296.',
    '应为不大于 4294967295 的数，实际为 4294967296。',
  ],
  [
    'an unknown field of a part',
    data({ preprocess: { numerics: 'none' } }),
    'runner.unknownField',
    'data.preprocess.numerics',
    'Unknown field numerics; known here: numeric, categorical, missing, indicator, groups, columns, target. Did you mean numeric?',
    '未知字段 numerics；此处可用：numeric, categorical, missing, indicator, groups, columns, target。是否想写 numeric？',
  ],
  [
    'an unknown rule',
    data({ preprocess: { missing: 'meen' } }),
    'runner.expectedChoice',
    'data.preprocess.missing',
    'Expected one of mean, median, mostFrequent, refuse, {…}, found "meen". Did you mean mean?',
    '应为 mean, median, mostFrequent, refuse, {…} 之一，实际为 "meen"。是否想写 mean？',
  ],
  [
    'a metric for numbers',
    experiment({ training: { loss: 'crossEntropy', metrics: ['mae'] } }),
    'runner.metricNeedsNumber',
    'training.metrics[0]',
    'The metric mae is for numbers, but the loss crossEntropy makes y a category.',
    '指标 mae 用于数值，但损失 crossEntropy 把 y 作为类别。',
  ],
  [
    'a metric of probabilities with margins',
    experiment({ model: dense, training: { loss: 'hinge', metrics: ['auc', 'logLoss'] } }),
    'runner.metricNeedsProbabilities',
    'training.metrics[1]',
    'The metric logLoss needs probabilities, but with the loss hinge the model gives margins.',
    '指标 logLoss 需要概率，但使用损失 hinge 时模型给出的是间隔值。',
  ],
  [
    'an option that a metric does not have',
    experiment({ training: { loss: 'crossEntropy', metrics: [{ type: 'f1', avarage: 'micro' }] } }),
    'models.unknownField',
    'training.metrics[0].avarage',
    'There is no field avarage here. Did you mean average? Known: type, average, positive.',
    '此处没有字段 avarage。是否想写 average？已知字段：type, average, positive。',
  ],
  [
    'a metric for categories',
    experiment({ model: dense, training: { loss: 'mse', metrics: ['r2', 'accuracy'] } }),
    'runner.metricNeedsClasses',
    'training.metrics[1]',
    'The metric accuracy is for categories, but the loss mse makes y a number to predict.',
    '指标 accuracy 用于类别，但损失 mse 把 y 作为要预测的数。',
  ],
  [
    'classes without categories',
    experiment({ training: { loss: 'mse' } }),
    'runner.unitsNeedClasses',
    'model.layers[0].units',
    'units is "classes", but the loss mse makes y a number to predict, which has no classes.',
    'units 为 "classes"，但损失 mse 把 y 作为要预测的数，没有类别。',
  ],
  [
    'an unknown engine',
    experiment({ engine: { name: 'onnx' } }),
    'runner.expectedChoice',
    'engine.name',
    'Expected one of auto, onnxruntime, tensorflow, reference, found "onnx". Did you mean onnxruntime?',
    '应为 auto, onnxruntime, tensorflow, reference 之一，实际为 "onnx"。是否想写 onnxruntime？',
  ],
  [
    'an unknown device',
    experiment({ engine: { device: 'gpu' } }),
    'runner.expectedDevice',
    'engine.device',
    'Expected auto, cpu, webgpu or cuda, found "gpu".',
    '应为 auto、cpu、webgpu 或 cuda，实际为 "gpu"。',
  ],
  [
    'NaN where a number belongs',
    experiment({ training: { loss: 'crossEntropy', epochs: Number.NaN } }),
    'models.expectedInteger',
    'training.epochs',
    'Expected a whole number from 1 to 1,000,000, found NaN.',
    '应为 1 到 1,000,000 之间的整数，实际为 NaN。',
  ],
];

describe('mistakes', () => {
  test.each(mistakes)('%s', (_, raw, code, path, english, chinese) => {
    const check = checkExperiment(raw);
    if (check.ok) throw new Error('accepted');
    const [problem] = check.problems;
    expect(problem).toMatchObject({ code, path });
    expect(errorText('en', problem).message).toBe(english);
    expect(errorText('zh', problem).message).toBe(chinese);
    for (const locale of ['en', 'zh'] as const) expect(errorText(locale, problem).hint).not.toBeNull();
  });

  test('all are found at once, in every section', () => {
    const check = checkExperiment(
      experiment({
        extra: 1,
        data: { target: 3 },
        model: { layers: [{ type: 'dens' }, { type: 'dense', units: -1 }] },
        training: { loss: 'mse', epochs: 0 },
      }),
    );
    if (check.ok) throw new Error('accepted');
    expect(check.problems.map(({ path }) => path)).toEqual([
      'extra',
      'data.target',
      'model.layers[0].type',
      'model.layers[1].units',
      'training.epochs',
    ]);
  });
});

describe('defaults', () => {
  test('are all filled in, so that the run records them', () => {
    expect(parseExperiment(experiment())).toEqual({
      athanor: 1,
      name: 'experiment',
      data: {
        kind: 'table',
        path: 'a.csv',
        target: 'y',
        features: 'all',
        split: { test: 0.2, validation: 0.2, seed: 42, method: 'random' },
        compute: {},
        filter: null,
        preprocess: {
          numeric: 'standardize',
          categorical: 'onehot',
          missing: 'mean',
          indicator: false,
          groups: {},
          columns: {},
          target: 'standardize',
        },
      },
      model: {
        layers: [
          {
            type: 'dense',
            units: 'classes',
            activation: 'linear',
            useBias: true,
            kernelInitializer: 'glorotUniform',
            biasInitializer: 'zeros',
            kernelL1: 0,
            kernelL2: 0,
          },
        ],
      },
      training: {
        loss: 'crossEntropy',
        optimizer: {
          type: 'adam',
          learningRate: 0.001,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          amsgrad: false,
          weightDecay: 0,
        },
        epochs: 100,
        batchSize: 32,
        accumulate: 1,
        metrics: ['accuracy'],
        seed: 0,
        restoreBest: false,
        earlyStopping: null,
        checkpoints: { every: 0, keep: 0, best: false },
        monitor: 'val_loss',
        schedule: { type: 'constant', warmUp: 0, warmUpFrom: 0.1 },
        augment: null,
        clip: null,
        averaging: null,
        layerNorms: false,
        lossWeights: null,
      },
      engine: { name: 'auto', device: 'auto', threads: 0 },
    });
  });

  test('the older clipNorm is a clipping by global norm', () => {
    const { training } = parseExperiment(experiment({ training: { loss: 'crossEntropy', clipNorm: 2 } }));
    expect(training.clip).toEqual({ type: 'globalNorm', limit: 2 });
    expect(training).not.toHaveProperty('clipNorm');
  });

  test('a resolved experiment is an experiment, and resolves to itself', () => {
    const root = join(import.meta.dirname, '..', '..', '..');
    for (const folder of [join(root, 'resources', 'examples'), join(root, 'docs', 'experiments')]) {
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
        const once = parseExperiment(JSON.parse(readFileSync(join(folder, file), 'utf8')));
        expect(parseExperiment(JSON.parse(JSON.stringify(once))), file).toEqual(once);
      }
    }
  });
});

test('the experiments in docs/objectives.md are experiments', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'objectives.md'), 'utf8');
  const blocks = [...text.matchAll(/^```json\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
  expect(blocks.length).toBe(3);
  for (const block of blocks) expect(checkExperiment(JSON.parse(block))).toMatchObject({ ok: true });
});
