/** The browser shell: the app over a data folder, its window served on this machine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createApp, defaultDataFolder } from '../../app/index.ts';
import { UserError } from '../../base/errors.ts';
import type { BrowserOptions } from './options.ts';
import { hasDisplay, openWindow } from './open-window.ts';
import { findRunningWindow } from './running-window.ts';
import { startWindowServer } from './server.ts';

export interface ServedWindow {
  /** Token included. */
  readonly url: string;
  /** False where an app that was running already serves it; there is nothing to close then. */
  readonly isOurs: boolean;
  readonly close: () => Promise<void>;
}

/** `main/shells/browser` in a checkout, `dist/main` in a bundle. */
const builtWindow = import.meta.filename.endsWith('.mjs')
  ? join(import.meta.dirname, '..', 'renderer')
  : join(import.meta.dirname, '..', '..', '..', 'dist', 'renderer');

export interface ServeSettings extends BrowserOptions {
  /** Told as soon as the address is known, before a window opens. */
  readonly onAddress: (url: string, isOurs: boolean) => void;
  /** The built window; only tests have another. */
  readonly folder?: string;
}

/** Throws UserError `browser.*`, `app.*` or `experiments.*`. */
export async function serveWindow(settings: ServeSettings): Promise<ServedWindow> {
  const { port, open, onAddress, folder = builtWindow } = settings;
  const dataFolder = settings.dataFolder ?? defaultDataFolder();
  const show = open && hasDisplay(process) ? openWindow : () => Promise.resolve(false);
  if (!existsSync(join(folder, 'index.html'))) throw new UserError('browser.notBuilt', { folder });
  let app;
  try {
    app = await createApp({ dataFolder, shell: 'browser' });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'app.folderInUse') throw error;
    const running = await findRunningWindow(dataFolder);
    if (running === null) throw error;
    onAddress(running.url, false);
    await show(running.oneTimeUrl);
    return { url: running.url, isOurs: false, close: () => Promise.resolve() };
  }
  try {
    const server = await startWindowServer({ folder, sockets: app.sockets, port });
    app.announce(server.url);
    onAddress(server.url, true);
    // Not awaited: the window is served whether or not a browser comes up.
    void show(server.oneTimeUrl());
    const { close } = app;
    return {
      url: server.url,
      isOurs: true,
      async close() {
        await server.close();
        await close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
