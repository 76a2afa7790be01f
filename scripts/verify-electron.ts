/**
 * `npm run verify:electron`: on a machine that has a display and can fetch Electron, checks what tests without its
 * runtime cannot show. docs/unverified.md lists the checks; each prints one line.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { findElectron } from './find-electron.mjs';
import { fetchElectron } from './start/fetch-electron.ts';
import { runCommand } from './test/run-command.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);

interface Verdict {
  readonly ok: boolean;
  readonly detail: string;
}

interface Verification {
  readonly name: string;
  readonly run: () => Promise<Verdict>;
}

/** Milliseconds that an installed app has to open its data folder. */
const startPatience = 30_000;

const verifications: readonly Verification[] = [
  { name: 'the runtime is installed', run: installRuntime },
  { name: 'window, port, sandbox and guards in a running Electron', run: runSpecs },
  { name: 'the packaged app with its fuses set', run: async () => succeeds(['scripts/package.ts'], 10) },
  { name: 'the fuses of the packaged app', run: readFuses },
  { name: 'the packaged app starts with its shipped Node', run: startPackaged },
];

let failures = 0;
for (const { name, run } of verifications) {
  const { ok, detail } = await run();
  console.log(`${ok ? '✓' : '✗'} ${name}${detail === '' ? '' : `\n${detail}`}`);
  if (!ok) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;
console.log(`${verifications.length - failures} verified, ${failures} failed`);

async function installRuntime(): Promise<Verdict> {
  if (findElectron().path === null) {
    await fetchElectron({
      electronFolder: dirname(createRequire(import.meta.url).resolve('electron/package.json')),
      memoryFile: join(root, 'node_modules', '.cache', 'athanor', 'electron.json'),
      insist: true,
      now: Date.now(),
      onProgress: () => undefined,
    });
  }
  const { path, why } = findElectron();
  return { ok: path !== null, detail: path ?? `It is not to be had: ${why}. Try: npx install-electron --no` };
}

async function runSpecs(): Promise<Verdict> {
  const build = await succeeds(['scripts/build.ts'], 5);
  if (!build.ok) return build;
  const cli = join('node_modules', '@playwright', 'test', 'cli.js');
  const config = join('test', 'e2e', 'support', 'playwright.config.ts');
  return succeeds([cli, 'test', '--config', config, 'electron-shell'], 10);
}

async function succeeds(args: readonly string[], minutes: number): Promise<Verdict> {
  const { status, output } = await runCommand(process.execPath, args, { timeout: minutes * 60_000 });
  return { ok: status === 0, detail: status === 0 ? '' : output.trimEnd() };
}

/** The packaged app's executable, and on macOS the bundle that it lies in. */
function findPackaged(): { executable: string; bundle: string } | null {
  const folder = join(root, 'dist', 'packages');
  if (!existsSync(folder)) return null;
  for (const entry of readdirSync(folder)) {
    const candidates: [executable: string, bundle: string][] = [
      [join(folder, entry, 'athanor'), join(folder, entry, 'athanor')],
      [join(folder, entry, 'Athanor.exe'), join(folder, entry, 'Athanor.exe')],
      [join(folder, entry, 'Athanor.app', 'Contents', 'MacOS', 'Athanor'), join(folder, entry, 'Athanor.app')],
    ];
    for (const [executable, bundle] of candidates) if (existsSync(executable)) return { executable, bundle };
  }
  return null;
}

async function readFuses(): Promise<Verdict> {
  const packaged = findPackaged();
  if (packaged === null) return { ok: false, detail: 'There is no packaged app.' };
  const wire = await getCurrentFuseWire(packaged.bundle);
  const expected: [name: keyof typeof FuseV1Options, state: FuseState][] = [
    ['RunAsNode', FuseState.DISABLE],
    ['EnableNodeOptionsEnvironmentVariable', FuseState.DISABLE],
    ['EnableNodeCliInspectArguments', FuseState.DISABLE],
    ['OnlyLoadAppFromAsar', FuseState.ENABLE],
    ['GrantFileProtocolExtraPrivileges', FuseState.DISABLE],
  ];
  const wrong = expected.filter(([name, state]) => wire[FuseV1Options[name]] !== state);
  return {
    ok: wrong.length === 0,
    detail: wrong.map(([name]) => `${name} is not as electron-builder.yml says`).join('\n'),
  };
}

/** The app has no inspector any more, so that it works is seen from the database that it makes. */
async function startPackaged(): Promise<Verdict> {
  const packaged = findPackaged();
  if (packaged === null) return { ok: false, detail: 'There is no packaged app.' };
  const data = mkdtempSync(join(tmpdir(), 'athanor-verify-'));
  const child = spawn(packaged.executable, ['--data', data], { stdio: 'ignore' });
  const end = Date.now() + startPatience;
  while (!existsSync(join(data, 'athanor.db')) && child.exitCode === null && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const opened = existsSync(join(data, 'athanor.db'));
  const ended = child.exitCode !== null;
  child.kill();
  await new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(null);
    else child.once('exit', resolve);
  });
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  if (opened) return { ok: true, detail: '' };
  return { ok: false, detail: ended ? `It ended with status ${String(child.exitCode)}.` : 'It opened no database.' };
}
