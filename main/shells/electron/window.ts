/** Opens the window: sandboxed, isolated, shown when it has something to show, where it was last time. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Screen } from 'electron';
import { bundlePage } from './bundle.ts';
import { minimumSize, readWindowState, usualSize, writeWindowState } from './window-state.ts';

export interface WindowSettings {
  readonly preload: string;
  readonly icon: string;
  /** Where the window's place is kept. */
  readonly stateFile: string;
  readonly development: boolean;
}

export function openWindow(
  Window: new (options: BrowserWindowConstructorOptions) => BrowserWindow,
  screen: Pick<Screen, 'getAllDisplays'>,
  { preload, icon, stateFile, development }: WindowSettings,
): BrowserWindow {
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new Window({
    ...(state?.bounds ?? usualSize),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Athanor',
    icon,
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      devTools: development,
      // A run's curves go on while the window is covered.
      backgroundThrottling: false,
    },
  });
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  // Its outcome shows in `did-fail-load` and in the window itself; a rejection here would only end the process.
  window.loadURL(bundlePage).catch((error: unknown) => {
    console.error('The window did not load.', error);
  });
  return window;
}
