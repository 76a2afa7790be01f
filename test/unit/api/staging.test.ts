/** Staged files: pieces in order, whole or refused, nothing left behind. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createStaging, type Staging } from '../../../main/api/staging.ts';
import { temporaryFolder } from '../experiments/support.ts';

function createTestStaging(folder = join(temporaryFolder(), 'staging'), free: number | null = 10 ** 9): Staging {
  let count = 0;
  const staging = createStaging({ folder, newId: () => `s${String(++count)}`, freeBytes: () => free });
  onTestFinished(() => staging.close());
  return staging;
}

test('pieces become the file, even when the next is sent before the last is written', async () => {
  const staging = createTestStaging();
  const id = await staging.open('鸢尾花 data.csv', 6);
  await Promise.all([
    staging.append(id, 0, new Blob(['ab'])),
    staging.append(id, 2, new Blob(['cd'])),
    staging.append(id, 4, new Blob(['ef'])),
  ]);
  const path = await staging.path(id);
  expect(readFileSync(path, 'utf8')).toBe('abcdef');
  expect(basename(path)).toBe('鸢尾花 data.csv');
  await staging.discard(id);
  expect(readdirSync(dirname(dirname(path)))).toEqual([]);
  await expect(staging.path(id)).rejects.toThrow('api.stagedUnknown');
});

test('a piece out of order, twice, too long or too large is refused, and the right one still goes in', async () => {
  const staging = createTestStaging();
  const id = await staging.open('a.csv', 4);
  await expect(staging.append(id, 1, new Blob(['x']))).rejects.toThrow('api.stagedOutOfOrder');
  await staging.append(id, 0, new Blob(['ab']));
  await expect(staging.append(id, 0, new Blob(['ab']))).rejects.toThrow('api.stagedOutOfOrder');
  await expect(staging.append(id, 2, new Blob(['cdefgh']))).rejects.toThrow('api.stagedOutOfOrder');
  await expect(staging.path(id)).rejects.toThrow('api.stagedIncomplete');
  await staging.append(id, 2, new Blob(['cd']));
  expect(readFileSync(await staging.path(id), 'utf8')).toBe('abcd');
  const large = await staging.open('b.csv', 20 * 1024 * 1024);
  const piece = new Blob([new Uint8Array(8 * 1024 * 1024 + 1)]);
  await expect(staging.append(large, 0, piece)).rejects.toThrow('api.stagedOutOfOrder');
});

test('a name never leads out of its folder', async () => {
  const folder = join(temporaryFolder(), 'staging');
  const staging = createTestStaging(folder);
  const names = [
    '../../etc/passwd',
    '..\\..\\x.csv',
    '..',
    '',
    '/',
    'a\u0000b',
    'C:\\data\\iris.csv',
    '长'.repeat(300),
  ];
  for (const name of names) {
    const path = await staging.path(await staging.open(name, 0));
    expect(dirname(dirname(path))).toBe(folder);
    expect(Buffer.byteLength(basename(path))).toBeLessThanOrEqual(200);
  }
});

test('a file that the disk has no room for is refused before its first piece', async () => {
  await expect(createTestStaging(undefined, 1000).open('a.csv', 5000)).rejects.toThrow('api.diskFull');
  await expect(createTestStaging(undefined, null).open('a.csv', 5000)).resolves.toBe('s1');
});

test('what an earlier process left is gone at the start, and what is left at the end goes too', async () => {
  const folder = join(temporaryFolder(), 'staging');
  mkdirSync(join(folder, 'old'), { recursive: true });
  writeFileSync(join(folder, 'old', 'a.csv'), 'x');
  const staging = createTestStaging(folder);
  await staging.open('b.csv', 10);
  expect(readdirSync(folder)).toEqual(['s1']);
  await staging.close();
  expect(readdirSync(folder)).toEqual([]);
});
