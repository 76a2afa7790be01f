/** electron-builder.yml keeps to electron-builder's schema, and a misspelt key is noticed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBuilderProblems } from '../../../scripts/checks/builder-configuration.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'athanor-builder-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function problemsOf(configuration: string, manifest = readFileSync(join(root, 'package.json'), 'utf8')) {
  writeFileSync(join(folder, 'electron-builder.yml'), configuration);
  writeFileSync(join(folder, 'package.json'), manifest);
  return findBuilderProblems(folder);
}

test('the configuration of this project is sound', async () => {
  expect(await problemsOf(text)).toEqual([]);
});

test.each([
  ['oneClick', 'oneClik', 'nsis'],
  ['asarUnpack', 'asarUnpacked', 'asarUnpacked'],
  ['npmRebuild', 'npmRebuilt', 'npmRebuilt'],
  ['runAsNode', 'runsAsNode', 'electronFuses'],
])('a misspelt %s is noticed', async (key, misspelt, named) => {
  expect(text).toContain(key);
  expect(await problemsOf(text.replace(key, misspelt))).toMatchObject([expect.stringContaining(named)]);
});

test('metadata that a .deb needs is noticed', async () => {
  expect(
    await problemsOf(
      text,
      JSON.stringify({ name: 'athanor', version: '1.0.0', main: 'a', license: 'MIT', author: 'a', description: 'a' }),
    ),
  ).toMatchObject([expect.stringContaining('homepage')]);
});
