/** Electron's entry: gives the shell the real Electron and the real core. */
import { RPCHandler } from '@orpc/server/message-port';
import * as electron from 'electron';
import { createApp, defaultDataFolder } from '../../app/index.ts';
import { startShell } from './shell.ts';

// Not awaited at the top level: Electron becomes ready only when this module has been evaluated.
startShell({
  electron,
  process,
  defaultDataFolder: defaultDataFolder(),
  openCore: async ({ dataFolder, node }) => {
    const app = await createApp({ dataFolder, shell: 'electron', nodePath: node });
    return {
      handler: new RPCHandler(app.router),
      countRuns: async () => {
        const { running, queued } = await app.client.system.status();
        return running + queued;
      },
      close: async () => app.close(),
    };
  },
}).catch((error: unknown) => {
  console.error(error);
  electron.app.exit(1);
});
