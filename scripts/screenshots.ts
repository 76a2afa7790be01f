/**
 * Takes the pictures in docs/screenshots: real runs, made first, in every view, theme and language.
 * `npm run screenshots` keeps those at 1440 × 900; `npm run screenshots -- DIR` puts all sizes into DIR.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowserShell } from '../test/e2e/support/browser-shell.ts';

const root = join(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
const output = folder ?? join(root, 'docs', 'screenshots');
const sizes = [{ width: 1440, height: 900 }, ...(folder === undefined ? [] : [{ width: 1024, height: 700 }])];
const data = mkdtempSync(join(tmpdir(), 'athanor-screenshots-'));
// The pictures show where data lies by default: anybody's place, not that of whoever takes them.
process.env['XDG_DATA_HOME'] = '/home/you/.local/share';

interface ListedRun {
  readonly id: string;
  readonly dataset: { readonly id: string };
}

function athanor(...args: readonly string[]): string {
  const command = [join(root, 'bin', 'athanor.mjs'), ...args, '--data', data];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`athanor ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const built = spawnSync(process.execPath, [vite, 'build'], { cwd: root, encoding: 'utf8' });
if (built.status !== 0) throw new Error(built.stderr);
for (const set of ['training.seed=0', 'training.seed=1', 'training.optimizer.type=sgd'])
  athanor('train', 'iris', '--set', set);
athanor('train', 'titanic');
athanor('train', 'mpg');
const runs = JSON.parse(athanor('runs', 'list', '--json')) as readonly ListedRun[];
const [mpg, titanic, sgd, second] = runs;
const views: readonly (readonly [string, string])[] = [
  ['home', 'home'],
  ['data', 'data'],
  ['dataset', `data/${titanic?.dataset.id ?? ''}`],
  ['models', 'models'],
  ['canvas', `models?data=${second?.dataset.id ?? ''}&as=canvas`],
  ['training', 'training'],
  ['experiments', 'experiments'],
  ['run', `runs/${second?.id ?? ''}`],
  ['run-model', `runs/${second?.id ?? ''}?tab=model`],
  ['run-system', `runs/${second?.id ?? ''}?tab=system`],
  ['run-predict', `runs/${second?.id ?? ''}?tab=predict`],
  ['run-regression', `runs/${mpg?.id ?? ''}`],
  ['compare', `compare?runs=${second?.id ?? ''},${sgd?.id ?? ''}`],
  ['settings', 'settings'],
  ['disk', 'disk'],
  ['help', 'help'],
];

mkdirSync(output, { recursive: true });
try {
  for (const locale of ['en', 'zh'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const viewport of sizes) {
        const shell = await launchBrowserShell({ dataFolder: data, locale, theme, viewport, mark: {} });
        for (const [name, hash] of views) {
          await shell.page.evaluate((target) => {
            location.hash = `#/${target}`;
          }, hash);
          // Views load their code and their data; nothing on the page says that both are there.
          await shell.page.waitForTimeout(900);
          const suffix = viewport.width === 1440 ? '' : `-${viewport.width}`;
          await shell.page.screenshot({ path: join(output, `${name}-${theme}-${locale}${suffix}.png`) });
        }
        await shell.stop();
      }
    }
  }
} finally {
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
}
