/** The whole thread on real processes: `athanor train iris --json` on a fresh data folder, and what it leaves behind. */
import { describe, expect, test } from 'vitest';
import { athanor, documentOf, Workspace, type TrainDocument } from './support/command-line.ts';

// scikit-learn 1.2, train_test_split(test_size=0.2, random_state=42) on 150 rows.
const testRows = [
  73, 18, 118, 78, 76, 31, 64, 141, 68, 82, 110, 12, 36, 9, 19, 56, 104, 69, 55, 132, 29, 127, 26, 128, 131, 145, 108,
  143, 45, 30,
];
// The last 24 of the remaining 120 in drawn order: Keras' validation_split=0.2.
const validationRows = [
  107, 124, 21, 57, 144, 129, 37, 140, 1, 52, 130, 103, 99, 116, 87, 74, 121, 149, 20, 71, 106, 14, 92, 102,
];

describe('iris, on its own data folder', { timeout: 120_000 }, () => {
  test('learns for seeds 0 to 4, repeats to the bit, and is found again', async () => {
    await using place = await Workspace.create();
    const documents: TrainDocument[] = [];
    for (const seed of [0, 1, 2, 3, 4, 0]) {
      const finished = await athanor([
        'train',
        'iris',
        '--json',
        '--data',
        place.data,
        '--set',
        `training.seed=${seed}`,
      ]);
      expect(finished.status, finished.stderr).toBe(0);
      const document = documentOf<TrainDocument>(finished);
      expect(document.run.status).toBe('completed');
      expect(document.test?.['accuracy'], `seed ${seed}`).toBeGreaterThanOrEqual(0.96);
      documents.push(document);
    }
    const [first, second, , , , again] = documents;
    expect(first?.testRows).toEqual(testRows);
    expect(first?.validationRows).toEqual(validationRows);
    expect(first).toMatchObject({ engine: 'onnxruntime', device: 'cpu' });
    // A hundred epochs may be more than iris needs; of all else there is nothing to say.
    expect(first?.warnings.filter(({ code }) => code !== 'alerts.overfitting')).toEqual([]);
    expect(first?.epochs.map((row) => row['epoch'])).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(Object.keys(first?.epochs[0] ?? {})).toEqual([
      'epoch',
      'loss',
      'accuracy',
      'val_loss',
      'val_accuracy',
      'learningRate',
      'gradientNorm',
    ]);
    // Equal seeds give equal bits; different ones do not.
    expect(again?.epochs).toEqual(first?.epochs);
    expect(again?.test).toEqual(first?.test);
    expect(second?.epochs).not.toEqual(first?.epochs);

    const listed = await athanor(['runs', 'list', '--json', '--data', place.data]);
    const runs = documentOf<{ id: string; experimentId: string; seed: number; test: object | null }[]>(listed);
    expect(runs.map(({ id }) => id).toSorted()).toEqual(documents.map(({ run }) => run.id).toSorted());
    // Runs that differ in their seed alone are one experiment, and the data set was brought in once.
    expect(new Set(runs.map(({ experimentId }) => experimentId)).size).toBe(1);
    const datasets = documentOf<object[]>(await athanor(['datasets', 'list', '--json', '--data', place.data]));
    expect(datasets).toHaveLength(1);
    const shown = documentOf<{ test: object; evaluation: { confusion: { counts: number[][] } } }>(
      await athanor(['runs', 'show', first?.run.id ?? '', '--json', '--data', place.data]),
    );
    expect(shown.test).toEqual(first?.test);
    expect(shown.evaluation.confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(30);

    // One checkpoint a run and what its rows were prepared by, the prepared arrays once, nothing temporary.
    const files = await place.files();
    expect(files.filter((file) => file.startsWith('runs/') && file.endsWith('.safetensors'))).toHaveLength(6);
    expect(files.filter((file) => file.startsWith('runs/'))).toHaveLength(12);
    expect(files.filter((file) => /tmp|unfinished|removed/u.test(file))).toEqual([]);
  });

  test.each(['penguins', 'titanic', 'mpg', 'sms-spam'])('the example %s trains', async (example) => {
    await using place = await Workspace.create();
    const finished = await athanor(['train', example, '--json', '--data', place.data]);
    expect(finished.status, finished.stderr).toBe(0);
    const { test: result } = documentOf<TrainDocument>(finished);
    // Guessing the most frequent class gives 0.44, 0.62 and 0.87; guessing the mean gives r2 of 0.
    if (example === 'penguins') expect(result?.['accuracy']).toBeGreaterThan(0.95);
    if (example === 'titanic') expect(result?.['accuracy']).toBeGreaterThan(0.75);
    if (example === 'sms-spam') expect(result?.['accuracy']).toBeGreaterThan(0.95);
    if (example === 'mpg') expect(result?.['r2']).toBeGreaterThan(0.8);
  });

  test('people get a progress line, the result, and Chinese where they ask for it', async () => {
    await using place = await Workspace.create();
    const finished = await athanor(['train', 'iris', '--data', place.data, '--lang', 'zh', '--name', '我的实验']);
    expect(finished.status).toBe(0);
    expect(finished.stdout).toMatch(/^我的实验：已完成，100\/100 轮，用时 .* s，onnxruntime，cpu\n测试，30 行\n/u);
    expect(finished.stderr).toContain('我的实验  100/100');
    const list = await athanor(['runs', 'list', '--data', place.data, '--lang', 'zh']);
    expect(list.stdout).toMatch(/编号 +名称/u);
    expect(list.stdout).toContain('我的实验');
  });
});
