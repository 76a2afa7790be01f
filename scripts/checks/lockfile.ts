/** Checks that package-lock.json installs on every platform from any registry, and runs no compiler. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  integrity?: string;
  /** npm never writes this field, but reads it: `false` keeps `npm ci` from running `node-gyp rebuild`. */
  gypfile?: boolean;
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

interface PackageManifest {
  scripts?: Record<string, string>;
}

/**
 * Installed packages that have a `binding.gyp` and no install script of their own: npm compiles those unasked, which
 * needs Python, a compiler and Node's headers from the network. Ours all ship prebuilt libraries.
 */
export function findImplicitBuilds(lock: Lockfile, root: string): string[] {
  return Object.keys(lock.packages).filter((path) => {
    if (path === '' || !existsSync(join(root, path, 'binding.gyp'))) return false;
    const { scripts = {} } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as PackageManifest;
    return scripts.install === undefined && scripts.preinstall === undefined;
  });
}

/** What is wrong with a lockfile, one sentence each. `implicitBuilds` comes from `findImplicitBuilds`. */
export function findLockfileProblems(lock: Lockfile, implicitBuilds: readonly string[]): string[] {
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (entry.link !== true && entry.resolved !== undefined) {
      problems.push(`${path}: "resolved" names ${entry.resolved}. Run: npm run lockfile`);
    }
    if (path.includes('node_modules/') && entry.link !== true && entry.integrity === undefined) {
      problems.push(`${path}: no "integrity". Run: npm install`);
    }
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      // The registry may lag behind with the packages of other platforms; npm then leaves them out without a word.
      if (!isLocked(lock, path, name)) {
        problems.push(
          `${path === '' ? 'package.json' : path}: its optional dependency ${name} has no entry, so \`npm ci\` will fail. ` +
            'Choose an older version of which every platform is published.',
        );
      }
    }
  }
  for (const path of implicitBuilds) {
    if (lock.packages[path]?.gypfile !== false) {
      problems.push(`${path}: needs "gypfile": false, or npm 10 compiles it during \`npm ci\`. Run: npm run lockfile`);
    }
  }
  return problems;
}

/** Whether `name` is found from `path` as Node finds packages: in its own node_modules, then in those above. */
function isLocked(lock: Lockfile, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

/** Mends what can be mended without a registry. */
export function mendLockfile(lock: Lockfile, implicitBuilds: readonly string[]): Lockfile {
  const packages = Object.fromEntries(
    Object.entries(lock.packages).map(([path, { resolved, ...entry }]) => [
      path,
      {
        ...entry,
        ...(entry.link === true ? { resolved } : {}),
        ...(implicitBuilds.includes(path) ? { gypfile: false } : {}),
      },
    ]),
  );
  return { ...lock, packages };
}

export function checkLockfile(root: string): string[] {
  const lock = readLockfile(root);
  return findLockfileProblems(lock, findImplicitBuilds(lock, root));
}

function readLockfile(root: string): Lockfile {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  if (process.argv.includes('--mend')) {
    const lock = readLockfile(root);
    const mended = mendLockfile(lock, findImplicitBuilds(lock, root));
    writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(mended, null, 2)}\n`);
  }
  const problems = checkLockfile(root);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
