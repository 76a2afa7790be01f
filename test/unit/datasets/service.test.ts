/** The service with its real data process: what it gives, and that nothing is left when it is cancelled or killed. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { loadPrepared } from '../../../main/datasets/prepared.ts';
import { DataService, type TableFiles } from '../../../main/datasets/service.ts';
import { tableSpecSchema } from '../../../main/datasets/spec.ts';
import type { DatasetManifest } from '../../../main/datasets/manifest.ts';

const entry = fileURLToPath(new URL('../../../main/datasets/process/main.ts', import.meta.url));
const iris = fileURLToPath(new URL('../../../resources/samples/iris.csv', import.meta.url));

let folder: string;
let service: DataService;
const printed: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-service-'));
  service = await open();
});

afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
  // Native libraries are quiet; whatever is printed is a complaint.
  expect(printed.splice(0)).toEqual([]);
});

async function open(): Promise<DataService> {
  return DataService.open({
    dataFolder: folder,
    node: process.execPath,
    entry,
    onOutput: (line) => printed.push(line),
  });
}

async function importFile(table: TableFiles & { id?: string }): Promise<DatasetManifest> {
  for await (const item of service.import(table)) if (item.type === 'result') return item.result;
  throw new Error('the import ended without a result');
}

function largeFile(): string {
  const path = join(folder, 'large.csv');
  writeFileSync(
    path,
    `a,b,c\n${Array.from({ length: 600_000 }, (_, row) => `${row},text ${row},${row / 7}`).join('\n')}\n`,
  );
  return path;
}

const stored = (): string[] => readdirSync(join(folder, 'datasets'));

test('a table goes in, is shown, prepared and taken out again', async () => {
  const preview = await service.preview({ files: [{ path: iris }] });
  expect(preview).toMatchObject({ sourceName: 'iris.csv', sampledRows: 150, warnings: [], rejected: [] });
  const manifest = await importFile({ files: [{ path: iris, name: 'Iris.csv' }], id: 'iris' });
  expect(manifest).toMatchObject({ id: 'iris', sourceName: 'Iris.csv', rows: 150 });
  expect(await service.manifest('iris')).toEqual(manifest);
  expect(await service.manifests()).toEqual([manifest]);
  expect((await service.rows('iris', { offset: 149, limit: 10 })).rows).toEqual([
    ['5.9', '3.0', '5.1', '1.8', 'virginica'],
  ]);
  expect((await service.profile('iris')).columns.map(({ distinct }) => distinct)).toEqual([35, 23, 43, 22, 3]);

  const target = join(folder, 'runs', 'one', 'prepared');
  mkdirSync(join(folder, 'runs', 'one'), { recursive: true });
  const spec = tableSpecSchema.parse({ target: 'species' });
  const prepared = await service.prepare('iris', { spec, uses: ['categorical'], target });
  const arrays = await loadPrepared(target);
  expect(arrays.manifest).toEqual(prepared);
  expect(prepared).toMatchObject({
    datasetId: 'iris',
    datasetHash: manifest.hash,
    counts: { train: 96, validation: 24, test: 30 },
  });
  expect([arrays.inputs['features']?.length, arrays.targets[0]?.length]).toEqual([600, 150]);

  await service.remove('iris');
  await service.remove('iris');
  expect(stored()).toEqual([]);
  await expect(service.manifest('iris')).rejects.toMatchObject({ code: 'datasets.missing' });
});

test('errors arrive as the person’s own, and the process lives on', async () => {
  await expect(service.preview({ files: [{ path: join(folder, 'absent.csv') }] })).rejects.toMatchObject({
    code: 'datasets.fileMissing',
  });
  await expect(importFile({ files: [{ path: folder }] })).rejects.toMatchObject({ code: 'datasets.notAFile' });
  await expect(service.rows('../../etc', { offset: 0, limit: 1 })).rejects.toBeInstanceOf(UserError);
  expect((await service.preview({ files: [{ path: iris }] })).columns.length).toBe(5);
  expect(stored()).toEqual([]);
});

test('several things go on at a time', async () => {
  const manifests = await Promise.all(['a', 'b', 'c'].map((id) => importFile({ files: [{ path: iris }], id })));
  expect(new Set(manifests.map(({ hash }) => hash)).size).toBe(1);
  expect(stored().sort()).toEqual(['a', 'b', 'c']);
});

describe('an import', () => {
  test('that is left in the middle leaves nothing', async () => {
    for await (const item of service.import({ files: [{ path: largeFile() }] })) {
      expect(item.type).toBe('progress');
      break;
    }
    expect(stored()).toEqual([]);
  });

  test('whose process is killed fails, and its remains go at the next start', async () => {
    const importing = service.import({ files: [{ path: largeFile() }], id: 'large' });
    await importing.next();
    const unfinished = stored();
    expect(unfinished).toHaveLength(1);
    const [name = ''] = unfinished;
    expect(name).toMatch(/^large\.unfinished-\d+$/);
    process.kill(Number(name.split('-').at(-1)), 'SIGKILL');
    const rest = async () => {
      for await (const item of importing) expect(item.type).toBe('progress');
    };
    await expect(rest()).rejects.toMatchObject({ code: 'processes.signal' });
    expect(await service.manifests()).toEqual([]);
    // A new process takes over at once.
    expect((await service.preview({ files: [{ path: iris }] })).sampledRows).toBe(150);
    await service.close();
    service = await open();
    expect(stored()).toEqual([]);
  });

  test('is cancelled when the service closes', async () => {
    const importing = service.import({ files: [{ path: largeFile() }] });
    await importing.next();
    await service.close();
    await expect(importing.next().then(async () => importing.next())).rejects.toThrow();
    expect(stored()).toEqual([]);
  });
});
