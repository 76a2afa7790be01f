/**
 * `npm run package`: builds the app's folder (electron-builder's `dir` target) wherever Electron's runtime is at hand;
 * with `--installers` what electron-builder.yml names for this system, for which electron-builder fetches tools.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, Platform, type Configuration } from 'electron-builder';
import { parts } from './build.ts';
import { findElectron } from './find-electron.mjs';

const root = join(import.meta.dirname, '..');

/** What marks a real Electron: the place in its executable where fuses are set. A stand-in has none. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const frameworks: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
};

interface Runtime {
  /** The folder that holds Electron's executable, libraries and `resources`. */
  readonly folder: string;
  readonly hasFuses: boolean;
}

/** ELECTRON_DIST names the folder; else it is the one that `npm start` fetched. */
function findRuntime(env: NodeJS.ProcessEnv): Runtime | string {
  const executable = executables[process.platform] ?? 'electron';
  const named = env.ELECTRON_DIST;
  if (named !== undefined && !existsSync(join(named, executable)))
    return `ELECTRON_DIST (${named}) has no ${executable}.`;
  const found = findElectron(env);
  const folder = named ?? (found.path === null ? null : found.path.slice(0, -executable.length - 1));
  if (folder === null) {
    return (
      'Electron’s runtime is not installed. Run `npx install-electron --no`, or set ELECTRON_DIST to a folder that ' +
      'holds it unpacked (electron-v45.4.1-<platform>-<arch>.zip).'
    );
  }
  const program = readFileSync(join(folder, frameworks[process.platform] ?? executable));
  return { folder, hasFuses: program.includes(fuseSentinel) };
}

function missingParts(): string[] {
  const node = join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(join(root, node)) ? [] : [`${node} is missing: the installers ship it. Run: npm ci`];
}

process.chdir(root);
const { values } = parseArgs({
  options: { installers: { type: 'boolean', default: false }, output: { type: 'string', default: 'dist/packages' } },
});
const runtime = findRuntime(process.env);
const missing = [...missingParts(), ...(typeof runtime === 'string' ? [runtime] : [])];
if (typeof runtime === 'string' || missing.length > 0) {
  for (const sentence of missing) console.error(sentence);
  process.exitCode = 1;
} else {
  if (!runtime.hasFuses) {
    console.log(
      `${runtime.folder} holds a stand-in for Electron: the fuses stay as they are, and the app will not run.`,
    );
  }
  for (const part of Object.values(parts)) await part.build('warn');
  const configuration: Configuration = {
    extends: join(root, 'electron-builder.yml'),
    electronDist: runtime.folder,
    directories: { output: values.output },
    ...(runtime.hasFuses ? {} : { electronFuses: null }),
  };
  const paths = await build({
    projectDir: root,
    config: configuration,
    publish: 'never',
    ...(values.installers ? {} : { targets: Platform.current().createTarget('dir') }),
  });
  console.log(paths.length > 0 ? paths.join('\n') : `The app’s folder is in ${resolve(values.output)}`);
}
