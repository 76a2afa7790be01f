/** Puts the Electron shell together. It is given Electron, so that tests can give it another. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { serializeError } from '../../base/errors.ts';
import { errorText } from '../../../resources/messages/error-text.ts';
import { formatMessage, localeOf, type Locale } from '../../../resources/messages/index.ts';
import { readDataFolder } from './command-line.ts';
import { cutNetwork, guardContents, guardSession } from './guards.ts';
import { findLocations, type Locations } from './locations.ts';
import { menuTemplate } from './menu.ts';
import { notifyOfEnds, type EndedRun } from './notifications.ts';
import { handOutPorts, type PortHandler } from './ports.ts';
import { bundlePrivileges, serveBundle } from './protocol.ts';
import { quitInOrder } from './quit.ts';
import { openWindow } from './window.ts';

/** Exit status after we have told the person why we end; `npm start` then does not try a browser. */
const explained = 3;

/** The core as the shell sees it. */
export interface Core {
  readonly handler: PortHandler;
  /** Runs that train or wait now. */
  countRuns(): Promise<number>;
  /** Calls for each run that ends from now on, until the core is closed. */
  onRunEnded(listener: (run: EndedRun) => void): void;
  close(): Promise<void>;
}

export interface ShellSettings {
  readonly electron: typeof import('electron');
  readonly process: Pick<NodeJS.Process, 'argv' | 'cwd' | 'platform'> & { readonly resourcesPath: string };
  /** Where the person names none: the same folder for every shell. */
  /** Throws UserError where the one that the person chose is not there. */
  readonly defaultDataFolder: () => string;
  readonly openCore: (settings: { dataFolder: string; node: string }) => Promise<Core>;
}

export async function startShell({ electron, process, defaultDataFolder, openCore }: ShellSettings): Promise<void> {
  const { app, protocol } = electron;
  // Everything up to `whenReady` must happen before Electron is ready.
  app.enableSandbox();
  cutNetwork(app.commandLine);
  protocol.registerSchemesAsPrivileged([bundlePrivileges]);

  let dataFolder: string;
  try {
    dataFolder = readDataFolder(process.argv, process.cwd()) ?? defaultDataFolder();
    mkdirSync(dataFolder, { recursive: true });
  } catch (error) {
    await app.whenReady();
    explain(electron, error);
    return;
  }
  // The single-instance lock is per `userData`: one app for each data folder. Chromium's own files stay apart.
  app.setPath('userData', dataFolder);
  app.setPath('sessionData', join(dataFolder, 'window'));
  if (!app.requestSingleInstanceLock()) {
    // The first instance hears of us and shows itself.
    app.exit(0);
    return;
  }

  let window: BrowserWindow | null = null;
  app.on('second-instance', () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  guardContents(app);

  await app.whenReady();
  const locale = systemLocale(app);
  const locations = findLocations({
    packaged: app.isPackaged,
    appFolder: app.getAppPath(),
    resourcesFolder: process.resourcesPath,
    platform: process.platform,
  });
  guardSession(electron.session.defaultSession);
  serveBundle(electron.session.defaultSession.protocol, locations.renderer);

  let core: Core;
  try {
    core = await openCore({ dataFolder, node: locations.node });
  } catch (error) {
    explain(electron, error);
    return;
  }

  quitInOrder(app, electron.dialog, {
    locale,
    countRuns: async () => core.countRuns(),
    close: async () => core.close(),
  });
  handOutPorts(electron.ipcMain, () => new electron.MessageChannelMain(), core.handler);
  const development = !app.isPackaged;
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(menuTemplate({ locale, platform: process.platform, development })),
  );

  const show = (): void => {
    window = createWindow(electron, locations, dataFolder, development);
    window.on('closed', () => {
      window = null;
    });
  };
  app.on('activate', () => {
    if (window === null) show();
  });
  app.on('window-all-closed', () => {
    // On macOS an app lives on without a window, and training with it.
    if (process.platform !== 'darwin') app.quit();
  });
  show();
  core.onRunEnded(notifyOfEnds({ Notification: electron.Notification, locale, window: () => window }));
}

function systemLocale(app: Pick<typeof import('electron').app, 'getPreferredSystemLanguages' | 'getLocale'>): Locale {
  return localeOf(app.getPreferredSystemLanguages()[0] ?? app.getLocale());
}

/** Says why there is no window, and ends. */
function explain({ app, dialog }: typeof import('electron'), error: unknown): void {
  const locale = systemLocale(app);
  const { message, hint } = errorText(locale, serializeError(error));
  dialog.showErrorBox(formatMessage(locale, 'shell.openFailed'), hint === null ? message : `${message}\n\n${hint}`);
  app.exit(explained);
}

function createWindow(
  electron: typeof import('electron'),
  { preload, icon }: Locations,
  dataFolder: string,
  development: boolean,
): BrowserWindow {
  return openWindow(electron.BrowserWindow, electron.screen, {
    preload,
    icon,
    development,
    stateFile: join(dataFolder, 'window-state.json'),
  });
}
