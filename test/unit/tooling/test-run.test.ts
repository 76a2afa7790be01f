/** The test runner counts truthfully: reports of vitest and Playwright, silent skips, a missing browser. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findInstalledChromium, findTestChromium } from '../../../scripts/find-chromium.ts';
import { findElectron } from '../../../scripts/find-electron.mjs';
import { readStartOptions } from '../../../scripts/start/options.ts';
import { add, refuseSilentSkips, summaryLine } from '../../../scripts/test/outcome.ts';
import { tallyPlaywright, withoutBrowser, type PlaywrightReport } from '../../../scripts/test/playwright.ts';
import { runCommand } from '../../../scripts/test/run-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-run-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const root = join(import.meta.dirname, '..', '..', '..');

describe('outcomes', () => {
  test('add up to the line that CI reads', () => {
    const left = { passed: 2, failed: [{ name: 'a', message: 'm' }], skipped: [] };
    const right = { passed: 3, failed: [], skipped: [{ name: 'b', reason: 'r' }] };
    expect(summaryLine(add(left, right))).toBe('5 passed, 1 failed, 1 skipped');
  });

  test('a skip without a reason is a failure', () => {
    const outcome = refuseSilentSkips([
      { name: 'a', reason: 'no GPU' },
      { name: 'b', reason: undefined },
      { name: 'c', reason: ' ' },
    ]);
    expect(summaryLine(outcome)).toBe('0 passed, 2 failed, 1 skipped');
  });

  test('a missing browser is a skip at home and a failure under CI', () => {
    expect(summaryLine(withoutBrowser('none', {}))).toBe('0 passed, 0 failed, 1 skipped');
    expect(summaryLine(withoutBrowser('none', { CI: 'true' }))).toBe('0 passed, 1 failed, 0 skipped');
  });
});

describe('Playwright’s report', () => {
  type Status = PlaywrightReport['suites'][0]['specs'][0]['tests'][0]['status'];
  const spec = (title: string, status: Status, annotations: { type: string; description?: string }[] = []) => ({
    title,
    tests: [{ status, annotations, results: status === 'unexpected' ? [{ error: { message: 'it broke' } }] : [] }],
  });

  test('is counted through nested suites, with reasons and messages', () => {
    const outcome = tallyPlaywright({
      errors: [{ message: 'a file did not load' }],
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('works', 'expected'), spec('flickers', 'flaky')],
          suites: [
            {
              title: 'inner',
              specs: [
                spec('breaks', 'unexpected'),
                spec('is left out', 'skipped', [{ type: 'skip', description: 'no Electron' }]),
                spec('is forgotten', 'skipped', [{ type: 'skip' }]),
              ],
            },
          ],
        },
      ],
    });
    expect(summaryLine(outcome)).toBe('1 passed, 4 failed, 1 skipped');
    expect(outcome.failed).toContainEqual({ name: 'a.spec.ts › inner › breaks', message: 'it broke' });
    expect(outcome.skipped).toEqual([{ name: 'a.spec.ts › inner › is left out', reason: 'no Electron' }]);
  });
});

describe('vitest’s reporter', () => {
  test('writes what passed, failed and was skipped, with the reasons', async () => {
    writeFileSync(
      join(folder, 'planted.test.mjs'),
      `import { describe, expect, test } from 'vitest';
       test('passes', () => {});
       test('fails', () => { expect(1).toBe(2); });
       test('says why', ({ skip }) => { skip('no GPU'); });
       test.skip('says nothing', () => {});
       describe.skip('a suite', () => { test('says nothing either', () => {}); });`,
    );
    writeFileSync(join(folder, 'broken.test.mjs'), "throw new Error('it does not load');");
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const report = join(folder, 'report.json');
    const { status, output } = await runCommand(
      process.execPath,
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        `--root=${folder}`,
        `--reporter=${join(root, 'scripts', 'test', 'vitest-reporter.ts')}`,
      ],
      { env: { ATHANOR_TEST_REPORT: report, VITEST: '' } },
    );
    expect(status, output).toBe(1);
    expect(existsSync(report), output).toBe(true);
    const { default: written } = (await import(report, { with: { type: 'json' } })) as { default: unknown };
    expect(written).toEqual({
      passed: 1,
      failed: expect.arrayContaining([
        { name: 'planted.test.mjs › fails', message: expect.stringContaining('expected 1 to be 2') },
        { name: 'broken.test.mjs', message: 'it does not load' },
      ]),
      skipped: [
        { name: 'planted.test.mjs › says why', reason: 'no GPU' },
        { name: 'planted.test.mjs › says nothing' },
        { name: 'planted.test.mjs › a suite > says nothing either' },
      ],
    });
  });
});

describe('running a program', () => {
  test('gives its output and status, kills it when it takes too long, and survives one that is missing', async () => {
    expect(await runCommand(process.execPath, ['-e', 'console.log(1); process.exit(3)'])).toEqual({
      status: 3,
      output: '1\n',
    });
    expect(await runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 300 })).toEqual({
      status: null,
      output: '',
    });
    const missing = await runCommand(join(folder, 'missing'), [], { timeout: 3_600_000 });
    expect(missing.status).toBeNull();
  });
});

describe('finding a browser', () => {
  test('prefers the one that is named, and does not replace a wrong name', () => {
    const program = join(folder, 'chromium');
    writeFileSync(program, '', { mode: 0o755 });
    expect(findTestChromium(null, { ATHANOR_CHROMIUM: program, PATH: '' })).toBe(program);
    expect(findTestChromium(program, { ATHANOR_CHROMIUM: join(folder, 'missing'), PATH: folder })).toBeNull();
    expect(findTestChromium(program, { PATH: '' })).toBe(program);
  });

  test('looks where each system keeps programs', () => {
    writeFileSync(join(folder, 'microsoft-edge'), '', { mode: 0o755 });
    expect(findInstalledChromium({ PATH: `/nowhere:${folder}` }, 'linux')).toBe(join(folder, 'microsoft-edge'));
    writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o644 });
    expect(findInstalledChromium({ PATH: folder }, 'linux')).toBe(join(folder, 'microsoft-edge'));
    expect(findInstalledChromium({ PATH: '' }, 'linux')).toBeNull();
    expect(findInstalledChromium({}, 'win32')).toBeNull();
  });
});

describe('finding Electron', () => {
  const require = { resolve: (id: string) => join(folder, id) };
  const place = (file: string, text = ''): void => {
    writeFileSync(join(folder, 'electron', file), text);
  };

  test('never guesses: each absence has its name', () => {
    const missing = {
      resolve: () => {
        throw new Error('not found');
      },
    };
    expect(findElectron({}, missing)).toEqual({ path: null, why: 'packageMissing' });
    mkdirSync(join(folder, 'electron', 'dist'), { recursive: true });
    expect(findElectron({}, require)).toEqual({ path: null, why: 'notDownloaded' });
    place('path.txt', 'electron');
    expect(findElectron({}, require)).toEqual({ path: null, why: 'distMissing' });
    place('dist/electron');
    expect(findElectron({}, require)).toEqual({ path: join(folder, 'electron', 'dist', 'electron'), why: null });
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, require)).toEqual({
      path: null,
      why: 'overrideEmpty',
    });
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'electron', 'dist') }, require).why).toBeNull();
  });
});

describe('the arguments of npm start', () => {
  test.each<[string[], object]>([
    [[], { shell: null, electronArguments: [], browserArguments: [] }],
    [['--data', 'd'], { shell: null, electronArguments: ['--data', 'd'], browserArguments: ['--data', 'd'] }],
    [['--port', '8080'], { shell: 'browser', browserArguments: ['--port', '8080'] }],
    [['--no-open'], { shell: 'browser', browserArguments: ['--no-open'] }],
    [['--browser'], { shell: 'browser', browserArguments: [] }],
    [['--electron'], { shell: 'electron' }],
  ])('%j', (args, expected) => {
    expect(readStartOptions(args)).toMatchObject(expected);
  });

  test('are refused when they are unknown', () => {
    expect(() => readStartOptions(['--prot', '80'])).toThrow(/--prot/u);
  });
});
