/** Trained runs predict: what they say of rows that they were tested on is what their test was of. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { PredictFileEvent, Prediction, RunDetail } from '../../main/api/contract/index.ts';
import { encodeWav } from '../../main/datasets/audio/wav/encode-wav.ts';
import { samples } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const { app, place } = await openApp();

function train(data: object, model: object, training: object): Promise<RunDetail> {
  return trainInApp(app, { athanor: 1, data, model, training: { epochs: 8, ...training } }, samples);
}

function dense(last: object): object {
  return { layers: [{ type: 'dense', units: 8, activation: 'relu' }, last] };
}
const softmax = dense({ type: 'dense', units: 'classes', activation: 'softmax' });
const linear = dense({ type: 'dense', units: 1 });

/** Row by row the number that the test was of, or the class and its score. @param found [test rows, width] */
function expectAsTested(found: readonly (number | null)[], { id }: RunDetail): void {
  const [kept] = app.store.runs.testRows(id);
  if (kept === undefined) throw new Error('the run has no test rows');
  if (kept.kind === 'value') {
    expectClose(found, kept.predicted);
    return;
  }
  const width = found.length / kept.predicted.length;
  expect(width).toBeGreaterThan(1);
  kept.predicted.forEach((predicted, row) => {
    const probabilities = found.slice(row * width, (row + 1) * width).map(Number);
    expect(probabilities.indexOf(Math.max(...probabilities)), `row ${row}`).toBe(predicted);
    expectClose(probabilities.slice(predicted, predicted + 1), kept.scores.subarray(row, row + 1));
  });
}

async function testRows({ id }: RunDetail): Promise<number[]> {
  return (await app.client.runs.splitRows({ id })).test;
}

async function predictFile(id: string, path: string, format: 'csv' | 'parquet' = 'csv') {
  const pieces: Buffer[] = [];
  let done: Extract<PredictFileEvent, { kind: 'done' }> | null = null;
  for await (const event of await app.client.runs.predictFile({ id, files: [{ kind: 'path', path }], format })) {
    if (event.kind === 'piece') pieces.push(Buffer.from(event.base64, 'base64'));
    else done = event;
  }
  if (done === null) throw new Error('no result');
  return { done, bytes: Buffer.concat(pieces) };
}

/** Of a file without quotes. */
function cells(csv: Buffer): Record<string, string>[] {
  const [header = '', ...lines] = csv.toString('utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

function valuesOf({ outputs: [output] }: Prediction): readonly (number | null)[] {
  if (output === undefined) throw new Error('no output');
  return (output.kind === 'classes' ? output.probabilities : output.values).flat();
}

function expectClose(found: readonly (number | null)[], expected: ArrayLike<number>): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => {
    expect(Math.abs((value ?? Number.NaN) - (expected[index] ?? Number.NaN))).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(expected[index] ?? 0)),
    );
  });
}

/** What the model says of its test rows, one by one as somebody would type them. */
async function typed(run: RunDetail, columns: readonly string[]): Promise<Prediction> {
  const page = await app.client.datasets.rows({ id: run.dataset.id, offset: 0, limit: 1000 });
  const rows = (await testRows(run)).map((row) =>
    Object.fromEntries(columns.map((name) => [name, page.rows[row]?.[page.columns.indexOf(name)] ?? null] as const)),
  );
  return app.client.runs.predict({ id: run.id, source: { kind: 'rows', rows } });
}

describe('a table', { timeout: 60_000 }, () => {
  const features = ['pclass', 'sex', 'age', 'fare', 'embarked'];

  test('gives classes with the probabilities of the test, typed and from a file', async () => {
    const data = { path: 'titanic.csv', target: 'survived', features };
    const run = await train(data, softmax, { loss: 'crossEntropy' });
    const form = await app.client.runs.predictionForm({ id: run.id });
    expect(form).toMatchObject({ kind: 'table', targets: ['survived'], epoch: 8, epochs: [8], filesOnly: false });
    expect(form.columns.map(({ name }) => name)).toEqual(features);
    expect(form.columns.find(({ name }) => name === 'sex')?.categories).toEqual(['female', 'male']);

    const prediction = await typed(run, features);
    expectAsTested(valuesOf(prediction), run);
    const [output] = prediction.outputs;
    const source = cells(await readFile(join(samples, 'titanic.csv')));
    const rows = await testRows(run);
    const { done, bytes } = await predictFile(run.id, join(samples, 'titanic.csv'));
    const written = cells(bytes);
    expect(written).toHaveLength(source.length);
    expect(done).toMatchObject({ rows: source.length, epoch: 8, unseen: [] });
    expect(done.classes[0]?.counts.reduce((sum, { count }) => sum + count, 0)).toBe(source.length);
    expectAsTested(
      rows.flatMap((row) => ['0', '1'].map((name) => Number(written[row]?.[`probability_${name}`]))),
      run,
    );
    expect(rows.map((row) => written[row]?.['predicted_survived'])).toEqual(
      output?.kind === 'classes' ? output.predicted.map((index) => output.classes[index]) : null,
    );
    // Columns that the model does not look at are handed on as they were.
    expect(written.map((row) => [row['pclass'], row['alive'], row['adult_male'], row['who']])).toEqual(
      source.map((row) => [row['pclass'], row['alive'], row['adult_male'], row['who']]),
    );
  });

  test('gives numbers in the unit of the target', async () => {
    const columns = ['cylinders', 'displacement', 'horsepower', 'weight', 'model_year', 'origin'];
    const run = await train({ path: 'mpg.csv', target: 'mpg', features: columns }, linear, { loss: 'mse' });
    const prediction = await typed(run, columns);
    expectAsTested(valuesOf(prediction), run);
    expect(prediction.outputs[0]).toMatchObject({ kind: 'numbers', columns: ['mpg'] });
    // Miles per gallon, not deviations from their mean.
    expect(Math.max(...valuesOf(prediction).map(Number))).toBeGreaterThan(10);
    const { bytes } = await predictFile(run.id, join(samples, 'mpg.csv'));
    const written = cells(bytes);
    expectAsTested(
      (await testRows(run)).map((row) => Number(written[row]?.['predicted_mpg'])),
      run,
    );
  });

  test('computes the columns that the experiment computes, in a file alone', async () => {
    const data = {
      path: 'iris.csv',
      target: 'species',
      compute: { area: 'petal_length * petal_width' },
      features: ['area', 'sepal_length'],
    };
    const run = await train(data, softmax, { loss: 'crossEntropy' });
    expect((await app.client.runs.predictionForm({ id: run.id })).filesOnly).toBe(true);
    const { bytes } = await predictFile(run.id, join(samples, 'iris.csv'));
    const written = cells(bytes);
    const classes = ['setosa', 'versicolor', 'virginica'];
    expectAsTested(
      (await testRows(run)).flatMap((row) => classes.map((name) => Number(written[row]?.[`probability_${name}`]))),
      run,
    );
    const source = { kind: 'rows' as const, rows: [{ sepal_length: 5 }] };
    await expect(app.client.runs.predict({ id: run.id, source })).rejects.toMatchObject({
      data: { code: 'prediction.computedColumns', params: { columns: 'area' } },
    });
  });

  test('uses the weights that were tested, or those of another epoch', async () => {
    const run = await train({ path: 'iris.csv', target: 'species' }, softmax, {
      loss: 'crossEntropy',
      optimizer: { type: 'sgd', learningRate: 0.1 },
      epochs: 6,
      monitor: 'val_accuracy',
      restoreBest: true,
      checkpoints: { every: 2, best: true },
    });
    const { epochs, epoch } = await app.client.runs.predictionForm({ id: run.id });
    expect(epochs).toEqual(expect.arrayContaining([2, 4, 6]));
    const columns = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
    const prediction = await typed(run, columns);
    expect(prediction.epoch).toBe(epoch);
    expect(epoch).toBe(run.metrics['val_accuracy']?.bestEpoch);
    expectAsTested(valuesOf(prediction), run);
    const rows = [{ sepal_length: 5, sepal_width: 3, petal_length: 4, petal_width: 1 }];
    const source = { kind: 'rows' as const, rows };
    const two = await app.client.runs.predict({ id: run.id, source, epoch: 2 });
    const six = await app.client.runs.predict({ id: run.id, source, epoch: 6 });
    expect([two.epoch, six.epoch]).toEqual([2, 6]);
    expect(valuesOf(two)).not.toEqual(valuesOf(six));
    await expect(app.client.runs.predict({ id: run.id, source, epoch: 5 })).rejects.toMatchObject({
      data: { code: 'runner.noCheckpointAt', params: { epoch: 5 } },
    });
  });

  test('while another run trains; neither changes the other', async () => {
    const data = { path: 'iris.csv', target: 'species' };
    const model = await train(data, softmax, { loss: 'crossEntropy', seed: 5 });
    const source = {
      kind: 'rows' as const,
      rows: [{ sepal_length: 6, sepal_width: 3, petal_length: 4.5, petal_width: 1.5 }],
    };
    const ask = () => app.client.runs.predict({ id: model.id, source });
    const alone = valuesOf(await ask());
    const training = { loss: 'crossEntropy', seed: 6, epochs: 4000 };
    const undisturbed = await train(data, softmax, training);

    const experiment = { athanor: 1, data, model: softmax, training };
    const { id } = await app.client.runs.submit({ experiment, folder: samples });
    let asked = 0;
    let disturbed = await app.client.runs.get({ id });
    while (['queued', 'running'].includes(disturbed.status)) {
      expect(valuesOf(await ask())).toEqual(alone);
      if (disturbed.status === 'running') asked += 1;
      disturbed = await app.client.runs.get({ id });
    }
    expect(asked).toBeGreaterThan(0);
    expect(disturbed).toMatchObject({ status: 'completed', epochsDone: 4000, test: undisturbed.test });
    const [one, other] = await Promise.all(
      [undisturbed.id, id].map(async (run) =>
        (await app.client.runs.series({ runs: [run] })).filter(({ metric }) => /loss|accuracy/u.test(metric)),
      ),
    );
    expect(other?.map(({ values }) => values)).toEqual(one?.map(({ values }) => values));
  });

  test('says what is wrong with new rows, and leaves nothing behind', async () => {
    const data = { path: 'titanic.csv', target: 'survived', features };
    const run = await train(data, softmax, { loss: 'crossEntropy', seed: 3 });
    const file = join(place.data, '..', 'new.csv');
    const refusal = async (text: string) => {
      await writeFile(file, text);
      return predictFile(run.id, file).then(
        () => null,
        (error: unknown) => (error as { data: unknown }).data,
      );
    };
    expect(await refusal('pclass,sex,age\n3,male,20\n')).toMatchObject({
      code: 'prediction.columnsMissing',
      params: { file: 'new.csv', columns: 'fare, embarked' },
    });
    expect(await refusal('pclass,sex,age,fare,embarked\n3,male,20,7,S\n3,male,old,7,S\n')).toMatchObject({
      code: 'datasets.kindDoesNotFit',
      location: { file: 'new.csv', line: 3, column: 'age' },
    });
    expect(await refusal('')).toMatchObject({ location: { file: 'new.csv' } });
    await writeFile(file, 'embarked,age,fare,sex,pclass\nS,,7.25,martian,3\n');
    const { done, bytes } = await predictFile(run.id, file);
    // An age that is missing is filled as in training; a word that was never seen is said.
    expect(done).toMatchObject({ unseenCount: 1, unseen: [{ column: 'sex', value: 'martian', row: 0 }] });
    expect(Object.keys(cells(bytes)[0] ?? {})).toEqual([
      'embarked',
      'age',
      'fare',
      'sex',
      'pclass',
      'predicted_survived',
      'probability_0',
      'probability_1',
    ]);
    const { bytes: parquet } = await predictFile(run.id, file, 'parquet');
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
    expect(await readdir(join(place.data, 'predictions'))).toEqual([]);
  });

  test('tells what follows each row of a series that has enough of a past', async () => {
    const [length, horizon] = [12, 2];
    const data = {
      path: 'flights.csv',
      target: 'passengers',
      features: ['passengers'],
      window: { length, horizon },
      split: { method: 'time' },
    };
    const model = { layers: [{ type: 'flatten' }, { type: 'dense', units: 1 }] };
    const run = await train(data, model, { loss: 'mse' });
    expect((await app.client.runs.predictionForm({ id: run.id })).filesOnly).toBe(true);
    const { bytes } = await predictFile(run.id, join(samples, 'flights.csv'));
    const forecasts = cells(bytes).map((row) => row['predicted_passengers'] ?? '');
    // A run knows a window by the row that it forecasts, the file by the last row that is known.
    expectAsTested(
      (await testRows(run)).map((row) => Number(forecasts[row - horizon])),
      run,
    );
    expect(forecasts.findIndex((forecast) => forecast !== '')).toBe(length - 1);
    expect(forecasts.slice(length - 1).every((forecast) => forecast !== '' && Number.isFinite(Number(forecast)))).toBe(
      true,
    );
    const rows = [{ passengers: 112 }];
    await expect(app.client.runs.predict({ id: run.id, source: { kind: 'rows', rows } })).rejects.toMatchObject({
      data: { code: 'prediction.seriesRow', params: { rows: length } },
    });
    const file = join(place.data, '..', 'short.csv');
    await writeFile(file, `passengers\n${'100\n'.repeat(length - 1)}`);
    await expect(predictFile(run.id, file)).rejects.toMatchObject({
      data: { code: 'prediction.pastTooShort', params: { rows: length - 1, needed: length } },
    });
  });
});

describe('files', { timeout: 60_000 }, () => {
  const model = {
    layers: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }],
  };

  async function predictNamed(run: RunDetail, names: readonly string[]): Promise<Prediction> {
    const files = names.map((path) => ({ kind: 'path' as const, path }));
    return app.client.runs.predict({ id: run.id, source: { kind: 'files', files } });
  }

  /** The files of the test rows, in their order. */
  async function testFiles(run: RunDetail, folder: string, all: readonly string[]): Promise<string[]> {
    return (await testRows(run)).map((row) => join(folder, all[row] ?? ''));
  }

  test('that are images are resized as those of the data set were', async () => {
    const folder = join(place.data, '..', 'pictures');
    const all: string[] = [];
    for (const [label, name] of ['dark', 'light'].entries()) {
      await mkdir(join(folder, name), { recursive: true });
      for (let index = 0; index < 15; index += 1) {
        const file = join(name, `${String(index).padStart(2, '0')}.png`);
        const pixels = Buffer.from(
          Array.from({ length: 20 * 30 * 3 }, (_, at) => (at * 7 + index * 31 + label * 90) % 160),
        );
        await sharp(pixels, { raw: { width: 30, height: 20, channels: 3 } })
          .png()
          .toFile(join(folder, file));
        all.push(file);
      }
    }
    const data = { kind: 'images', path: folder, size: [6, 6], channels: 1, normalize: 'standardize' };
    const run = await train(data, model, { loss: 'crossEntropy' });
    const form = await app.client.runs.predictionForm({ id: run.id });
    expect(form).toMatchObject({ kind: 'images', shape: [6, 6, 1], columns: [] });
    expectAsTested(valuesOf(await predictNamed(run, await testFiles(run, folder, all))), run);
    await writeFile(join(folder, 'note.txt'), 'no image');
    await expect(predictNamed(run, [join(folder, 'note.txt')])).rejects.toMatchObject({
      data: { code: 'images.badFile', params: { file: 'note.txt' } },
    });
  });

  test('that are sounds become the features of the data set', async () => {
    const folder = join(place.data, '..', 'sounds');
    const all: string[] = [];
    for (const [label, name] of ['high', 'low'].entries()) {
      await mkdir(join(folder, name), { recursive: true });
      for (let index = 0; index < 12; index += 1) {
        const file = join(name, `${String(index).padStart(2, '0')}.wav`);
        const tone = Float32Array.from(
          { length: 2000 + 40 * index },
          (_, at) => 0.4 * Math.sin(at * (label === 0 ? 0.9 : 0.2) + index) + 0.1 * Math.sin(at * at),
        );
        await writeFile(join(folder, file), encodeWav(tone, index % 2 === 0 ? 8000 : 11_025));
        all.push(file);
      }
    }
    const run = await train({ kind: 'audio', path: folder, as: 'sequence' }, model, { loss: 'crossEntropy' });
    expectAsTested(valuesOf(await predictNamed(run, await testFiles(run, folder, all))), run);
    await expect(predictNamed(run, [join(samples, 'iris.csv')])).rejects.toMatchObject({
      data: { code: 'audio.badFile', params: { file: 'iris.csv' } },
    });
  });
});
