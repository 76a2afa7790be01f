/** What a version changed of the one before it. */
import { expect, test } from 'vitest';
import { datasetVersions } from '../../../main/app/dataset-versions.ts';
import type { DatasetManifest } from '../../../main/datasets/manifest.ts';
import type { DatasetRecord } from '../../../main/experiments/records.ts';

const record = (id: string, previousId: string | null, rows: number): DatasetRecord => ({
  id,
  name: id,
  kind: 'table',
  rows,
  columns: 2,
  bytes: 1,
  hash: id,
  sourceName: 'a.csv',
  warningCount: 0,
  createdAt: 1,
  note: '',
  runCount: 0,
  removedAt: null,
  previousId,
});

function table(rows: number, kinds: Readonly<Record<string, string>>): DatasetManifest {
  const columns = Object.entries(kinds).map(([name, kind]) => ({ name, kind }));
  return { kind: 'table', rows, columns } as unknown as DatasetManifest;
}

test('rows, columns that came and went, and columns of another kind', () => {
  const manifests: Record<string, DatasetManifest> = {
    one: table(10, { a: 'integer', b: 'text', c: 'number' }),
    two: table(7, { a: 'number', c: 'number', d: 'date' }),
  };
  const found = datasetVersions(
    [record('one', null, 10), record('two', 'one', 7)],
    (id) => manifests[id] ?? table(0, {}),
  );
  expect(found.map(({ id, changes }) => [id, changes])).toEqual([
    ['one', null],
    ['two', { rows: -3, added: ['d'], removed: ['b'], retyped: [{ name: 'a', before: 'integer', after: 'number' }] }],
  ]);
});

test('classes of images', () => {
  const images = (names: readonly string[]): DatasetManifest =>
    ({ kind: 'images', rows: 5, classes: names.map((name) => ({ name, count: 1 })) }) as unknown as DatasetManifest;
  const [, second] = datasetVersions([record('one', null, 5), record('two', 'one', 5)], (id) =>
    images(id === 'one' ? ['cat', 'dog'] : ['cat', 'hen']),
  );
  expect(second?.changes).toEqual({ rows: 0, added: ['hen'], removed: ['dog'], retyped: [] });
});
