/** The way to Athanor's services: started here over the data folder, or found in the app that holds it. */
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../api/contract/contract.ts';
import { UserError } from '../../base/errors.ts';

export type Client = ContractRouterClient<Contract>;

export interface Connection {
  readonly client: Client;
  /** Whether an app holds the folder, so that work goes on there when this process ends. */
  readonly remote: boolean;
  close(): Promise<void>;
}

/** What has to be loaded, loaded only now: `--help` and `--version` need none of it. */
export async function connect(dataFolder: string | null): Promise<Connection> {
  const { createApp, connectLocal, defaultDataFolder } = await import('../../app/index.ts');
  const folder = dataFolder ?? defaultDataFolder();
  try {
    const app = await createApp({ dataFolder: folder, shell: 'cli', nodePath: process.execPath });
    return { client: app.client, remote: false, close: () => app.close() };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'app.folderInUse') throw error;
    const local = await connectLocal(folder);
    if (local === null) throw error;
    return { client: local.client, remote: true, close: () => local.close() };
  }
}
