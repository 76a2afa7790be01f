/** Runs the command line as a person does: a process of its own over a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** The files that ship with Athanor. */
export const samples = join(root, 'resources', 'samples');

/** English whatever the machine speaks; compiled code kept, as the `athanor` command does. */
export const testEnvironment = { LC_ALL: 'C', NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile') };

const entry = join(root, 'main', 'shells', 'cli', 'main.ts');

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error has come to contain this; rejects when the process ends without. */
  said(text: string | RegExp): Promise<void>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startAthanor(args: readonly string[], options: StartOptions = {}): Running {
  const env = { ...process.env, ...testEnvironment, ...options.env };
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const check of waiting) check();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
  return {
    child,
    finished,
    said: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (typeof text === 'string' ? !stderr.includes(text) : !text.test(stderr)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void finished.then(() => {
          reject(new Error(`the command ended without saying ${String(text)}:\n${stderr}`));
        });
      }),
  };
}

export function athanor(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startAthanor(args, options).finished;
}

export interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly path: string | null };
}

export interface TrainDocument {
  readonly run: { readonly id: string; readonly name: string; readonly status: string };
  readonly engine: string;
  readonly device: string | null;
  readonly deviceAsked: string;
  readonly seconds: number;
  readonly epochs: readonly Readonly<Record<string, number | null>>[];
  readonly test: Readonly<Record<string, number>> | null;
  readonly testRows: readonly number[];
  readonly validationRows: readonly number[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly error?: ErrorDocument['error'];
}

/** The one document of a command; the whole of standard output must be it. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each test names the document it expects
export function documentOf<Document>(finished: Finished): Document {
  try {
    return JSON.parse(finished.stdout) as Document;
  } catch {
    throw new Error(`not one JSON document:\n${finished.stdout}\n${finished.stderr}`);
  }
}

export class Workspace implements AsyncDisposable {
  readonly folder: string;
  /** The data folder. */
  readonly data: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.data = join(folder, 'data');
  }

  static async create(): Promise<Workspace> {
    return new Workspace(await mkdtemp(join(tmpdir(), 'athanor-integration-')));
  }

  async write(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** Every file under the data folder but the database and its lock, sorted. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.data, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.data.length + 1))
      .filter((name) => !/^(athanor\.db|lock\.db|logs\/|endpoint\.json)/u.test(name))
      .toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
