// Finds the project's own Node 24 and runs a file with it. Plain JavaScript: it must run under Node 20.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `import.meta.dirname` came with Node 20.11 only.
const root = fileURLToPath(new URL('..', import.meta.url));

/** Whether this very process can run the project's TypeScript. */
export const runsTypeScript = Number(process.versions.node.split('.')[0]) >= 24;

/**
 * Keeps compiled sources between starts, for this process and its children. Inside the project, because whoever may
 * write there may change the sources as well; a folder that cannot be written is no error.
 */
export function cacheCompilation() {
  const folder = join(root, 'node_modules', '.cache', 'compile');
  module.enableCompileCache?.(folder);
  process.env.NODE_COMPILE_CACHE ??= folder;
}

/** Path of the project's Node, or of the running one where that will do; null where neither is to be had. */
export function findProjectNode() {
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  return runsTypeScript ? process.execPath : null;
}

/** One text of the catalogue's `shell` area in the person's language, without the catalogue's own machinery. */
export function shellText(key, params = {}) {
  const texts = JSON.parse(readFileSync(join(root, 'resources', 'messages', locale(), 'shell.json'), 'utf8'));
  return texts[key].replaceAll(/\{(\w+)\}/gu, (_, name) => String(params[name]));
}

function locale() {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const stated = LC_ALL || LC_MESSAGES || LANG;
  // `C` and `POSIX` say nothing about the person; Windows and macOS state nothing and know it themselves.
  const known =
    stated && !/^(C|POSIX)\b/u.test(stated) ? stated : stated ? 'en' : Intl.DateTimeFormat().resolvedOptions().locale;
  return /^zh/iu.test(known) ? 'zh' : 'en';
}

/** Runs a file (by its URL) with the project's Node as if it were this process: same streams, signals and exit status. */
export function handOver(url, args) {
  const node = findProjectNode();
  if (node === null) {
    console.error(shellText('shell.nodeMissing', { version: process.versions.node }));
    process.exitCode = 1;
    return;
  }
  cacheCompilation();
  const child = spawn(node, [fileURLToPath(url), ...args], { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  // A terminal sends Ctrl-C to the whole group, the child included; sent on, it would arrive twice.
  const terminal = process.stdin.isTTY === true || process.stdout.isTTY === true || process.stderr.isTTY === true;
  const forwarded = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of forwarded) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    for (const name of forwarded) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
