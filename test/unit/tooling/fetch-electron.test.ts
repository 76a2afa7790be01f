/** Electron's runtime is fetched once, with progress, and given up soon where it cannot be had: on a stand-in package. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchElectron, type FetchSettings } from '../../../scripts/start/fetch-electron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-fetch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An electron package whose download is the given code; its install.js leaves a file behind. */
function standIn(download: string) {
  const get = join(folder, 'node_modules', '@electron', 'get');
  mkdirSync(get, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'electron', version: '45.0.0' }));
  writeFileSync(join(folder, 'checksums.json'), '{}');
  writeFileSync(
    join(folder, 'install.js'),
    `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'installed'))}, '');`,
  );
  writeFileSync(
    join(get, 'package.json'),
    JSON.stringify({ name: '@electron/get', type: 'module', exports: './index.js' }),
  );
  writeFileSync(
    join(get, 'index.js'),
    `import { appendFileSync } from 'node:fs';
     export async function downloadArtifact({ downloadOptions: { signal, getProgressCallback } }) {
       appendFileSync(${JSON.stringify(join(folder, 'attempts'))}, 'x');
       ${download}
     }`,
  );
  return {
    electronFolder: folder,
    memoryFile: join(folder, 'cache', 'electron.json'),
    insist: false,
    now: 1_000_000_000_000,
    onProgress: vi.fn<FetchSettings['onProgress']>(),
    firstByte: 50,
    stall: 50,
  };
}

/** As a real download does: it ends when it is aborted, even if that was before it began. */
const never =
  'await new Promise((_, reject) => { const end = () => reject(new Error("aborted")); ' +
  'if (signal.aborted) end(); signal.addEventListener("abort", end); });';

test('a download is shown, unpacked and done', async () => {
  const settings = standIn('await getProgressCallback({ transferred: 5, total: 10, percent: 0.5 });');
  expect(await fetchElectron(settings)).toBe('installed');
  expect(settings.onProgress).toHaveBeenCalledExactlyOnceWith(5, 10);
  expect(existsSync(join(folder, 'installed'))).toBe(true);
  expect(existsSync(settings.memoryFile)).toBe(false);
});

test.each([
  ['no name server', 'throw new Error("ENOTFOUND");'],
  ['no answer', never],
  ['an answer that stops', `await getProgressCallback({ transferred: 1, total: 10, percent: 0.1 });${never}`],
])('with %s it is given up', async (_name, download) => {
  expect(await fetchElectron(standIn(download))).toBe('unreachable');
  expect(existsSync(join(folder, 'installed'))).toBe(false);
});

test('a failure is remembered for a day, unless the person insists or the version changes', async () => {
  const settings = standIn('throw new Error("ENOTFOUND");');
  const hour = 60 * 60 * 1000;
  expect(await fetchElectron(settings)).toBe('unreachable');
  expect(await fetchElectron({ ...settings, now: settings.now + 23 * hour })).toBe('notTried');
  expect(await fetchElectron({ ...settings, now: settings.now + hour, insist: true })).toBe('unreachable');
  expect(await fetchElectron({ ...settings, now: settings.now + 26 * hour })).toBe('unreachable');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'electron', version: '46.0.0' }));
  expect(await fetchElectron({ ...settings, now: settings.now + 27 * hour })).toBe('unreachable');
});

test('a broken memory is no obstacle', async () => {
  const settings = standIn('');
  mkdirSync(join(folder, 'cache'));
  writeFileSync(settings.memoryFile, '{"version": ');
  expect(await fetchElectron(settings)).toBe('installed');
});
