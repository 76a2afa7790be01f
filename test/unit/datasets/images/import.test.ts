/** Every way of laying images out is read, stored once and found again. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../../main/datasets/manifest.ts';
import { readLabels, readParts } from '../../../../main/datasets/files/stored-lists.ts';
import { imagePage } from '../../../../main/datasets/images/stored.ts';
import golden from '../../../golden/images/golden.json' with { type: 'json' };
import { never } from '../tables.ts';
import { goldenBytes, goldenFile, ImageBench } from './bench.ts';

const bench = new ImageBench();
afterAll(() => {
  bench[Symbol.dispose]();
});

const whole = { rows: null, offset: 0, limit: 100, label: null, part: null, edge: 1024 };

async function namesOf(folder: string): Promise<string[]> {
  return (await imagePage({ ...whole, folder }, never)).images.map(({ name }) => name);
}

/** An IDX file of bytes, as its format says. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}

describe('a folder for each class', () => {
  const files = {
    'cat/a.png': 'color.png',
    'cat/b.jpg': 'color.jpg',
    'dog/c.png': 'color.png',
    'dog/notes.txt': new Uint8Array(1),
  };

  it('gives classes, names, sizes and a manifest that says the same', async () => {
    const manifest = await bench.import(bench.folderOf(files));
    expect(manifest).toMatchObject({
      kind: 'images',
      layout: 'folders',
      rows: 3,
      size: [8, 12],
      channels: 3,
      classes: [
        { name: 'cat', count: 2 },
        { name: 'dog', count: 1 },
      ],
      parts: null,
      sizes: [{ height: 8, width: 12, count: 3 }],
      duplicates: 1,
      rejected: [{ file: 'dog/notes.txt', reason: 'format' }],
      rejectedCount: 1,
    });
    const folder = bench.datasetFolder(manifest);
    expect(await readManifest(folder)).toEqual(manifest);
    expect(await namesOf(folder)).toEqual(['cat/a.png', 'cat/b.jpg', 'dog/c.png']);
    expect(Array.from(await readLabels(folder))).toEqual([0, 0, 1]);
    expect(Array.from(bench.pixels(manifest).subarray(0, 288))).toEqual(golden['color.png'].rgb);
    const onDisk = readdirSync(folder).filter((name) => name !== 'manifest.json');
    expect(manifest.bytes).toBe(onDisk.reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0));
  });

  it('has one hash for the same images, another for other options', async () => {
    const [one, same, other] = [
      await bench.import(bench.folderOf(files)),
      await bench.import(bench.folderOf(files)),
      await bench.import(bench.folderOf(files), { channels: 1 }),
    ];
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
  });

  it('keeps the parts train and test, and orders numbers by size', async () => {
    const manifest = await bench.import(
      bench.folderOf({
        'train/10/a.png': 'color.png',
        'train/9/b.png': 'color.png',
        'test/9/c.png': 'grey.png',
        'val/10/d.png': 'grey.png',
      }),
    );
    expect(manifest.classes.map(({ name }) => name)).toEqual(['9', '10']);
    expect(manifest.parts).toEqual({ train: 2, validation: 1, test: 1 });
    const parts = await readParts(bench.datasetFolder(manifest), manifest);
    expect(Array.from(parts ?? [])).toEqual([3, 1, 1, 2]);
    const train = { ...whole, folder: bench.datasetFolder(manifest), part: 'train' as const };
    const { images, total } = await imagePage(train, never);
    expect([total, ...images.map(({ row, part }) => [row, part])]).toEqual([2, [1, 'train'], [2, 'train']]);
    const second = await imagePage({ ...train, label: 0, limit: 1, offset: 0 }, never);
    expect([second.total, second.images.map(({ row }) => row)]).toEqual([1, [expect.any(Number)]]);
  });

  it('shows a page of one class, smaller', async () => {
    const manifest = await bench.import(bench.folderOf(files));
    const request = { ...whole, folder: bench.datasetFolder(manifest), label: 0, edge: 6 };
    const page = await imagePage(request, never);
    expect(page).toMatchObject({ total: 2, height: 4, width: 6, channels: 3 });
    expect(page.pixels.length).toBe(2 * 4 * 6 * 3);
    const chosen = await imagePage({ ...request, label: null, rows: [2, 99] }, never);
    expect(chosen.images).toEqual([{ row: 2, name: 'dog/c.png', label: 1, part: null }]);
    expect(await imagePage({ ...request, part: 'train' }, never)).toMatchObject({ total: 0, images: [] });
  });
});

describe('a zip', () => {
  it('of folders is read as the folders would be', async () => {
    const manifest = await bench.import(goldenFile('folders.zip'));
    expect(manifest).toMatchObject({
      rows: 3,
      channels: 3,
      classes: [
        { name: 'cat', count: 2 },
        { name: 'dog', count: 1 },
      ],
      rejected: [],
      warnings: [{ code: 'files.emptyFolder', params: { folder: 'pictures/empty' } }, { code: 'images.duplicates' }],
    });
    expect(await namesOf(bench.datasetFolder(manifest))).toEqual([
      'pictures/cat/a.png',
      'pictures/cat/猫 🐈.png',
      'pictures/dog/b\nc.png',
    ]);
  });

  it('of NumPy arrays has the pixels and classes that NumPy wrote, and their parts', async () => {
    const manifest = await bench.import(goldenFile('digits.npz'));
    expect(manifest).toMatchObject({ layout: 'numpy', rows: 6, size: [5, 4], channels: 1 });
    expect(manifest.classes).toEqual(
      ['1', '2', '3', '10'].map((name) => ({
        name,
        count: golden.arrays.labels.filter((label) => label === name).length,
      })),
    );
    expect(Array.from(bench.pixels(manifest))).toEqual(golden.arrays.images);
    expect(manifest.parts).toEqual({ train: 4, validation: 0, test: 2 });
    expect(manifest.statistics.mean[0]).toBeCloseTo(golden.arrays.mean, 12);
    expect(manifest.statistics.deviation[0]).toBeCloseTo(golden.arrays.deviation, 12);
  });
});

describe('a list', () => {
  const images = { 'img/1.png': 'color.png', 'img/2.png': 'grey.png', 'img/3.png': 'grey.png' };
  const text = (list: string): Uint8Array => new TextEncoder().encode(list);

  it('says path, class and part of each image', async () => {
    const list = text(
      'file,species,split\nimg/1.png,cat,train\nimg/2.png,dog,test\nimg/9.png,dog,test\n../x.png,dog,test\n',
    );
    const manifest = await bench.import(bench.folderOf({ ...images, 'labels.csv': list }));
    expect(manifest).toMatchObject({ layout: 'list', rows: 2, parts: { train: 1, validation: 0, test: 1 } });
    expect(manifest.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
    expect(manifest.rejected).toEqual([
      { file: 'img/9.png', reason: 'gone', detail: 'labels.csv, row 3' },
      { file: '../x.png', reason: 'outside', detail: 'labels.csv, row 4' },
      { file: 'img/3.png', reason: 'unlabelled', detail: 'labels.csv' },
    ]);
  });

  it('is read with the columns that the person chooses, names without ending too', async () => {
    const folder = bench.folderOf({ ...images, 'list.csv': text('id;a;b\n1;x;p\n2;y;p\n3;x;q\n') });
    const manifest = await bench.import(`${folder}/list.csv`, { pathColumn: 'id', labelColumn: 'b' });
    expect(manifest.classes).toEqual([
      { name: 'p', count: 2 },
      { name: 'q', count: 1 },
    ]);
  });
});

describe('IDX', () => {
  const pixels = Uint8Array.from({ length: 3 * 4 }, (_, index) => index * 20);
  const pair = (part: string, packed: boolean): Record<string, Uint8Array> => {
    const pack = (bytes: Uint8Array): Uint8Array => (packed ? gzipSync(bytes) : bytes);
    const ending = packed ? '.gz' : '';
    return {
      [`${part}-images-idx3-ubyte${ending}`]: pack(idx([3, 2, 2], pixels)),
      [`${part}-labels-idx1-ubyte${ending}`]: pack(idx([3], Uint8Array.of(7, 0, 7))),
    };
  };

  it('is a pair of files, found by either of their names', async () => {
    const folder = bench.folderOf(pair('t10k', true));
    const manifest = await bench.import(`${folder}/t10k-images-idx3-ubyte.gz`);
    expect(manifest).toMatchObject({ layout: 'idx', rows: 3, size: [2, 2], channels: 1, parts: null });
    expect(manifest.classes).toEqual([
      { name: '0', count: 1 },
      { name: '7', count: 2 },
    ]);
    expect(bench.pixels(manifest)).toEqual(Buffer.from(pixels));
  });

  it('with a test pair is divided', async () => {
    const folder = bench.folderOf({ ...pair('train', false), ...pair('t10k', true) });
    const both = await bench.import(`${folder}/train-images-idx3-ubyte`);
    expect(both.parts).toEqual({ train: 3, validation: 0, test: 3 });
    const alone = await bench.import(`${folder}/t10k-images-idx3-ubyte.gz`);
    expect(alone).toMatchObject({ rows: 3, parts: null });
  });
});

describe('a preview', () => {
  it('shows what an import would store', async () => {
    const folder = bench.folderOf({
      'a/1.png': 'color.png',
      'a/2.png': 'turned.jpg',
      'b/3.png': 'color.png',
      'b/x.gif': new Uint8Array(9),
    });
    const preview = await bench.preview(folder);
    expect(preview).toMatchObject({
      layout: 'folders',
      images: 4,
      options: { size: [8, 8], channels: 3, resize: 'crop', onBadFile: 'keepAside' },
      classes: [
        { name: 'a', count: 2 },
        { name: 'b', count: 2 },
      ],
      sizes: [
        { height: 8, width: 12, count: 2 },
        { height: 12, width: 8, count: 1 },
      ],
      rejected: [{ file: 'b/x.gif', reason: 'format' }],
    });
    const manifest = await bench.import(folder);
    expect(manifest.options).toEqual(preview.options);
    expect(Buffer.from(preview.pixels)).toEqual(bench.pixels(manifest));
  });

  it('leaves nothing behind', async () => {
    const before = readdirSync(bench.folder).length;
    await bench.preview(goldenFile('digits.npz'));
    expect(readdirSync(bench.folder)).toHaveLength(before);
  });
});

it('a cancelled import leaves nothing behind and tells how far it came', async () => {
  const bytes = goldenBytes('color.png');
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`${index % 2 ? 'a' : 'b'}/${index}.png`, bytes]),
  );
  const source = bench.folderOf(files);
  const before = readdirSync(bench.folder);
  const abort = new AbortController();
  const seen: number[] = [];
  const importing = bench.import(
    source,
    {},
    ({ rows, doneBytes, totalBytes }) => {
      expect(totalBytes).toBe(400 * bytes.length);
      expect(doneBytes).toBeLessThanOrEqual(totalBytes);
      seen.push(rows);
      abort.abort(new Error('cancelled by the test'));
    },
    abort.signal,
  );
  await expect(importing).rejects.toThrow('cancelled by the test');
  expect(seen).toHaveLength(1);
  expect(seen[0]).toBeLessThan(400);
  expect(readdirSync(bench.folder)).toEqual(before);
});

it('the sample that ships is read', async () => {
  const manifest = await bench.import('resources/samples/fashion.npz');
  expect(manifest).toMatchObject({ rows: 1000, size: [28, 28], channels: 1 });
  expect(manifest.classes.every(({ count }) => count === 100)).toBe(true);
  expect(readFileSync('resources/samples/README.md', 'utf8')).toContain('fashion.npz');
});
