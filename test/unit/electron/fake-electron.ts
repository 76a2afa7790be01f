/** A stand-in for Electron, as far as the shell uses it: it records what is asked and lets tests fire events. */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { vi } from 'vitest';

/** Node's ports as Electron's: `on('message', …)` is given an event, not the data. */
export class FakePort {
  readonly port: MessagePort;
  started = false;
  constructor(port: MessagePort) {
    this.port = port;
  }
  on(event: 'message' | 'close', listener: (event: { data: unknown; ports: [] }) => void): this {
    this.port.on(event, (data: unknown) => {
      listener({ data, ports: [] });
    });
    return this;
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  start(): void {
    this.started = true;
    this.port.start();
  }
  close(): void {
    this.port.close();
  }
}

/** What `webContents` may be asked to do, with `emit` for what happens to it. */
export class FakeContents extends EventEmitter {
  readonly setWindowOpenHandler = vi.fn<(handler: () => { action: string }) => void>();
}

export class FakeWindow extends EventEmitter {
  static readonly opened: FakeWindow[] = [];
  readonly options: Record<string, unknown>;
  readonly loadURL = vi.fn(async (_address: string) => Promise.resolve());
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  readonly maximize = vi.fn();
  minimized = false;
  focused = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    FakeWindow.opened.push(this);
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return false;
  }
  getNormalBounds(): object {
    return { x: 10, y: 20, width: 1000, height: 700 };
  }
}

export class FakeNotification extends EventEmitter {
  static readonly shown: FakeNotification[] = [];
  static isSupported(): boolean {
    return true;
  }
  readonly options: { readonly title: string; readonly body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    FakeNotification.shown.push(this);
  }
}

type RequestListener = (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void;

/** Built anew for each test. `emit` on `app` and `ipcMain` stands for what Electron would do. */
export function fakeElectron(userData: string, { packaged = false, locked = false, language = 'en-GB' } = {}) {
  FakeWindow.opened.length = 0;
  FakeNotification.shown.length = 0;
  const switches = new Map<string, string>();
  const paths = new Map([['userData', userData]]);
  const app = Object.assign(new EventEmitter(), {
    isPackaged: packaged,
    commandLine: { appendSwitch: (name: string, value = '') => switches.set(name, value) },
    enableSandbox: vi.fn(),
    getPath: (name: string) => paths.get(name),
    setPath: (name: string, path: string) => paths.set(name, path),
    getAppPath: () => '/app',
    getLocale: () => 'en',
    getPreferredSystemLanguages: () => [language],
    requestSingleInstanceLock: vi.fn(() => !locked),
    whenReady: vi.fn(async () => Promise.resolve()),
    quit: vi.fn(),
    exit: vi.fn(),
  });
  const session = {
    setPermissionRequestHandler:
      vi.fn<(handler: (contents: null, permission: string, answer: (granted: boolean) => void) => void) => void>(),
    setPermissionCheckHandler: vi.fn<(handler: () => boolean) => void>(),
    setDevicePermissionHandler: vi.fn<(handler: () => boolean) => void>(),
    setSpellCheckerEnabled: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn<(listener: RequestListener) => void>() },
    protocol: { handle: vi.fn<(scheme: string, handler: (request: Request) => Promise<Response>) => void>() },
  };
  class MessageChannelMain {
    readonly port1: FakePort;
    readonly port2: FakePort;
    constructor() {
      const { port1, port2 } = new MessageChannel();
      this.port1 = new FakePort(port1);
      this.port2 = new FakePort(port2);
    }
  }
  const fake = {
    app,
    ipcMain: new EventEmitter(),
    protocol: { registerSchemesAsPrivileged: vi.fn() },
    session: { defaultSession: session },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    dialog: { showErrorBox: vi.fn(), showMessageBox: vi.fn(async () => Promise.resolve({ response: 1 })) },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn((template: unknown) => template) },
    BrowserWindow: FakeWindow,
    Notification: FakeNotification,
    MessageChannelMain,
  };
  return { fake, switches, paths, electron: fake as unknown as typeof import('electron') };
}
