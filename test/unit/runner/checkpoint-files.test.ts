/** Checkpoint files: whole or not there, and errors that a person can act on. */
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { sweepCheckpoints, writeCheckpointFile } from '../../../main/runner/process/checkpoint-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'athanor-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('writes a whole file under its own name and nothing else', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const file = await writeCheckpointFile(folder, 7, bytes, 0);
  expect(file).toBe('epoch-000007.safetensors');
  expect(await readdir(folder)).toEqual([file]);
  expect(new Uint8Array(await readFile(join(folder, file)))).toEqual(bytes);
});

test('a folder that is not there is an error with its reason, and nothing is left', async () => {
  const missing = join(folder, 'missing');
  const error: unknown = await writeCheckpointFile(missing, 7, new Uint8Array(1), 3).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code: 'runner.checkpointUnwritable', params: { epoch: 7 } });
  expect(await readdir(folder)).toEqual([]);
});

test('a name that is taken by a folder leaves no temporary file', async () => {
  await mkdir(join(folder, 'epoch-000001.safetensors'));
  await expect(writeCheckpointFile(folder, 1, new Uint8Array(1), 0)).rejects.toMatchObject({
    code: 'runner.checkpointUnwritable',
  });
  expect(await readdir(folder)).toEqual(['epoch-000001.safetensors']);
});

test('a full disk says so, and which epochs are safe', async ({ skip }) => {
  // The kernel's own full disk.
  skip(!existsSync('/dev/full'), 'needs /dev/full');
  await symlink('/dev/full', join(folder, 'epoch-000009.safetensors.tmp'));
  await expect(writeCheckpointFile(folder, 9, new Uint8Array(100_000), 8)).rejects.toMatchObject({
    code: 'runner.diskFull',
    params: { epoch: 9, kept: 8 },
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a sweep keeps what is named and what is not ours', async () => {
  const files = ['epoch-000001.safetensors', 'epoch-000002.safetensors', 'epoch-000003.safetensors.tmp', 'notes.txt'];
  for (const file of files) await writeFile(join(folder, file), '');
  await sweepCheckpoints(folder, ['epoch-000002.safetensors']);
  expect((await readdir(folder)).toSorted()).toEqual(['epoch-000002.safetensors', 'notes.txt']);
  await sweepCheckpoints(join(folder, 'missing'), []);
});
