/** Runs for end-to-end tests, trained for real through the command line, which works beside the open window. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { LaunchedApp } from './launch-app.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const athanor = join(root, 'bin', 'athanor.mjs');

export interface TrainedRun {
  readonly id: string;
  readonly name: string;
  readonly epochs: readonly Readonly<Record<string, number>>[];
  readonly test: Readonly<Record<string, number>>;
}

/** What the command line answers as a document, over the folder of the open app and so through that app. */
export function athanorDocument(app: LaunchedApp, args: readonly string[]): unknown {
  const ended = spawnSync(process.execPath, [athanor, ...args, '--json', '--data', app.dataFolder], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ATHANOR_TEST_MARK: app.mark },
  });
  if (ended.status !== 0) throw new Error(`athanor ${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return JSON.parse(ended.stdout);
}

/** Trains the iris example once for each set of overrides, one after the other. */
export function trainIris(app: LaunchedApp, overrides: readonly Readonly<Record<string, string>>[]): TrainedRun[] {
  return overrides.map((override) => {
    const sets = Object.entries(override).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    const answer = athanorDocument(app, ['train', 'iris', ...sets]) as Pick<TrainedRun, 'epochs' | 'test'> & {
      readonly run: Pick<TrainedRun, 'id' | 'name'>;
    };
    return { id: answer.run.id, name: answer.run.name, epochs: answer.epochs, test: answer.test };
  });
}

/** Queues a run that takes long enough to be looked at; it ends with the app, and the command line with it. */
export function submitSlowRun(app: LaunchedApp): void {
  const child = spawn(
    process.execPath,
    [athanor, 'train', 'iris', '--json', '--data', app.dataFolder, '--set', 'training.epochs=200000'],
    { cwd: root, stdio: 'ignore', env: { ...process.env, ATHANOR_TEST_MARK: app.mark } },
  );
  child.unref();
}
