/** Small parts of the browser shell: its arguments, tickets, and which browser it finds. */
import { expect, test } from 'vitest';
import { readBrowserOptions } from '../../../main/shells/browser/options.ts';
import { findChromium, hasDisplay } from '../../../main/shells/browser/open-window.ts';
import { createTickets } from '../../../main/shells/browser/tickets.ts';

test('arguments', () => {
  expect(readBrowserOptions([])).toEqual({ dataFolder: null, port: 0, open: true });
  expect(readBrowserOptions(['--data', 'd', '--port', '8080', '--no-open'])).toEqual({
    dataFolder: 'd',
    port: 8080,
    open: false,
  });
  for (const port of ['-1', '65536', '1e3', 'http', '']) {
    expect(() => readBrowserOptions([`--port=${port}`])).toThrow('browser.badPort');
  }
  expect(() => readBrowserOptions(['--prot', '1'])).toThrow('browser.badArgument');
  expect(() => readBrowserOptions(['stray'])).toThrow('browser.badArgument');
});

test('a ticket works once, and within a minute', () => {
  let now = 0;
  const tickets = createTickets(() => now);
  const [first, second] = [tickets.issue(), tickets.issue()];
  expect(first).not.toBe(second);
  expect(tickets.redeem(first)).toBe(true);
  expect(tickets.redeem(first)).toBe(false);
  now = 60_000;
  expect(tickets.redeem(second)).toBe(false);
  expect(tickets.redeem('')).toBe(false);
});

test('a display is asked for on Linux alone', () => {
  expect(hasDisplay({ platform: 'linux', env: {} })).toBe(false);
  expect(hasDisplay({ platform: 'linux', env: { DISPLAY: '' } })).toBe(false);
  expect(hasDisplay({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
  expect(hasDisplay({ platform: 'darwin', env: {} })).toBe(true);
});

test('a Chromium is taken from the path on Linux', () => {
  const installed =
    (...files: string[]) =>
    (file: string) =>
      files.includes(file);
  const env = { PATH: '/a:/b' };
  expect(findChromium({ platform: 'linux', env }, installed('/b/google-chrome', '/b/chromium'))).toBe('/b/chromium');
  expect(findChromium({ platform: 'linux', env }, installed())).toBeNull();
  expect(findChromium({ platform: 'linux', env: {} }, () => true)).toBeNull();
  expect(findChromium({ platform: 'darwin', env }, () => true)).toBeNull();
});
