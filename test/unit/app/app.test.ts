/** The whole app over a data folder, children included: data in, a model drafted, a run trained, everything let go. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../../main/experiments/migrations/registry.ts';
import type { ChangeEvent, DatasetSummary, ImportEvent, RunDetail } from '../../../main/api/contract/index.ts';
import { connectLocal, createApp, readEndpoint, type App } from '../../../main/app/index.ts';
import type { Client } from '../../../main/api/router.ts';
import { temporaryFolder } from '../experiments/support.ts';

async function openApp(dataFolder = temporaryFolder(), shell: 'browser' | 'cli' = 'browser'): Promise<App> {
  const app = await createApp({ dataFolder, shell });
  onTestFinished(() => app.close());
  return app;
}

async function importAll(events: AsyncIterable<ImportEvent>): Promise<DatasetSummary> {
  for await (const event of events) if (event.kind === 'done') return event.dataset;
  throw new Error('the import ended without a data set');
}

function sample(name: string): { kind: 'sample'; name: string } {
  return { kind: 'sample', name };
}

async function irisExperiment(client: Client, epochs: number): Promise<Record<string, unknown>> {
  const iris = (await client.examples.list()).find((example) => example.name === 'iris');
  if (iris === undefined) throw new Error('there is no iris example');
  return { ...iris.experiment, training: { ...(iris.experiment['training'] as object), epochs } };
}

/** Reads changes until `isEnough` says so. */
async function follow(
  changes: AsyncIterable<ChangeEvent[]>,
  isEnough: (event: ChangeEvent) => boolean,
): Promise<ChangeEvent[]> {
  const seen: ChangeEvent[] = [];
  for await (const batch of changes) {
    seen.push(...batch);
    if (batch.some(isEnough)) return seen;
  }
  throw new Error('the changes ended');
}

describe('data sets', () => {
  test('a draft’s recipe is previewed on the file that it names, whatever its model is like', async () => {
    const { client } = await openApp();
    const [titanic] = (await client.examples.list()).filter(({ name }) => name === 'titanic');
    const experiment = { ...titanic?.experiment, model: 'not yet' };
    const preview = await client.datasets.previewRecipe({ experiment, columns: ['age'], rows: 5 });
    expect(preview).toMatchObject({ rows: 891, counts: { train: 569, validation: 143, test: 179 } });
    expect(preview.shown[0]?.before).toHaveLength(5);
    expect((await client.datasets.list()).map(({ name }) => name)).toEqual(['titanic']);
    const overrides = { 'data.preprocess.columns': '{"fare": [{"step": "bins"}]}' };
    await expect(client.datasets.previewRecipe({ id: 'titanic', experiment, overrides })).rejects.toMatchObject({
      data: { code: 'runner.expectedChoice', path: 'data.preprocess.columns.fare[0].step' },
    });
  });

  test('a sample is previewed, imported, read, found again by its content', async () => {
    const { client, paths } = await openApp();
    const preview = await client.datasets.preview({ source: sample('iris') });
    expect(preview.columns.map((column) => column.kind)).toEqual(['number', 'number', 'number', 'number', 'category']);
    const iris = await importAll(await client.datasets.import({ source: sample('iris') }));
    expect(iris).toMatchObject({ name: 'iris', rows: 150, columns: 5, runCount: 0 });

    const detail = await client.datasets.get({ id: 'iris' });
    expect(detail.profile.at(-1)).toMatchObject({ kind: 'category', distinct: 3 });
    expect(detail.options.delimiter).toBe(',');
    const profile = await client.datasets.profile({ id: 'iris', target: 'species' });
    expect(profile).toMatchObject({ rows: 150, measuredRows: 150, target: { column: 'species' } });
    expect(profile.target?.classes).toHaveLength(3);
    expect(profile.pairs).toHaveLength(10);
    const page = await client.datasets.rows({ id: iris.id, offset: 149, limit: 10 });
    expect(page).toMatchObject({
      total: 150,
      rows: [[expect.any(String), expect.any(String), '5.1', '1.8', 'virginica']],
    });

    const again = await importAll(await client.datasets.import({ source: sample('iris'), name: 'other' }));
    expect(again.id).toBe(iris.id);
    expect(readdirSync(paths.datasets)).toEqual([iris.id]);
  });

  test('an experiment says how its text is read', async () => {
    const { client } = await openApp();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'letters.txt'), 'abc '.repeat(50));
    const data = {
      path: 'letters.txt',
      read: { texts: 'characters' },
      target: 'character',
      window: { length: 4 },
      split: { method: 'time' },
    };
    const preview = await client.datasets.previewRecipe({ experiment: { athanor: 1, data }, folder });
    expect(preview).toMatchObject({ rows: 200, windowLength: 4, targets: [{ column: 'character', classCount: 4 }] });
    const wrong = { ...data, read: { texts: 'letters' } };
    await expect(client.datasets.previewRecipe({ experiment: { data: wrong }, folder })).rejects.toMatchObject({
      data: { code: 'runner.expectedChoice', path: 'data.read.texts' },
    });
  });

  test('a staged file is imported under its own name, and not kept', async () => {
    const { client, paths } = await openApp();
    const text = 'size,colour\n1.5,red\n2.5,blue\n3.5,red\n';
    const { id } = await client.datasets.stageOpen({ name: '颜色.csv', bytes: text.length });
    await client.datasets.stageChunk({ id, offset: 0, bytes: new Blob([text]) });
    const dataset = await importAll(await client.datasets.import({ source: { kind: 'staged', id } }));
    expect(dataset).toMatchObject({ name: '颜色', sourceName: '颜色.csv', rows: 3 });
    expect(readdirSync(paths.staging)).toEqual([]);
  });

  test('an import that is refused or broken off leaves nothing', async () => {
    const { client, paths } = await openApp();
    const ragged = join(temporaryFolder(), 'ragged.csv');
    writeFileSync(ragged, 'a,b\n1,2\n3\n4,5\n');
    const source = { kind: 'path' as const, path: ragged };
    await expect(importAll(await client.datasets.import({ source }))).rejects.toMatchObject({ code: 'USER' });

    const large = join(temporaryFolder(), 'large.csv');
    writeFileSync(large, `a,b\n${'1.25,2.5\n'.repeat(400_000)}`);
    for await (const event of await client.datasets.import({ source: { kind: 'path', path: large } })) {
      expect(event.kind).toBe('progress');
      break;
    }
    expect(await client.datasets.list()).toEqual([]);
    // The data process takes its folder away before it answers to the cancelling.
    await expect.poll(() => readdirSync(paths.datasets), { timeout: 15_000 }).toEqual([]);
  });

  test('a folder that no row knows is an import cut off by a crash, and goes at the next import', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'datasets', 'orphan'), { recursive: true });
    const { client, paths } = await openApp(folder);
    const iris = await importAll(await client.datasets.import({ source: sample('iris') }));
    expect(readdirSync(paths.datasets)).toEqual([iris.id]);
  });
});

describe('models', () => {
  test('the catalogue is the registries, in the form of the contract', async () => {
    const { client } = await openApp();
    const catalogue = await client.models.catalogue();
    expect(catalogue.layers.find((layer) => layer.type === 'dense')?.fields[0]).toMatchObject({
      kind: 'integer',
      name: 'units',
      words: ['classes'],
    });
    expect(catalogue.optimizers.map((optimizer) => optimizer.type)).toContain('adam');
    expect(catalogue.metrics.find((metric) => metric.type === 'accuracy')?.better).toBe('higher');
  });

  test('a draft has shapes on the data that is chosen, and its problems', async () => {
    const { client } = await openApp();
    const { id: datasetId } = await importAll(await client.datasets.import({ source: sample('iris') }));
    const model = {
      layers: [
        { type: 'dense', units: 64 },
        { type: 'dense', units: 'classes' },
      ],
    };
    expect(await client.models.inspect({ model, datasetId, target: 'species' })).toMatchObject({
      nodes: [
        { inputShape: [4], outputShape: [64], parameters: 320 },
        { inputShape: [64], outputShape: [3], parameters: 195 },
      ],
      parameters: 515,
      problems: [],
    });
    const features = ['petal_length', 'nonsense'];
    const wrong = await client.models.inspect({ model, datasetId, target: 'species', features });
    expect(wrong.problems).toMatchObject([{ code: 'datasets.featureMissing', params: { column: 'nonsense' } }]);
    const several = {
      inputs: [{ id: 'petal' }, { id: 'sepal' }],
      nodes: [
        { id: 'both', type: 'concatenate', inputs: ['petal', 'sepal'] },
        { id: 'kind', type: 'dense', inputs: ['both'], units: 'classes' },
        { id: 'width', type: 'dense', inputs: ['sepal'], units: 1 },
      ],
      outputs: ['kind', 'width'],
    };
    const byPart = await client.models.inspect({
      model: several,
      datasetId,
      target: { kind: 'species', width: 'petal_width' },
      features: { petal: ['petal_length'], sepal: ['sepal_length', 'sepal_width'] },
    });
    expect(byPart).toMatchObject({
      nodes: [
        { outputShape: [3] },
        { inputShape: [3], outputShape: [3], parameters: 12 },
        { inputShape: [2], parameters: 3 },
      ],
      problems: [],
    });
    // A text is a feature by its own steps, and as wide as the recipe says.
    const { id: messages } = await importAll(await client.datasets.import({ source: sample('sms-spam') }));
    const text = { model, datasetId: messages, target: 'Label', features: ['SMS'] };
    expect(await client.models.inspect(text)).toMatchObject({ problems: [{ code: 'datasets.featureUnusable' }] });
    const preprocess = { columns: { SMS: [{ step: 'tokens', length: 48 }] } };
    const unsized = await client.models.inspect({ ...text, preprocess });
    expect(unsized).toMatchObject({ nodes: [{ inputShape: null }, {}], problems: [] });
    const sized = await client.models.inspect({ ...text, preprocess, featureCount: 48 });
    expect(sized).toMatchObject({ nodes: [{ inputShape: [48] }, { outputShape: [2] }], problems: [] });
    expect(await client.models.inspect({ model })).toMatchObject({
      nodes: [{ inputShape: null }, {}],
      parameters: null,
    });
  });
});

describe('runs', () => {
  test('an experiment is trained, streamed and stored; another process sees it through the socket', async () => {
    const { client, paths } = await openApp();
    const other = await connectLocal(paths.root);
    if (other === null) throw new Error('nobody answered');
    onTestFinished(() => other.close());
    const changes = await other.client.runs.changes();
    const run = await client.runs.submit({ experiment: await irisExperiment(client, 20) });
    const seen = await follow(changes, (event) => event.kind === 'run' && event.run.status === 'completed');
    const losses = seen.flatMap((event) =>
      event.kind === 'points' && event.points.metric === 'loss' ? event.points.values : [],
    );
    expect(losses).toHaveLength(20);

    const detail: RunDetail = await other.client.runs.get({ id: run.name });
    expect(detail).toMatchObject({
      status: 'completed',
      engine: 'onnxruntime',
      epochsDone: 20,
      rowCounts: { train: 96, validation: 24, test: 30 },
      evaluation: { kind: 'classification', confusion: { classes: ['setosa', 'versicolor', 'virginica'] } },
    });
    const [stored] = await other.client.runs.series({ runs: [run.id], metrics: ['loss'] });
    expect(stored?.values).toEqual(losses);
    const { train, test: testRows } = await other.client.runs.splitRows({ id: run.id });
    expect(testRows).toHaveLength(30);

    // The file that it came from, and the recipe with what the training rows taught it.
    const lineage = await other.client.runs.lineage({ id: run.id });
    const file = readFileSync(join(import.meta.dirname, '../../../resources/samples/iris.csv'));
    const hash = createHash('sha256').update(file).digest('hex');
    expect(lineage.sources).toEqual([{ name: 'iris.csv', bytes: file.length, hash }]);
    expect(lineage.recipe?.targets).toMatchObject([{ column: 'species', kind: 'categorical', classCount: 3 }]);
    expect(lineage.recipe?.featureCount).toBe(4);
    const [petal] = (lineage.recipe?.columns ?? []).filter(({ column }) => column === 'petal_length');
    expect(petal?.steps.map(({ step }) => step)).toEqual(['impute', 'standardize']);
    const [header = '', ...lines] = file.toString().trim().split('\n');
    const place = header.split(',').indexOf('petal_length');
    const lengths = train.map((row) => Number(lines[row]?.split(',')[place]));
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(petal?.steps[1]?.facts[0]).toMatchObject({ name: 'mean', count: 1 });
    expect(petal?.steps[1]?.facts[0]?.values[0]).toBeCloseTo(mean, 12);
  });

  test('closing interrupts what trains, keeps its epochs, and lets the folder go', async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const changes = await app.client.runs.changes();
    const run = await app.client.runs.submit({ experiment: await irisExperiment(app.client, 1_000_000) });
    await follow(changes, (event) => event.kind === 'run' && event.run.epochsDone > 0);
    await expect(createApp({ dataFolder: folder, shell: 'cli' })).rejects.toThrow('app.folderInUse');
    await Promise.all([app.close(), app.close()]);
    expect(existsSync(join(folder, 'endpoint.json'))).toBe(false);

    const again = await openApp(folder, 'cli');
    const kept = await again.client.runs.get({ id: run.id });
    expect(kept.status).toBe('interrupted');
    expect(kept.epochsDone).toBeGreaterThan(0);
  });

  test('an experiment that is refused leaves neither a run nor its data', async () => {
    const { client, paths } = await openApp();
    const experiment = await irisExperiment(client, 5);
    const wrong = { ...experiment, model: { layers: [{ type: 'dense', units: -1 }] } };
    await expect(client.runs.submit({ experiment: wrong })).rejects.toMatchObject({ code: 'USER' });
    const target = { ...experiment, data: { ...(experiment['data'] as object), target: 'nonsense' } };
    await expect(client.runs.submit({ experiment: target })).rejects.toMatchObject({
      data: { code: 'datasets.targetMissing' },
    });
    expect(await client.runs.list()).toEqual([]);
    expect(await client.datasets.list()).toEqual([]);
    await expect
      .poll(() => (existsSync(paths.datasets) ? readdirSync(paths.datasets) : []), { timeout: 15_000 })
      .toEqual([]);
  });
});

describe('the machine', () => {
  test('status and doctor tell what is there', async () => {
    const { client, paths } = await openApp();
    const status = await client.system.status();
    expect(status).toMatchObject({ running: 0, queued: 0, dataFolder: paths.root, device: null });
    expect(status.memoryBytes.used).toBeLessThan(status.memoryBytes.total);
    const [report, same] = await Promise.all([client.system.doctor(), client.system.doctor()]);
    expect(report.engines.find((engine) => engine.id === 'onnxruntime')?.state).toBe('ready');
    expect(report.findings.filter((finding) => finding.level === 'error')).toEqual([]);
    expect(same.engines).toEqual(report.engines);
    expect(report.dataFolder).toMatchObject({ path: paths.root, writable: true, schema: migrations.length });
    expect(report.dataFolder.usedBytes).toBeGreaterThan(0);
  });

  test('what breaks inside is in the log', async () => {
    const { client, store, log, paths } = await openApp();
    store.close();
    await expect(client.runs.list()).rejects.toMatchObject({ data: { code: 'internal' } });
    await log.flushed();
    const lines = readFileSync(join(paths.logs, 'athanor.log'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ procedure: 'runs.list', msg: 'call failed' });
  });

  test('the endpoint names the window once it is announced', async () => {
    const { announce, paths } = await openApp();
    expect(readEndpoint(paths.root)).toMatchObject({ pid: process.pid, shell: 'browser', url: null });
    announce('http://127.0.0.1:1/#token=t');
    expect(readEndpoint(paths.root)?.url).toBe('http://127.0.0.1:1/#token=t');
  });
});
