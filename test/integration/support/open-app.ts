/** An app over a folder of its own, open until the last test of a file has ended. */
import { afterAll } from 'vitest';
import { createApp, type App } from '../../../main/app/index.ts';
import { Workspace } from './command-line.ts';

export interface OpenApp {
  readonly app: App;
  readonly place: Workspace;
}

export async function openApp(): Promise<OpenApp> {
  const place = await Workspace.create();
  const app = await createApp({ dataFolder: place.data, shell: 'browser' });
  afterAll(async () => {
    await app.close();
    await place[Symbol.asyncDispose]();
  });
  return { app, place };
}
