/** Runs found by a query are those that a plain reading of it finds, in the order asked for. */
import fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../../main/experiments/open-store.ts';
import { parseQuery } from '../../../../main/experiments/query/parse.ts';
import type { FieldName, Literal, Query } from '../../../../main/experiments/query/syntax.ts';
import { writeQuery } from '../../../../main/experiments/query/write.ts';
import type { RunRecord } from '../../../../main/experiments/records.ts';
import type { ExperimentStore } from '../../../../main/experiments/store.ts';
import { engineStart, irisDataset, irisExperiment } from '../support.ts';
import { finds } from './evaluate.ts';

const start = new Date(2026, 10, 1, 12).getTime();
const day = 86_400_000;
let folder: string;
let store: ExperimentStore;
let all: RunRecord[];

/** Runs that differ in everything that a query may ask for, with every kind of value missing in some. */
function fill(): void {
  let now = start;
  let ids = 0;
  folder = mkdtempSync(join(tmpdir(), 'athanor-query-'));
  store = openStore(join(folder, 'athanor.db'), {
    now: () => now,
    newId: () => `id${String(++ids).padStart(3, '0')}`,
  });
  store.datasets.insert(irisDataset);
  store.datasets.insert({ ...irisDataset, id: 'd2', name: 'Häuser "Nord"', hash: 'b'.repeat(64) });
  for (let index = 0; index < 48; index++) {
    now = start + Math.floor(index / 3) * (day / 2);
    const base = irisExperiment(index % 5, [16, 64][index % 2]);
    const training = base['training'] as Record<string, never>;
    const optimizer = { type: ['adam', 'sgd', 'Adam'][index % 3] ?? '', learningRate: [0.1, 0.001][index % 2] ?? 0 };
    const { id } = store.runs.create({
      datasetId: index % 4 === 3 ? 'd2' : 'd1',
      experiment: {
        ...base,
        training: {
          ...training,
          ...(index % 7 === 0 ? {} : { optimizer }),
          batchSize: index % 11 === 0 ? 'all' : 8 << (index % 3),
          shuffle: index % 2 === 0,
          clip: index % 6 === 0 ? null : 1.5,
        },
      },
      seed: index % 5,
      epochsPlanned: 3,
      ...(index % 9 === 0 ? { name: `Läufer ${String(index)} %_\\` } : {}),
      ...(index % 8 === 0 ? {} : { parameterCount: 100 * (index % 13) }),
    });
    if (index % 6 !== 5) {
      store.runs.start(id, engineStart);
      for (let epoch = 1; epoch <= 3; epoch++) {
        const loss = ((index * 37 + epoch * 17) % 100) / 100;
        const metrics: Record<string, number> = { loss, val_accuracy: 1 - loss, 'odd name/`x`': epoch };
        if (index % 10 === 0) metrics['val_accuracy'] = NaN;
        store.runs.recordEpoch(id, { epoch, metrics, seconds: epoch });
      }
      if (index % 3 === 0) store.runs.recordTest(id, { metrics: { accuracy: (index % 10) / 10 }, evaluation: {} });
      if (index % 4 !== 0) store.runs.setStatus(id, index % 4 === 1 ? 'completed' : 'stopped');
    }
    store.runs.update(id, {
      starred: index % 3 === 1,
      tags: [[], ['baseline'], ['Baseline', '论文 图 3']][index % 3] ?? [],
      note: index % 5 === 0 ? 'Überraschend GUT' : '',
    });
  }
  all = store.runs.list();
}

beforeAll(fill);
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const span = { start: 0, end: 0 };
const field = (name: string, reading: FieldName['reading'] = null): FieldName => ({ name, reading, span });
const texts = [
  'adam',
  'Adam',
  'sgd',
  'baseline',
  'Baseline',
  '论文 图 3',
  'iris',
  'Häuser "Nord"',
  'all',
  'ü',
  '%_\\',
  'true',
  '',
];
const text = fc.constantFrom(...texts).map((value): Literal => ({ kind: 'text', value, span }));
const number = fc
  .constantFrom(0, 1, 2, 0.5, 0.63, 0.1, 16, 32, 600, -1, 1e-3)
  .map((value): Literal => ({ kind: 'number', value, span }));
const dates = fc.integer({ min: 0, max: 8 }).map((days): Literal => {
  const from = new Date(2026, 10, 1 + days).getTime();
  return { kind: 'date', from, until: new Date(2026, 10, 2 + days).getTime(), span };
});
const sizes = fc.constantFrom(0, 800, 1024, 2000, 1e6).map((bytes): Literal => ({ kind: 'size', bytes, span }));
const truth = fc.boolean().map((value): Literal => ({ kind: 'truth', value, span }));

const textFields = ['name', 'dataset', 'note', 'tag'].map((name) => field(name));
const settingFields = ['optimizer', 'training.batchSize', 'training.clip', 'model.layers[0].units'].map((name) =>
  field(name),
);
const numberFields = [
  ...['val_accuracy', 'loss', 'odd name/`x`', 'seed', 'parameters'].map((name) => field(name)),
  ...(['best', 'last', 'min', 'max', 'epoch'] as const).flatMap((reading) => [
    field('val_accuracy', reading),
    field('loss', reading),
  ]),
  field('accuracy', 'test'),
];
const everyField = [...textFields, ...settingFields, ...numberFields, field('created'), field('starred')];
const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=' as const);

function comparing(fields: readonly FieldName[], value: fc.Arbitrary<Literal>): fc.Arbitrary<Query> {
  return fc.record({ kind: fc.constant('compare' as const), field: fc.constantFrom(...fields), operator, value });
}

const leaf: fc.Arbitrary<Query> = fc.oneof(
  comparing(textFields, text),
  comparing(settingFields, fc.oneof(text, number)),
  comparing(numberFields, number),
  comparing([field('created')], dates),
  comparing([field('size')], sizes),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constant(field('starred')),
    operator: fc.constantFrom('=', '!=' as const),
    value: truth,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom(...settingFields),
    values: fc.array(fc.oneof(text, number), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('contains' as const),
    field: fc.constantFrom(...textFields, ...settingFields),
    value: text,
  }),
  fc.record({ kind: fc.constant('missing' as const), field: fc.constantFrom(...everyField) }),
  fc.constant({ kind: 'flag' as const, field: field('starred') }),
  fc
    .constantFrom('adam', 'läufer', 'ÜBER', 'baseline', '论文', 'completed')
    .map((word): Query => ({ kind: 'word', text: word, span })),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and', 'or' as const),
      parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
    tie('query').map((part): Query => ({ kind: 'not', part })),
  ),
}));

describe('what a query finds', () => {
  test('is what a plain reading of it finds, for 1,500 drawn queries', () => {
    const sizes = new Set<number>();
    fc.assert(
      fc.property(query, (drawn) => {
        const found = store.runs.find({ where: writeQuery(drawn) });
        expect(found).toEqual(all.filter((run) => finds(run, drawn)).map(({ id }) => id));
        sizes.add(found.length);
      }),
      { numRuns: 1500 },
    );
    // A drawing that finds all or nothing each time would prove little.
    expect(sizes.size).toBeGreaterThan(20);
  });

  test('reads back as it was written', () => {
    const bare = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === 'span' || key === 'bare' ? undefined : item)));
    fc.assert(
      fc.property(query, (drawn) => {
        const read = parseQuery(writeQuery(drawn), { now: start });
        expect(bare(read)).toEqual(bare(drawn));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['val_accuracy > 0.9 and optimizer = "adam" and tag = "baseline"'],
    ['val_accuracy>.9 AND optimizer==“adam” && tag = ‘baseline’'.replaceAll('‘', "'").replaceAll('’', "'")],
    ['tag = baseline optimizer = adam val_accuracy ≥ 90%'],
  ])('%s', (where) => {
    const expected = all.filter(
      (run) =>
        (run.metrics['val_accuracy']?.best ?? 0) > 0.9 &&
        run.settings['training.optimizer.type'] === 'adam' &&
        run.tags.includes('baseline'),
    );
    expect(store.runs.find({ where })).toEqual(expected.map(({ id }) => id));
  });

  test('words find texts of any field, all of them', () => {
    expect(store.runs.find({ where: 'überraschend baseline' })).toEqual(
      all.filter(({ note, tags }) => note !== '' && tags.join().toLowerCase().includes('baseline')).map(({ id }) => id),
    );
  });

  test('an empty query finds every run, a removed one never', () => {
    expect(store.runs.find({ where: '  ' })).toHaveLength(all.length);
    const gone = all.find(({ status }) => status === 'completed')?.id ?? '';
    store.runs.remove(gone);
    expect(store.runs.find({})).not.toContain(gone);
    store.runs.restore(gone);
    expect(store.runs.find({})).toContain(gone);
  });

  test('an extended run is found by its new settings', () => {
    const id = all.find(({ status }) => status === 'completed')?.id ?? '';
    store.runs.extend(id, 77);
    expect(store.runs.find({ where: 'training.epochs = 77' })).toEqual([id]);
  });
});

describe('order', () => {
  test.each(['up', 'down'] as const)('of a metric, %s: runs without it last, equal ones newest first', (direction) => {
    const found = store.runs.find({ sort: { field: 'last(val_accuracy)', direction } });
    const place = new Map(all.map(({ id }, index) => [id, index]));
    const rows = found.map((id) => ({ id, value: store.runs.get(id).metrics['val_accuracy']?.last ?? null }));
    expect(rows).toHaveLength(all.length);
    expect(rows.filter(({ value }) => value === null).length).toBeGreaterThan(3);
    rows.slice(1).forEach((row, index) => {
      const before = rows[index] ?? row;
      if (row.value === null) return;
      expect(before.value).not.toBeNull();
      const step = (row.value - (before.value ?? 0)) * (direction === 'up' ? 1 : -1);
      expect(step).toBeGreaterThanOrEqual(0);
      if (step === 0) expect(place.get(before.id)).toBeLessThan(place.get(row.id) ?? -1);
    });
  });

  test('of names, as people count', () => {
    const names = store.runs
      .find({ where: 'name contains "iris"', sort: { field: 'name', direction: 'up' } })
      .map((id) => store.runs.get(id).name);
    expect(names.indexOf('iris-2')).toBeGreaterThanOrEqual(0);
    expect(names.indexOf('iris-2')).toBeLessThan(names.indexOf('iris-10'));
  });
});

test('rows carry the metrics and settings asked for, in the order asked for', () => {
  const [one, two] = [all[5]?.id ?? '', all[2]?.id ?? ''];
  const rows = store.runs.rows([one, 'nobody', two], { metrics: ['loss'], settings: ['training.batchSize'] });
  expect(rows.map(({ id }) => id)).toEqual([one, two]);
  for (const row of rows) {
    expect(Object.keys(row.metrics).filter((name) => name !== 'loss')).toEqual([]);
    expect(Object.keys(row.settings)).toEqual(['training.batchSize']);
  }
  expect(store.runs.rows([one], {})[0]).toEqual(all[5]);
});
