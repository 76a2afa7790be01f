/** The preload script gives the page two functions and never Electron's own objects. */
import { beforeEach, expect, test, vi } from 'vitest';

const electron = vi.hoisted(() => ({
  ipcRenderer: { on: vi.fn(), send: vi.fn() },
  contextBridge: { exposeInMainWorld: vi.fn() },
  webUtils: { getPathForFile: vi.fn(() => '/home/someone/iris.csv') },
}));
vi.mock('electron', () => electron);

const page = { postMessage: vi.fn(), location: { origin: 'app://bundle' } };

beforeEach(async () => {
  vi.stubGlobal('window', page);
  vi.resetModules();
  vi.clearAllMocks();
  await import('../../../main/shells/electron/preload.ts');
});

test('exposes requestPort and pathOf, and nothing else', () => {
  const [name, bridge] = electron.contextBridge.exposeInMainWorld.mock.calls[0] as [
    string,
    { requestPort(): void; pathOf(file: unknown): string },
  ];
  expect(name).toBe('athanor');
  expect(Object.keys(bridge).sort()).toEqual(['pathOf', 'requestPort']);
  bridge.requestPort();
  expect(electron.ipcRenderer.send).toHaveBeenCalledExactlyOnceWith('athanor:port');
  expect(bridge.pathOf({})).toBe('/home/someone/iris.csv');
});

test('passes the port on to the page', () => {
  const [channel, listener] = electron.ipcRenderer.on.mock.calls[0] as [string, (event: object) => void];
  expect(channel).toBe('athanor:port');
  const port = {};
  listener({ ports: [port] });
  expect(page.postMessage).toHaveBeenCalledExactlyOnceWith('athanor:port', 'app://bundle', [port]);
});
