/** The packaged app holds all that it needs and nothing of other systems: built around a stand-in for Electron. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../scripts/test/run-command.ts';

/** Of @electron/asar, which comes with electron-builder. */
interface Asar {
  listPackage(archive: string): string[];
  extractFile(archive: string, file: string): Buffer;
}

const folder = mkdtempSync(join(tmpdir(), 'athanor-package-'));
const resources = join(folder, 'out', 'linux-unpacked', 'resources');

test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the app folder is built, and its own Node trains from it', async () => {
  test.skip(process.platform !== 'linux', 'the stand-in for Electron is a Linux one');
  test.setTimeout(180_000);
  const runtime = join(folder, 'electron');
  mkdirSync(join(runtime, 'resources'), { recursive: true });
  writeFileSync(join(runtime, 'electron'), '#!/bin/sh\n');
  chmodSync(join(runtime, 'electron'), 0o755);
  writeFileSync(join(runtime, 'LICENSE'), '');
  const built = await runCommand(process.execPath, ['scripts/package.ts', '--output', join(folder, 'out')], {
    env: { ELECTRON_DIST: runtime },
  });
  expect(built.status, built.output).toBe(0);

  const asar = createRequire(import.meta.url)('@electron/asar') as Asar;
  const archive = join(resources, 'app.asar');
  const files = asar.listPackage(archive).map((file) => file.replaceAll('\\', '/'));
  expect(files).toContain('/dist/main/electron.mjs');
  expect(files).toContain('/dist/main/preload.cjs');
  expect(files).toContain('/dist/renderer/index.html');
  const foreign = files.filter((file) => /darwin|win32|linuxmusl|\.dll$|\.dylib$/u.test(file));
  expect(foreign.filter((file) => file.endsWith('.node') || file.includes('onnxruntime-node/bin'))).toEqual([]);
  expect(readdirSync(join(resources, 'icons'))).toContain('athanor.png');

  // A folder of the archive's name takes its place: this Node cannot look into archives, Electron's can. The child
  // processes must find everything in `app.asar.unpacked`, as they must in the real app.
  const stage = join(folder, 'stage');
  for (const file of files.filter((name) => /\.\w+$/u.test(name))) {
    const target = join(stage, 'app.asar', file);
    let content: Buffer;
    try {
      content = asar.extractFile(archive, file.slice(1));
    } catch {
      // A folder with a dot in its name.
      continue;
    }
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, content);
  }
  symlinkSync(join(resources, 'app.asar.unpacked'), join(stage, 'app.asar.unpacked'));
  const node = join(resources, 'node', 'node');
  const command = join(stage, 'app.asar', 'dist', 'main', 'cli.mjs');
  const trained = await runCommand(node, [command, 'train', 'iris', '--json', '--data', join(folder, 'data')]);
  expect(trained.status, trained.output).toBe(0);
  expect(trained.output).toContain('"accuracy"');
});
