/** Electron's entry: gives the shell the real Electron and the real core. */
import { RPCHandler } from '@orpc/server/message-port';
import * as electron from 'electron';
import { RunEnds } from '../../api/contract/index.ts';
import { createApp, defaultDataFolder, type App } from '../../app/index.ts';
import type { EndedRun } from './notifications.ts';
import { startShell } from './shell.ts';

async function followEnds({ client }: App, listener: (run: EndedRun) => void): Promise<void> {
  const ends = new RunEnds(Date.now());
  for await (const batch of await client.runs.changes()) for (const run of ends.read(batch)) listener(run);
}

// Not awaited at the top level: Electron becomes ready only when this module has been evaluated.
startShell({
  electron,
  process,
  defaultDataFolder: () => defaultDataFolder(),
  openCore: async ({ dataFolder, node }) => {
    const app = await createApp({ dataFolder, shell: 'electron', nodePath: node });
    return {
      handler: new RPCHandler(app.router),
      countRuns: async () => {
        const { running, queued } = await app.client.system.status();
        return running + queued;
      },
      onRunEnded: (listener) => {
        followEnds(app, listener).catch((error: unknown) => {
          app.log.error('run ends are no longer told', { reason: String(error) });
        });
      },
      close: async () => app.close(),
    };
  },
}).catch((error: unknown) => {
  console.error(error);
  electron.app.exit(1);
});
