/** The app's own scheme serves its folder and nothing beyond it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicy, resolveBundleFile, serveBundle } from '../../../main/shells/electron/protocol.ts';

const root = mkdtempSync(join(tmpdir(), 'athanor-bundle-'));
const folder = join(root, 'renderer');
let answer: (request: Request) => Promise<Response>;

beforeAll(() => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(folder, 'secret.key'), 'key');
  writeFileSync(join(root, 'outside.js'), 'outside');
  mkdirSync(join(root, 'renderer-twin'));
  writeFileSync(join(root, 'renderer-twin', 'twin.js'), 'twin');
  serveBundle({ handle: (_scheme: string, handler: typeof answer) => (answer = handler) }, folder);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('resolveBundleFile', () => {
  test.each([
    ['app://bundle/', 'index.html'],
    ['app://bundle/index.html#/runs', 'index.html'],
    ['app://bundle/assets/main.js?v=1', join('assets', 'main.js')],
    ['app://bundle/a/../assets/main.js', join('assets', 'main.js')],
  ])('%s is %s', (address, file) => {
    expect(resolveBundleFile(folder, address)).toBe(join(folder, file));
  });

  test.each([
    'app://elsewhere/index.html',
    'app://bundle.example/index.html',
    'app://user@bundle/index.html',
    'http://bundle/index.html',
    'file:///etc/passwd',
    'app://bundle/..%2foutside.js',
    'app://bundle/assets/..%2f..%2foutside.js',
    'app://bundle/..%2frenderer-twin/twin.js',
    'app://bundle/..%5coutside.js',
    'app://bundle/index.html%00.js',
    'app://bundle/%E0%A4%A',
    'not an address',
  ])('%s is refused', (address) => {
    expect(resolveBundleFile(folder, address)).toBeNull();
  });
});

describe('serveBundle', () => {
  test('serves a file with its type and the policy', async () => {
    const response = await answer(new Request('app://bundle/assets/main.js'));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('export {};');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['GET', 'app://bundle/missing.js', 404],
    ['GET', 'app://bundle/secret.key', 404],
    ['GET', 'app://bundle/assets', 404],
    ['GET', 'app://bundle/..%2foutside.js', 404],
    ['POST', 'app://bundle/index.html', 405],
  ])('%s %s gives %i', async (method, address, status) => {
    const response = await answer(new Request(address, { method }));
    expect(response.status).toBe(status);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  });

  test('allows no connection, no inline script and no eval', () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("connect-src 'none'");
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:/u);
  });
});
