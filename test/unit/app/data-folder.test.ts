/** The data folder: where it lies, who may write to it, and what is said when it cannot serve. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseDataFolder, defaultDataFolder, folderChoice } from '../../../main/app/chosen-folder.ts';
import { freeBytes, openDataFolder } from '../../../main/app/data-folder.ts';
import { readEndpoint, removeEndpoint, writeEndpoint } from '../../../main/app/endpoint.ts';
import { temporaryFolder } from '../experiments/support.ts';

describe('where it lies', () => {
  const home = '/home/someone';
  test.each([
    ['linux', {}, '/home/someone/.local/share/athanor'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/athanor'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/someone/.local/share/athanor'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/someone/Library/Application Support/Athanor'],
    ['linux', { ATHANOR_DATA: '/chosen', XDG_DATA_HOME: '/data' }, '/chosen'],
    ['linux', { ATHANOR_DATA: '' }, '/home/someone/.local/share/athanor'],
  ] as const)('%s with %o', (platform, env, expected) => {
    expect(defaultDataFolder({ platform, env, home })).toBe(expected);
  });

  test('Windows: the roaming application data', () => {
    const folder = defaultDataFolder({ platform: 'win32', env: { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, home });
    // Joined with this system's separator, so only the ends are compared.
    expect(folder).toMatch(/^C:\\Users\\a\\AppData\\Roaming.Athanor$/);
  });
});

describe('choosing another', () => {
  const around = () => ({ platform: 'linux' as const, env: {}, home: temporaryFolder() });

  test('holds from the next start on, until the usual one is chosen again', () => {
    const here = around();
    const usual = defaultDataFolder(here);
    const other = join(temporaryFolder(), 'new', 'place');
    expect(chooseDataFolder(other, here)).toEqual({ next: other, usual, chosen: other });
    expect(defaultDataFolder(here)).toBe(other);
    expect(existsSync(other)).toBe(true);
    // What is said for one start is stronger.
    expect(defaultDataFolder({ ...here, env: { ATHANOR_DATA: '/chosen' } })).toBe('/chosen');
    expect(chooseDataFolder(null, here)).toEqual({ next: usual, usual, chosen: null });
    expect(defaultDataFolder(here)).toBe(usual);
  });

  test('one that is not there is not made anew', () => {
    const here = around();
    const other = join(temporaryFolder(), 'disk');
    chooseDataFolder(other, here);
    rmSync(other, { recursive: true });
    expect(() => defaultDataFolder(here)).toThrow('app.chosenFolderMissing');
    expect(folderChoice(here)).toMatchObject({ next: null, chosen: other });
    expect(existsSync(other)).toBe(false);
  });

  test('one that cannot serve is refused, and the choice before it stays', () => {
    const here = around();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => chooseDataFolder('relative/folder', here)).toThrow('app.folderNotAbsolute');
    expect(() => chooseDataFolder(file, here)).toThrow('app.folderIsFile');
    expect(() => chooseDataFolder(join(file, 'below'), here)).toThrow('app.folderIsFile');
    expect(folderChoice(here).chosen).toBeNull();
  });

  test('a choice that cannot be read is none', () => {
    const here = around();
    const { usual } = folderChoice(here);
    mkdirSync(usual, { recursive: true });
    writeFileSync(join(usual, 'data-folder.json'), '{"folder": 3}');
    expect(defaultDataFolder(here)).toBe(usual);
  });
});

describe('opening', () => {
  test('makes the folder, for its owner alone, and what belongs in it', () => {
    const root = join(temporaryFolder(), 'new', 'data');
    const { paths, release } = openDataFolder(root);
    for (const folder of [paths.datasets, paths.runs, paths.staging, paths.logs]) expect(existsSync(folder)).toBe(true);
    if (process.platform !== 'win32') expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(freeBytes(root)).toBeGreaterThan(0);
    release();
  });

  test('a path that is a file, or leads through one, is refused', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openDataFolder(file)).toThrow('app.folderIsFile');
    expect(() => openDataFolder(join(file, 'below'))).toThrow('app.folderIsFile');
  });

  test('a folder in which something stands in the way is refused', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'datasets'), '');
    expect(() => openDataFolder(root)).toThrow(/app\.folder(IsFile|Unusable)/);
    const locked = temporaryFolder();
    mkdirSync(join(locked, 'lock.db'));
    expect(() => openDataFolder(locked)).toThrow('app.folderNotWritable');
  });
});

describe('the lock', () => {
  test('keeps a second opener out, in the same process too, until it is released', () => {
    const root = temporaryFolder();
    const first = openDataFolder(root);
    writeEndpoint(root, { pid: 4711, shell: 'browser', socket: '/s', token: 't', url: null });
    expect(() => openDataFolder(root)).toThrow(/app\.folderInUse.*"shell":"browser","pid":4711/);
    first.release();
    openDataFolder(root).release();
  });

  test('goes with its holder, however that ends', async () => {
    const root = temporaryFolder();
    for (let trial = 0; trial < 3; trial++) {
      const holder = fork(fileURLToPath(new URL('./lock-holder.ts', import.meta.url)), [root], { execArgv: [] });
      onTestFinished(() => void holder.kill('SIGKILL'));
      expect((await once(holder, 'message'))[0]).toBe('held');
      expect(() => openDataFolder(root)).toThrow('app.folderInUse');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      openDataFolder(root).release();
    }
  });
});

describe('the endpoint', () => {
  test('is readable by its owner alone, whole, and gone when removed', () => {
    const root = temporaryFolder();
    expect(readEndpoint(root)).toBeNull();
    const endpoint = { pid: 1, shell: 'cli' as const, socket: '/s', token: 't', url: null };
    writeEndpoint(root, endpoint);
    writeEndpoint(root, { ...endpoint, pid: 2 });
    expect(readEndpoint(root)).toEqual({ ...endpoint, pid: 2 });
    if (process.platform !== 'win32') expect(statSync(join(root, 'endpoint.json')).mode & 0o777).toBe(0o600);
    writeFileSync(join(root, 'endpoint.json'), '{"pid": "x"');
    expect(readEndpoint(root)).toBeNull();
    removeEndpoint(root);
    expect(existsSync(join(root, 'endpoint.json'))).toBe(false);
  });
});
