/** Starts the Electron shell from its build, as `npm start` does. */
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import type { ResolvedOptions, RunningShell } from './launch-app.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export async function launchElectronShell(executablePath: string, options: ResolvedOptions): Promise<RunningShell> {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const variables = Object.entries({ ...environment, ...options.mark }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const app = await _electron.launch({
    executablePath,
    args: [
      root,
      '--data',
      options.dataFolder,
      `--lang=${options.locale === 'zh' ? 'zh-CN' : 'en-US'}`,
      // Electron's sandbox, like Chromium's, refuses to work for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    colorScheme: options.theme,
    locale: options.locale === 'zh' ? 'zh-CN' : 'en-US',
    env: Object.fromEntries(variables),
  });
  const page = await app.firstWindow();
  await page.setViewportSize(options.viewport);
  return {
    page,
    pid: app.process().pid ?? -1,
    async stop() {
      await app.close();
    },
  };
}
