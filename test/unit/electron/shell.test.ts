/** The shell as a whole, on a stand-in for Electron: order of the start, the API over a port, the ways to end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../main/base/errors.ts';
import { startShell, type Core } from '../../../main/shells/electron/shell.ts';
import { FakeNotification, fakeElectron, FakeWindow, type FakePort } from './fake-electron.ts';

const router = {
  double: os.input(z.number()).handler(({ input }) => input * 2),
  count: os.handler(async function* () {
    for (let number = 1; number <= 3; number++) yield await Promise.resolve(number);
  }),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-shell-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Circumstances {
  packaged?: boolean;
  locked?: boolean;
  language?: string;
  args?: string[];
  runs?: number;
  platform?: NodeJS.Platform;
  openCore?: () => Promise<Core>;
  defaultDataFolder?: () => string;
}

async function start({
  args = [],
  runs = 0,
  platform = 'linux',
  openCore,
  defaultDataFolder = () => folder,
  ...options
}: Circumstances = {}) {
  const setup = fakeElectron(folder, options);
  const close = vi.fn(async () => Promise.resolve());
  let ended: Parameters<Core['onRunEnded']>[0] = () => undefined;
  const opened = vi.fn(
    openCore ??
      (async () =>
        Promise.resolve({
          handler: new RPCHandler(router),
          countRuns: async () => Promise.resolve(runs),
          onRunEnded: (listener: Parameters<Core['onRunEnded']>[0]) => {
            ended = listener;
          },
          close,
        })),
  );
  await startShell({
    electron: setup.electron,
    process: { argv: ['electron', '.', ...args], cwd: () => folder, platform, resourcesPath: '/resources' },
    defaultDataFolder,
    openCore: opened,
  });
  return {
    ...setup,
    close,
    opened,
    window: FakeWindow.opened[0],
    end: (...run: Parameters<typeof ended>) => {
      ended(...run);
    },
  };
}

describe('a run that ends', () => {
  const run = { id: 'r1', name: 'iris-1', status: 'completed' };

  test('is told by the system while the window has no attention, and leads back to it', async () => {
    const { end, window } = await start({ language: 'zh-CN' });
    if (window === undefined) throw new Error('no window');
    window.focused = true;
    end(run);
    expect(FakeNotification.shown).toEqual([]);
    window.focused = false;
    end(run);
    expect(FakeNotification.shown.map(({ options }) => options)).toEqual([{ title: '运行已完成', body: 'iris-1' }]);
    FakeNotification.shown[0]?.emit('click');
    expect(window.focus).toHaveBeenCalledOnce();
    // On macOS an app lives on without a window.
    window.emit('closed');
    end({ ...run, status: 'failed' });
    expect(FakeNotification.shown[1]?.options.title).toBe('运行失败');
    FakeNotification.shown[1]?.emit('click');
  });
});

describe('starting', () => {
  test('opens one sandboxed, isolated window on our own page, and shows it when it is painted', async () => {
    const { window, fake } = await start();
    expect(fake.app.enableSandbox).toHaveBeenCalledOnce();
    expect(window?.options).toMatchObject({
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        preload: join('/app', 'dist', 'main', 'preload.cjs'),
      },
    });
    expect(window?.loadURL).toHaveBeenCalledExactlyOnceWith('app://bundle/index.html');
    expect(window?.show).not.toHaveBeenCalled();
    window?.emit('ready-to-show');
    expect(window?.show).toHaveBeenCalledOnce();
  });

  test('guards before it is ready and serves before the window opens', async () => {
    const { fake } = await start();
    const ready = fake.app.whenReady.mock.invocationCallOrder[0] ?? 0;
    expect(fake.protocol.registerSchemesAsPrivileged.mock.invocationCallOrder[0]).toBeLessThan(ready);
    expect(fake.app.enableSandbox.mock.invocationCallOrder[0]).toBeLessThan(ready);
    expect(fake.session.defaultSession.protocol.handle).toHaveBeenCalledWith('app', expect.any(Function));
    expect(fake.session.defaultSession.webRequest.onBeforeRequest).toHaveBeenCalledOnce();
  });

  test('uses the project’s Node in a checkout and the shipped one when installed, never Electron itself', async () => {
    const checkout = await start();
    expect(checkout.opened).toHaveBeenCalledWith({
      dataFolder: folder,
      node: join('/app', 'node_modules', 'node', 'bin', 'node'),
    });
    const installed = await start({ packaged: true, platform: 'win32' });
    expect(installed.opened).toHaveBeenCalledWith({
      dataFolder: folder,
      node: join('/resources', 'node', 'node.exe'),
    });
  });

  test('keeps everything in the folder that --data names, with a lock of its own', async () => {
    const { opened, paths } = await start({ args: ['--data', 'mine'] });
    const data = join(folder, 'mine');
    expect(opened.mock.calls[0]).toMatchObject([{ dataFolder: data }]);
    expect(paths.get('userData')).toBe(data);
    expect(paths.get('sessionData')).toBe(join(data, 'window'));
  });

  test('leaves to the instance that has the lock, which then shows itself', async () => {
    const second = await start({ locked: true });
    expect(second.fake.app.exit).toHaveBeenCalledExactlyOnceWith(0);
    expect(second.opened).not.toHaveBeenCalled();
    expect(second.window).toBeUndefined();

    const first = await start();
    if (first.window !== undefined) first.window.minimized = true;
    first.fake.app.emit('second-instance');
    expect(first.window?.restore).toHaveBeenCalledOnce();
    expect(first.window?.focus).toHaveBeenCalledOnce();
  });

  test('says in the person’s language why the core did not open, and ends', async () => {
    const openCore = async () => Promise.reject(new UserError('processes.ended', { process: 'X' }));
    const { fake, window } = await start({ language: 'zh-CN', openCore });
    expect(fake.dialog.showErrorBox.mock.calls[0]?.[0]).toBe('Athanor 无法打开');
    expect(fake.app.exit).toHaveBeenCalledExactlyOnceWith(3);
    expect(window).toBeUndefined();
  });

  test('says that the folder which was chosen is not there, and opens no other in its place', async () => {
    const { fake, opened } = await start({
      defaultDataFolder: () => {
        throw new UserError('app.chosenFolderMissing', { folder: '/media/disk', file: '/usual/data-folder.json' });
      },
    });
    expect(opened).not.toHaveBeenCalled();
    expect(String(fake.dialog.showErrorBox.mock.calls[0]?.[1])).toContain('/media/disk');
    expect(fake.app.exit).toHaveBeenCalledExactlyOnceWith(3);
  });

  test('speaks the person’s language in the menu, and keeps the inspector for checkouts', async () => {
    const chinese = await start({ language: 'zh-Hans-CN', packaged: true });
    const text = JSON.stringify(chinese.fake.Menu.setApplicationMenu.mock.calls[0]);
    expect(text).toContain('退出 Athanor');
    expect(text).not.toContain('toggleDevTools');
    const english = await start();
    expect(JSON.stringify(english.fake.Menu.setApplicationMenu.mock.calls[0])).toContain('toggleDevTools');
  });
});

describe('the API over a port', () => {
  function ask(emit: (name: string, event: object) => void, frame: object | null): FakePort | undefined {
    emit('athanor:port', { senderFrame: frame });
    return (frame as { port?: FakePort } | null)?.port;
  }
  const frame = (url: string, parent: object | null = null) => ({
    url,
    parent,
    port: undefined as FakePort | undefined,
    postMessage(_channel: string, _message: unknown, [port]: FakePort[]) {
      this.port = port;
    },
  });

  test('answers calls and streams events', async () => {
    const { fake } = await start();
    const port = ask((name, event) => fake.ipcMain.emit(name, event), frame('app://bundle/index.html'));
    if (port === undefined) throw new Error('no port came');
    const client = createORPCClient<{
      double(value: number): Promise<number>;
      count(): Promise<AsyncIterable<number>>;
    }>(new RPCLink({ port: port.port }));
    port.port.start();
    expect(await client.double(21)).toBe(42);
    const counted: number[] = [];
    for await (const number of await client.count()) counted.push(number);
    expect(counted).toEqual([1, 2, 3]);
    port.close();
  });

  test.each([
    ['a foreign page', frame('https://example.com/')],
    ['a frame within the page', frame('app://bundle/index.html', {})],
    ['a frame that is gone', null],
  ])('gives no port to %s', async (_name, sender) => {
    const { fake } = await start();
    expect(ask((name, event) => fake.ipcMain.emit(name, event), sender)).toBeUndefined();
  });
});

describe('ending', () => {
  const quit = async (fake: Awaited<ReturnType<typeof start>>['fake']) => {
    const preventDefault = vi.fn();
    fake.app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => {
      expect(fake.app.exit.mock.calls.length + fake.dialog.showMessageBox.mock.calls.length).toBeGreaterThan(0);
    });
    // Lets the answer to the question take effect.
    await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('closes the core, then ends', async () => {
    const { fake, close } = await start();
    await quit(fake);
    expect(fake.dialog.showMessageBox).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    expect(fake.app.exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  test('asks while something trains: staying keeps it, quitting stops it', async () => {
    const { fake, close } = await start({ runs: 2 });
    await quit(fake);
    expect(close).not.toHaveBeenCalled();
    expect(fake.app.exit).not.toHaveBeenCalled();
    expect(JSON.stringify(fake.dialog.showMessageBox.mock.calls[0])).toContain('2 runs are training');

    fake.dialog.showMessageBox.mockResolvedValue({ response: 0 });
    await quit(fake);
    expect(close).toHaveBeenCalledOnce();
    expect(fake.app.exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  test('ends with a failure when the core does not close', async () => {
    const broken = {
      handler: new RPCHandler(router),
      countRuns: async () => Promise.resolve(0),
      onRunEnded: vi.fn(),
      close: async () => Promise.reject(new Error('disk')),
    };
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const { fake } = await start({ openCore: async () => Promise.resolve(broken) });
    await quit(fake);
    expect(fake.app.exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(report).toHaveBeenCalledOnce();
    report.mockRestore();
  });

  test('lives on without a window on macOS alone, and opens one again', async () => {
    const linux = await start();
    linux.fake.app.emit('window-all-closed');
    expect(linux.fake.app.quit).toHaveBeenCalledOnce();
    const mac = await start({ platform: 'darwin' });
    mac.window?.emit('closed');
    mac.fake.app.emit('window-all-closed');
    expect(mac.fake.app.quit).not.toHaveBeenCalled();
    mac.fake.app.emit('activate');
    expect(FakeWindow.opened).toHaveLength(2);
  });
});

describe('the window’s place', () => {
  const file = () => join(folder, 'window-state.json');

  test('is remembered', async () => {
    const { window } = await start();
    window?.emit('close');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      bounds: { x: 10, y: 20, width: 1000, height: 700 },
      maximized: false,
    });
    const again = await start();
    expect(again.window?.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
  });

  test.each([
    [
      'on a screen that is gone',
      JSON.stringify({ bounds: { x: 4000, y: 0, width: 900, height: 700 }, maximized: true }),
    ],
    ['half written', '{"bounds": {"x": 1'],
    ['not ours', JSON.stringify({ bounds: { x: 'left', y: 0, width: 900, height: 700 }, maximized: false })],
  ])('is forgotten when it is %s', async (_name, text) => {
    writeFileSync(file(), text);
    const { window } = await start();
    expect(window?.options).toMatchObject({ width: 1280, height: 800 });
    expect(window?.options).not.toHaveProperty('x');
    expect(window?.maximize).not.toHaveBeenCalled();
  });
});
