/** Permissions, navigation, windows, webviews and requests are all refused, and senders judged. */
import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { cutNetwork, guardContents, guardSession, isLocalRequest } from '../../../main/shells/electron/guards.ts';
import { isTrustedSender } from '../../../main/shells/electron/senders.ts';
import { FakeContents, fakeElectron } from './fake-electron.ts';

describe('requests', () => {
  test.each([
    'app://bundle/assets/main.js',
    'data:image/png;base64,AA==',
    'blob:app://bundle/1-2',
    'devtools://devtools/x',
  ])('%s stays on the machine', (address) => {
    expect(isLocalRequest(address)).toBe(true);
  });

  test.each([
    'https://example.com/',
    'http://127.0.0.1:8080/',
    'ws://localhost/',
    'file:///etc/passwd',
    'app://other/x.js',
    'chrome://settings/',
    'ftp://example.com/',
    '',
  ])('%s is blocked', (address) => {
    expect(isLocalRequest(address)).toBe(false);
  });

  test('the session cancels what leaves and lets through what stays', () => {
    const { fake } = fakeElectron('/data');
    const session = fake.session.defaultSession;
    guardSession(session as never);
    const listener = session.webRequest.onBeforeRequest.mock.calls[0]?.[0];
    const answer = vi.fn();
    listener?.({ url: 'https://example.com/' }, answer);
    listener?.({ url: 'app://bundle/index.html' }, answer);
    expect(answer.mock.calls).toEqual([[{ cancel: true }], [{ cancel: false }]]);
  });

  test('no host name resolves', () => {
    const { fake, switches } = fakeElectron('/data');
    cutNetwork(fake.app.commandLine);
    expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect(switches.has('disable-background-networking')).toBe(true);
  });
});

describe('permissions', () => {
  test('every one is refused, asked or checked, and no spelling dictionary is fetched', () => {
    const { fake } = fakeElectron('/data');
    const session = fake.session.defaultSession;
    guardSession(session as never);
    const answer = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]?.[0](null, 'media', answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(session.setPermissionCheckHandler.mock.calls[0]?.[0]()).toBe(false);
    expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]()).toBe(false);
    expect(session.setSpellCheckerEnabled).toHaveBeenCalledExactlyOnceWith(false);
  });
});

describe('web contents', () => {
  function guarded(): FakeContents {
    const app = new EventEmitter();
    guardContents(app as never);
    const contents = new FakeContents();
    app.emit('web-contents-created', {}, contents);
    return contents;
  }

  test.each([
    ['will-navigate', 'https://example.com/', true],
    ['will-navigate', 'app://other/', true],
    ['will-navigate', 'file:///etc/passwd', true],
    ['will-navigate', 'app://bundle/index.html', false],
    ['will-frame-navigate', 'https://example.com/', true],
    ['will-frame-navigate', 'app://bundle/index.html', false],
    ['will-redirect', 'app://bundle/index.html', true],
    ['will-attach-webview', 'app://bundle/index.html', true],
  ])('%s to %s: prevented %s', (name, url, prevented) => {
    const preventDefault = vi.fn();
    guarded().emit(name, { url, preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0);
  });

  test('no window opens another', () => {
    const handler = guarded().setWindowOpenHandler.mock.calls[0]?.[0];
    expect(handler?.()).toEqual({ action: 'deny' });
  });
});

describe('senders', () => {
  test.each([
    ['our page', { url: 'app://bundle/index.html', parent: null }, true],
    ['our page at a view', { url: 'app://bundle/index.html#/runs', parent: null }, true],
    ['a frame within it', { url: 'app://bundle/index.html', parent: {} }, false],
    ['another site', { url: 'https://example.com/', parent: null }, false],
    ['a look-alike', { url: 'app://bundle.example.com/', parent: null }, false],
    ['a look-alike in the path', { url: 'https://example.com/app://bundle/', parent: null }, false],
    ['a file', { url: 'file:///index.html', parent: null }, false],
    ['an empty frame', { url: '', parent: null }, false],
    ['a frame that is gone', null, false],
  ])('%s: trusted %s', (_name, frame, trusted) => {
    expect(isTrustedSender(frame as never)).toBe(trusted);
  });
});
